import Synchronization

/// The sets opened so far. What is drawn with them is drawn under this lock.
private let openedFonts = Mutex<[FontFiles: FontSet]>([:])

extension FontSet {
  /// Runs a piece of drawing, alone in this process, with the fonts of the given files.
  static func withFonts<Result: Sendable>(
    _ files: FontFiles, _ body: (FontSet) throws -> Result
  ) throws -> Result {
    try openedFonts.withLock { opened in
      if let fonts = opened[files] { return try body(fonts) }
      let fonts = try FontSet(files)
      opened[files] = fonts
      return try body(fonts)
    }
  }
}
