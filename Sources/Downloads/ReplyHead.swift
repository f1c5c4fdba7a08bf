import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What the head of a server's reply means for the bytes that are there already.
enum ReplyHead: Equatable, Sendable {
  /// The whole file follows.
  case whole(length: Int?)
  /// What is missing follows.
  case rest(length: Int?)
  /// Another part than what was asked for, or none: what is there is of no use.
  case otherPart
  /// Trouble that may pass.
  case trouble(status: Int)
  /// A status that stays.
  case refused(status: Int)

  /// - Parameter offset: How many bytes are there, and so where the rest begins.
  init(_ response: HTTPURLResponse, offset: Int) {
    let status = response.statusCode
    switch status {
    case 200:
      let length = response.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) }
      self = .whole(length: length)
    case 206:
      let range = response.value(forHTTPHeaderField: "Content-Range") ?? ""
      self = Self.part(range, offset: offset)
    case 416: self = .otherPart
    case 408, 425, 429, 500...599: self = .trouble(status: status)
    default: self = .refused(status: status)
    }
  }

  /// Reads `bytes 1000-1999/2000`, in which the length of the whole may be `*`.
  private static func part(_ range: String, offset: Int) -> ReplyHead {
    let parts = range.split(whereSeparator: { " -/".contains($0) })
    guard parts.count == 4, parts[0] == "bytes", Int(parts[1]) == offset else { return .otherPart }
    return .rest(length: Int(parts[3]))
  }
}
