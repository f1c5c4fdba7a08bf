/// The text that a PNG file carries.
public enum PNGText {
  /// Reads the keywords and texts of a PNG file in the order of the file: `tEXt` chunks (Latin-1) and
  /// uncompressed `iTXt` chunks (UTF-8). Compressed texts, which figures never carry, are passed over.
  ///
  /// - Throws: ``DrawingError/damagedPNG(reason:offset:)`` if the file is cut, a chunk does not match
  ///   its checksum, or a text has no keyword.
  public static func read(_ bytes: [UInt8]) throws(DrawingError) -> [(key: String, text: String)] {
    var texts: [(key: String, text: String)] = []
    for chunk in try PNGChunks(bytes).chunks {
      switch chunk.type {
      case "tEXt":
        let (key, text) = try split(chunk.data)
        texts.append((latin1(key), latin1(text)))
      case "iTXt":
        if let pair = try international(chunk.data) { texts.append(pair) }
      default: break
      }
    }
    return texts
  }

  /// keyword 0 · compressed? · method · language 0 · translated keyword 0 · text
  private static func international(_ data: ArraySlice<UInt8>) throws(DrawingError)
    -> (key: String, text: String)?
  {
    let (key, rest) = try split(data)
    guard rest.count >= 2 else {
      throw .damagedPNG(reason: "a text chunk is too short", offset: data.startIndex)
    }
    let isCompressed = rest[rest.startIndex] != 0
    let (_, afterLanguage) = try split(rest.dropFirst(2))
    let (_, text) = try split(afterLanguage)
    return isCompressed ? nil : (latin1(key), String(decoding: text, as: UTF8.self))
  }

  /// What stands before and after the first zero.
  private static func split(_ data: ArraySlice<UInt8>) throws(DrawingError)
    -> (ArraySlice<UInt8>, ArraySlice<UInt8>)
  {
    guard let zero = data.firstIndex(of: 0) else {
      throw .damagedPNG(reason: "a text chunk has no end of a field", offset: data.startIndex)
    }
    return (data[..<zero], data[(zero + 1)...])
  }

  private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
