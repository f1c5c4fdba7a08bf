/// A line of rich text: runs of upright, bold or oblique letters on the baseline, raised or lowered.
///
///     "density"                                        a literal is upright
///     Text.math("g f(θ, z)")                           letters oblique, the rest upright
///     "10" + Text.superscript("−3")
///     Text.math("Φ") + .superscript("−1") + .math("(s)")
public struct Text: Sendable, Equatable {
  /// The faces of the font.
  public enum Face: String, Sendable, Equatable, CaseIterable {
    /// Upright.
    case regular
    /// Upright and heavy.
    case bold
    /// Slanted, as for mathematical letters.
    case oblique
  }

  /// Where a run stands.
  public enum Position: String, Sendable, Equatable {
    /// On the baseline, at full size.
    case baseline
    /// Raised and smaller.
    case superscript
    /// Lowered and smaller.
    case `subscript`
  }

  /// A piece of text of one look.
  public struct Run: Sendable, Equatable {
    /// The characters.
    public var string: String
    /// The face.
    public var face: Face
    /// Where it stands.
    public var position: Position

    /// A run.
    public init(_ string: String, face: Face = .regular, position: Position = .baseline) {
      self.string = string
      self.face = face
      self.position = position
    }
  }

  /// The runs, from left to right.
  public var runs: [Run]

  /// Text of the given runs.
  public init(runs: [Run]) { self.runs = runs }

  /// Upright text.
  public init(_ string: String) { self.init(runs: [Run(string)]) }

  /// Bold text.
  public static func bold(_ string: String) -> Text { Text(runs: [Run(string, face: .bold)]) }

  /// Raised text.
  public static func superscript(_ string: String, face: Face = .regular) -> Text {
    Text(runs: [Run(string, face: face, position: .superscript)])
  }

  /// Lowered text.
  public static func `subscript`(_ string: String, face: Face = .regular) -> Text {
    Text(runs: [Run(string, face: face, position: .subscript)])
  }

  /// Mathematics as it is printed: Latin and small Greek letters oblique; capital Greek letters,
  /// digits and signs upright; a hyphen becomes a minus sign.
  public static func math(_ string: String) -> Text {
    var runs: [Run] = []
    for character in string {
      let isLetter = character.isLetter && !("Α"..."Ω").contains(character)
      let face: Face = isLetter ? .oblique : .regular
      let sign = character == "-" ? "−" : String(character)
      // A space is the same in every face.
      if let last = runs.indices.last, runs[last].face == face || character == " " {
        runs[last].string += sign
      } else {
        runs.append(Run(sign, face: face))
      }
    }
    return Text(runs: runs)
  }

  /// One text after another.
  public static func + (left: Text, right: Text) -> Text { Text(runs: left.runs + right.runs) }

  /// The characters in plain notation, as in `10^(−3)` or `x_(i)`; oblique and bold are not told.
  public var plain: String {
    runs.map { run in
      switch run.position {
      case .baseline: run.string
      case .superscript: "^(\(run.string))"
      case .subscript: "_(\(run.string))"
      }
    }.joined()
  }
}

extension Text: ExpressibleByStringInterpolation {
  /// Upright text.
  public init(stringLiteral value: String) { self.init(value) }
}
