import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The lock of a step, held by the test as another process would hold it.
final class HeldLock: Sendable {
  private let descriptor: Int32

  struct Refused: Error { let code: Int32 }

  /// Takes the lock of a step of a project, in its default store.
  init(of step: String, arguments: [String], in project: ProjectFolder) async throws {
    let show = try await project.tool().run(["show", step, "--json"] + arguments)
    let object = try JSONSerialization.jsonObject(with: Data(show.output.utf8))
    let fingerprint = try #require((object as? [String: Any])?["fingerprint"] as? String)
    try project.makeFolder(".interneurons/locks")
    try project.write("{\"format\":\"2\"}\n", to: ".interneurons/store.json")
    let path = "\(project.path)/.interneurons/locks/\(fingerprint).lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Refused(code: errno)
    }
  }

  /// Frees the lock, as the end of its process would.
  func release() { flock(descriptor, LOCK_UN) }

  deinit { close(descriptor) }
}
