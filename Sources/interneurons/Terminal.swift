import Foundation
import Pipeline

/// Standard output for results, standard error for everything else.
///
/// No text is colored, which is all that `NO_COLOR` asks for.
enum Terminal {
  /// Writes a result.
  ///
  /// - Throws: `PipelineError.system` when it cannot be written, as where a disk is full.
  static func say(_ text: String) throws {
    do {
      // Not write(_:), which ends the program when the system refuses.
      try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      throw PipelineError.system(operation: "write", path: "standard output", code: errno)
    }
  }

  static func complain(_ text: String) {
    write(text + "\n")
  }

  /// Writes to standard error without ending the line.
  static func write(_ text: String) {
    do {
      try FileHandle.standardError.write(contentsOf: Data(text.utf8))
    } catch {
      // There is no place left to say so; the exit code still does.
    }
  }

  /// Whether progress may redraw its line.
  static var isInteractive: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDERR_FILENO) == 1 && environment["CI"] == nil && environment["TERM"] != "dumb"
  }

  /// The width of the terminal on standard error, 80 where it is none.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
