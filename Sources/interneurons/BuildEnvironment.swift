import CToolchain
import CodeDigest
import Figures
import Pipeline
import Stages

extension Provenance {
  /// This build of the program, on this machine.
  static func current() throws -> Provenance {
    let science = toolchain.merging(NumericEnvironment.libraries) { _, new in new }
    let figures = toolchain.merging(try DrawingEnvironment.libraries()) { _, new in new }
    return Provenance(
      codeDigests: [.science: CodeDigest.science, .figures: CodeDigest.figures],
      environment: [.science: science, .figures: figures])
  }

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
