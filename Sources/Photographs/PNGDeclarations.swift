/// What a PNG file says of how its pixels are to be shown, and this project does not heed.
///
/// Pixels are taken as they are stored. A camera may have stored them on their side (EXIF
/// orientation), and a program as linear light (gAMA); whoever uses such a file should know. Color
/// profiles (iCCP) are not read.
public struct PNGDeclarations: Equatable, Sendable {
  /// The EXIF orientation, 1 (upright) to 8; nil where the file has none.
  public private(set) var orientation: Int?
  /// The exponent γ in value = light^γ that the file declares; nil where it has none, or says that its
  /// values are sRGB's.
  public private(set) var gamma: Double?

  /// The exponent that files with ordinary values declare, 1/2.2.
  private static let ordinaryGamma = 0.45455

  /// Reads a file that ``PNGImage`` has accepted, so that every chunk has its length and checksum.
  public init(of bytes: [UInt8]) {
    var isSRGB = false
    var start = 8
    while start + 12 <= bytes.count {
      let length = Self.number(bytes[start..<start + 4])
      guard length <= bytes.count - start - 12 else { break }
      let data = Array(bytes[(start + 8)..<(start + 8 + length)].prefix(1 << 16))
      switch String(decoding: bytes[(start + 4)..<(start + 8)], as: UTF8.self) {
      case "gAMA" where data.count == 4: gamma = Double(Self.number(data[...])) / 100_000
      case "sRGB": isSRGB = true
      case "eXIf": orientation = Self.orientation(ofEXIF: data)
      default: break
      }
      start += length + 12
    }
    if isSRGB { gamma = nil }
  }

  /// What is not heeded, in words; `turn` is what the user asks for.
  public func notes(turn: Turn?) -> [String] {
    var notes: [String] = []
    if let orientation, orientation != 1, turn == nil {
      let remedy =
        Self.turns[orientation].map { "; 'turn: \($0.rawValue)' does that" } ?? ""
      notes.append("the photograph's EXIF orientation \(orientation) is ignored\(remedy)")
    }
    if let gamma, abs(gamma / Self.ordinaryGamma - 1) > 0.05 {
      notes.append(
        "the photograph declares gamma \(gamma)\(gamma == 1 ? " (linear light)" : ""), which is "
          + "ignored: its values are used as they are")
    }
    return notes
  }

  /// How a picture of an orientation is turned upright.
  private static let turns: [Int: Turn] = [3: .upsideDown, 6: .clockwise, 8: .counterclockwise]

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  /// The tag 0x0112 of the first directory of a TIFF structure: a 16-bit number from 1 to 8.
  private static func orientation(ofEXIF data: [UInt8]) -> Int? {
    let isBigEndian = data.starts(with: Array("MM\0*".utf8))
    guard isBigEndian || data.starts(with: Array("II*\0".utf8)) else { return nil }
    func number(at place: Int, length: Int) -> Int? {
      guard place + length <= data.count else { return nil }
      let bytes = data[place..<place + length]
      return isBigEndian ? Self.number(bytes) : Self.number(bytes.reversed()[...])
    }
    guard let directory = number(at: 4, length: 4), let entries = number(at: directory, length: 2)
    else { return nil }
    for entry in 0..<entries where number(at: directory + 2 + 12 * entry, length: 2) == 0x0112 {
      return number(at: directory + 2 + 12 * entry + 8, length: 2)
        .flatMap { (1...8).contains($0) ? $0 : nil }
    }
    return nil
  }
}
