/// What a client asked of the server.
public struct ServerRequest: Equatable, Sendable {
  /// The path, with its first slash.
  public let path: String
  /// The headers; names in lower case.
  public let headers: [String: String]
  /// How many bytes of body it was sent.
  public internal(set) var sentBytes = 0

  /// Where the range begins that it asked for.
  public var rangeStart: Int? {
    guard let range = headers["range"], range.hasPrefix("bytes="), range.hasSuffix("-") else {
      return nil
    }
    return Int(range.dropFirst(6).dropLast())
  }

  /// Reads the head of a request.
  init?(head: String) {
    let lines = head.split(separator: "\r\n")
    guard let words = lines.first?.split(separator: " "), words.count == 3, words[0] == "GET" else {
      return nil
    }
    path = String(words[1])
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers[line[..<colon].lowercased()] = String(value)
    }
    self.headers = headers
  }
}
