import Drawing
import Pipeline
import Reports

/// What is wrong with pictures, fonts and stored files.
extension ErrorText {
  init(of error: ReportError) {
    switch error {
    case .unreadableFigure(let experiment):
      self.init(
        "the numbers of a figure cannot be read", ["experiment": experiment],
        hint: "`interneurons run --force \(experiment)/figure` makes them again")
    }
  }

  init(of error: FormatError) {
    self.init(
      "a file is no array that this program writes", ["reason": error.reason],
      hint: Self.repairHint)
  }

  init(of damage: FileDamage) {
    switch damage {
    case .missing: self.init("a file of the store is missing", hint: Self.repairHint)
    case .altered: self.init("a file of the store is altered", hint: Self.repairHint)
    }
  }

  /// The text of what went wrong with a picture.
  init(of error: DrawingError) {
    switch error {
    case .missingFont(let file, let package, let searched):
      self.init(
        "a font is missing", ["file": file, "searched": searched.joined(separator: ", ")],
        hint: "install the package \(package) (make setup does), "
          + "or name a folder in INTERNEURONS_FONTS")
    case .missingGlyph(let character, _, let file):
      self.init(
        "the font has no letter '\(character)'", ["font": file],
        hint: "give the photograph a name in Latin, Greek or Cyrillic letters")
    case .damagedPNG(let reason, let offset):
      self.init(
        "the PNG file is damaged", ["reason": reason, "at byte": offset],
        hint: "`interneurons run` writes the figures again")
    case .unreadableFont(let file, let code):
      self.init(
        "a font cannot be read", ["font": file, "error number of FreeType": code],
        hint: "install the fonts again (make setup does), or name a folder in INTERNEURONS_FONTS")
    case .unusableAxis(let label, let lower, let upper, let scale):
      self.init(
        "an axis of the figure has no usable range",
        ["axis": label, "from": lower, "to": upper, "scale": scale.rawValue],
        hint: scale == .logarithmic
          ? "a logarithmic axis needs finite ends above 0 that differ; \(Self.drawnHint)"
          : "an axis needs finite ends that differ; \(Self.drawnHint)")
    case .unusableFrame(let frame):
      self.init(
        "a panel of the figure has no room",
        ["left": frame.x, "top": frame.y, "width": frame.width, "height": frame.height],
        hint: "draw fewer panels: choose fewer values for the keys that the manifest sweeps")
    case .unusablePage(let width, let height, let dotsPerInch):
      self.init(
        "a page of the figure cannot be drawn at its size",
        [
          "width": "\(width) points", "height": "\(height) points",
          "resolution": "\(dotsPerInch) dots per inch",
        ],
        hint: "draw fewer rows: choose fewer values for the keys that the manifest sweeps")
    case .cairo(let status, let activity):
      self.init(
        "the drawing library refused", ["reason": status, "while": activity],
        hint: "is there enough memory? fewer values for the swept keys need less")
    case .png(let reason):
      self.init(
        "the PNG library refused to write the picture", ["reason": reason],
        hint: "is there enough memory? fewer values for the swept keys need less")
    case .unusableProvenance(let key):
      self.init(
        "a figure cannot carry this of how it was made", ["key": key],
        hint: "take characters that are not ASCII out of the names of experiment and data set")
    }
  }

  private static let drawnHint = "the parameters may give numbers that nobody can draw"
}

extension FormatError {
  /// What is wrong, in words.
  var reason: String {
    switch self {
    case .notNumPy(let reason): reason
    case .missingFile(let name, let found):
      "\(name) is missing among \(found.joined(separator: ", "))"
    case .wrongShape(let found, let expected):
      "its shape is \(found.map(String.init).joined(separator: " × ")), not \(expected)"
    }
  }
}
