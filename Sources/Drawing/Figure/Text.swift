import Foundation

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
    /// How many points it may take, if there is a limit: a longer string loses its middle.
    public var room: Double?

    /// A run.
    public init(
      _ string: String, face: Face = .regular, position: Position = .baseline, room: Double? = nil
    ) {
      self.string = string
      self.face = face
      self.position = position
      self.room = room
    }

    /// The first and the last of its letters, so many in all, and between them what says so.
    func shortened(to count: Int) -> Run {
      var run = self
      run.string = "\(string.prefix(count - count / 2))…\(string.suffix(count / 2))"
      return run
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

  /// A name that someone else gave, and that may be longer than the room for it, in points.
  public static func name(_ string: String, face: Face = .regular, room: Double) -> Text {
    Text(runs: [Run(string, face: face, room: room)])
  }

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

// MARK: - Text with its looks

/// Text with its looks, ready to be placed.
public struct Label: Sendable, Equatable {
  /// What of the text lies at its position horizontally.
  public enum Horizontal: String, Sendable, Equatable {
    /// The left end.
    case left
    /// The middle.
    case center
    /// The right end.
    case right
  }
  /// What of the text lies at its position vertically.
  public enum Vertical: String, Sendable, Equatable {
    /// The top of capitals.
    case top
    /// Halfway between baseline and the top of capitals.
    case middle
    /// The baseline.
    case baseline
    /// The foot of descenders.
    case bottom
  }

  /// The text.
  public var text: Text
  /// The font size in points.
  public var size: Double
  /// The color.
  public var color: Color
  /// What of the text lies at its position horizontally.
  public var horizontal: Horizontal
  /// What of the text lies at its position vertically.
  public var vertical: Vertical
  /// The rotation about the position, in degrees counterclockwise.
  public var rotation: Double
  /// The color of a rectangle behind the text, if any.
  public var background: Color?

  /// A label; without further arguments black, 7 points, its left baseline end at the position.
  public init(
    _ text: Text, size: Double = 7, color: Color = .black, horizontal: Horizontal = .left,
    vertical: Vertical = .baseline, rotation: Double = 0, background: Color? = nil
  ) {
    self.text = text
    self.size = size
    self.color = color
    self.horizontal = horizontal
    self.vertical = vertical
    self.rotation = rotation
    self.background = background
  }
}

// MARK: - Numbers

/// Numbers as text, the same under every locale.
enum NumberFormat {
  /// A number with at most the given significant digits, for outlines: `0.1`, `-3`, `1e-07`.
  static func significant(_ value: Double, digits: Int = 6) -> String {
    if value == 0 { return "0" }
    return String(format: "%.\(digits)g", value)
  }

  /// A number with a fixed count of decimals and a true minus sign, never `−0`.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", abs(value))
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return value < 0 && !isZero ? "−" + text : text
  }

  /// An integer with a true minus sign.
  static func integer(_ value: Int) -> String {
    value < 0 ? "−\(value.magnitude)" : "\(value)"
  }
}
