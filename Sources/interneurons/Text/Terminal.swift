import Foundation
import Pipeline

/// Standard output for results, standard error for everything else.
///
/// No text is colored, which is all that `NO_COLOR` asks for. What would make a terminal do something
/// is shown instead: names of files and words of manifests may contain anything.
enum Terminal {
  /// Writes a result.
  ///
  /// - Throws: `PipelineError.system` when it cannot be written, as where a disk is full.
  static func say(_ text: String) throws {
    do {
      // Not write(_:), which ends the program when the system refuses.
      try FileHandle.standardOutput.write(contentsOf: Data((shown(text) + "\n").utf8))
    } catch {
      throw PipelineError.system(operation: "write", path: "standard output", code: errno)
    }
  }

  /// Writes a line, or an error, to standard error.
  static func complain(_ text: some CustomStringConvertible) {
    write(shown(text.description) + "\n")
  }

  /// A text of several lines as it may go to a terminal.
  static func shown(_ text: String) -> String { text.showingControls(keepingLines: true) }

  /// Writes to standard error without ending the line; the text may move the cursor.
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

// MARK: - Tables and amounts

/// Rows of words as aligned columns, indented; the last column is as wide as it wants.
struct TextTable {
  private let rows: [[String]]

  init(_ rows: [[String]]) { self.rows = rows }

  var lines: [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { $0.dropFirst(column).first?.count ?? 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let line = "  " + cells.joined(separator: "  ")
      return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
    }
  }
}

/// A number of bytes as people read it.
struct ByteCount: CustomStringConvertible {
  private let bytes: Int

  init(_ bytes: Int) { self.bytes = bytes }

  var description: String {
    var value = Double(bytes)
    if value < 1000 { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    var units = ["kB", "MB", "GB"].makeIterator()
    var unit = ""
    while value >= 1000, let next = units.next() {
      value /= 1000
      unit = next
    }
    return String(format: "%.1f %@", value, unit)
  }
}
