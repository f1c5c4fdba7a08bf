import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A web server on this machine that does what a test says, well or badly.
public final class ScriptedServer: Sendable {
  /// What to answer to a request that is the n-th for its path, counted from 1.
  public typealias Script = @Sendable (_ request: ServerRequest, _ n: Int) -> ServerReply

  private let descriptor: Int32
  /// The port on 127.0.0.1.
  public let port: UInt16
  private let log = Log()

  /// What is shared with the threads of the connections.
  private final class Log: Sendable {
    let state = Mutex((requests: [ServerRequest](), isStopped: false))
    var isStopped: Bool { state.withLock { $0.isStopped } }
  }

  /// A call that the system refused.
  public struct Refused: Error {
    /// What.
    public let call: String
    /// Why.
    public let code: Int32
  }

  /// Begins to serve.
  public init(_ script: @escaping Script) throws {
    (descriptor, port) = try Self.bound()
    guard listen(descriptor, 16) == 0 else { throw Refused(call: "listen", code: errno) }
    let (descriptor, log) = (descriptor, log)
    Thread.detachNewThread { Self.serve(descriptor, log, script) }
  }

  deinit {
    log.state.withLock { $0.isStopped = true }
    // Wakes the thread that waits for connections.
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  /// The address of the folder that is served.
  public var address: String { "http://127.0.0.1:\(port)/" }

  /// What was asked so far.
  public var requests: [ServerRequest] { log.state.withLock { $0.requests } }

  /// An address at which nothing listens.
  public static func closedAddress() throws -> String {
    let (descriptor, port) = try bound()
    close(descriptor)
    return "http://127.0.0.1:\(port)/"
  }

  private static func bound() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Refused(call: "socket", code: errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw Refused(call: "bind", code: errno) }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  private static func serve(_ descriptor: Int32, _ log: Log, _ script: @escaping Script) {
    while !log.isStopped {
      let connection = accept(descriptor, nil, nil)
      guard connection >= 0 else { continue }
      Thread.detachNewThread {
        answer(connection, log, script)
        close(connection)
      }
    }
  }

  private static func answer(_ connection: Int32, _ log: Log, _ script: Script) {
    guard let request = ServerRequest(head: head(from: connection)) else { return }
    let (index, n) = log.state.withLock { state in
      state.requests.append(request)
      let index = state.requests.count - 1
      return (index, state.requests.count { $0.path == request.path })
    }
    let reply = script(request, n)
    let (head, body) = reply.message(to: request)
    guard send(Array(head.utf8), to: connection) else { return }
    let part = Array(body.prefix(reply.sentBytes ?? body.count))
    log.state.withLock { $0.requests[index].sentBytes = part.count }
    guard send(part, to: connection), reply.ending == .silence else { return }
    while !log.isStopped { usleep(2000) }
  }

  private static func head(from connection: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !String(decoding: bytes, as: UTF8.self).contains("\r\n\r\n") {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          connection, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
