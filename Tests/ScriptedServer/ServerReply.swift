/// What the server of a test answers to one request.
public struct ServerReply: Sendable {
  /// What comes after the body.
  public enum Ending: Sendable {
    /// The connection is closed.
    case closed
    /// Nothing, and the connection stays open.
    case silence
  }

  /// The status; 200 is 206 where a range is asked for and sent.
  public var status = 200
  /// Where it sends the client instead.
  public var location: String?
  /// The whole file.
  public var body: [UInt8] = []
  /// Whether a range that is asked for is sent alone.
  public var honorsRanges = true
  /// How far a range is from the one that was asked for.
  public var rangeShift = 0
  /// Whether the head says how long the body is.
  public var announcesLength = true
  /// How many bytes of the body are sent; all if nil.
  public var sentBytes: Int?
  /// What comes then.
  public var ending = Ending.closed

  /// A file.
  public init(_ body: [UInt8]) { self.body = body }

  /// A status and nothing else.
  public init(status: Int) { self.status = status }

  /// Another address to ask.
  public init(seeInstead location: String) {
    status = 302
    self.location = location
  }

  /// The same, broken off after so many bytes.
  public func cut(after bytes: Int, ending: Ending = .closed) -> ServerReply {
    var reply = self
    reply.sentBytes = bytes
    reply.ending = ending
    return reply
  }

  /// The same of a server that knows no ranges.
  public var withoutRanges: ServerReply {
    var reply = self
    reply.honorsRanges = false
    return reply
  }

  /// Head and body for a request, before anything is cut.
  func message(to request: ServerRequest) -> (head: String, body: [UInt8]) {
    var (status, body) = (status, body)
    var lines: [String] = []
    if honorsRanges, status == 200, let start = request.rangeStart {
      let first = start + rangeShift
      if first < body.count {
        status = 206
        lines.append("Content-Range: bytes \(first)-\(body.count - 1)/\(body.count)")
        body = Array(body[first...])
      } else {
        status = 416
        lines.append("Content-Range: bytes */\(body.count)")
        body = []
      }
    }
    if let location { lines.append("Location: \(location)") }
    if announcesLength { lines.append("Content-Length: \(body.count)") }
    lines = ["HTTP/1.1 \(status) As Asked"] + lines + ["Connection: close", "", ""]
    return (lines.joined(separator: "\r\n"), body)
  }
}
