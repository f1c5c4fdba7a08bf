#if canImport(Glibc)
  import Glibc
#endif

/// A port at which nothing listens, held so that nobody else can.
public final class ClosedPort: Sendable {
  private let descriptor: Int32
  private let port: UInt16

  /// Takes a port.
  public init() throws { (descriptor, port) = try ScriptedServer.bound() }

  deinit { close(descriptor) }

  /// An address that refuses every connection.
  public var address: String { "http://127.0.0.1:\(port)/" }
}
