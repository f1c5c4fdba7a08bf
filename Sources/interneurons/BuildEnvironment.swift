import CToolchain
import CodeDigest
import Pipeline

extension Provenance {
  /// This build of the program, on this machine.
  static let current = Provenance(
    codeDigests: [.science: CodeDigest.science, .figures: CodeDigest.figures],
    environment: [.science: toolchain, .figures: toolchain])

  /// What every number depends on: compiler, flags and the C library with its mathematics.
  private static var toolchain: [String: String] {
    [
      "compiler": String(cString: ctoolchain_compiler()),
      "instructions": String(cString: ctoolchain_instructions()),
      "optimization": optimization,
      "libc": String(cString: ctoolchain_libc()),
    ]
  }

  private static var optimization: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}
