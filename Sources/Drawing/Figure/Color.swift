/// A color in sRGB with opacity, each component from 0 to 1.
public struct Color: Sendable, Equatable {
  /// The red component.
  public var red: Double
  /// The green component.
  public var green: Double
  /// The blue component.
  public var blue: Double
  /// The opacity: 1 hides what lies below.
  public var alpha: Double

  /// A color with the given components.
  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// A color as commonly written in hexadecimal, as in `0x0072B2`.
  public init(hex: UInt32) {
    self.init(
      red: Double((hex >> 16) & 0xFF) / 255, green: Double((hex >> 8) & 0xFF) / 255,
      blue: Double(hex & 0xFF) / 255)
  }

  /// A gray: 0 is black, 1 white.
  public static func gray(_ level: Double) -> Color {
    Color(red: level, green: level, blue: level)
  }

  /// The same color with another opacity.
  public func opacity(_ alpha: Double) -> Color {
    Color(red: red, green: green, blue: blue, alpha: alpha)
  }
}

// MARK: - Colors of the figures

extension Color {
  /// Black.
  public static let black = Color.gray(0)
  /// White.
  public static let white = Color.gray(1)
  /// The gray of optimal curves, drawn thick.
  public static let gray = Color.gray(0.68)
  /// The gray of thin secondary lines.
  public static let darkGray = Color.gray(0.4)
  /// The gray of grid lines.
  public static let lightGray = Color.gray(0.88)
  /// The red of fits and target circles. The papers print a red; its exact value is not known.
  public static let publishedRed = Color(hex: 0xD6201F)

  // Okabe and Ito, "Color universal design", 2008.
  /// Orange of the Okabe–Ito palette.
  public static let orange = Color(hex: 0xE69F00)
  /// Sky blue of the Okabe–Ito palette.
  public static let skyBlue = Color(hex: 0x56B4E9)
  /// Bluish green of the Okabe–Ito palette.
  public static let bluishGreen = Color(hex: 0x009E73)
  /// Blue of the Okabe–Ito palette.
  public static let blue = Color(hex: 0x0072B2)
  /// Vermilion of the Okabe–Ito palette.
  public static let vermilion = Color(hex: 0xD55E00)
  /// Reddish purple of the Okabe–Ito palette.
  public static let reddishPurple = Color(hex: 0xCC79A7)
}

// MARK: - Lines

/// How a line is drawn; joins are round.
public struct Stroke: Sendable, Equatable {
  /// The color.
  public var color: Color
  /// The width in points.
  public var width: Double
  /// The lengths of dashes and gaps in points, in turn; empty for a solid line.
  public var dash: [Double]

  /// A stroke of the given color, width in points, and dashes in points.
  public init(_ color: Color = .black, width: Double = 0.75, dash: [Double] = []) {
    self.color = color
    self.width = width
    self.dash = dash
  }

  /// A dashed stroke with dashes that suit its width.
  public static func dashed(_ color: Color = .black, width: Double = 0.75) -> Stroke {
    Stroke(color, width: width, dash: [4 * width, 2.5 * width])
  }

  /// A dotted stroke.
  public static func dotted(_ color: Color = .black, width: Double = 0.75) -> Stroke {
    Stroke(color, width: width, dash: [width, 1.8 * width])
  }
}

// MARK: - Markers

/// The sign drawn at a data point.
public struct Marker: Sendable, Equatable {
  /// The shapes of markers.
  public enum Shape: String, Sendable, Equatable {
    /// A disk.
    case circle
    /// A square standing on a side.
    case square
    /// A square standing on a corner.
    case diamond
    /// A triangle that points up.
    case triangle
    /// Two crossed diagonals; needs a stroke.
    case cross
  }

  /// The shape.
  public var shape: Shape
  /// The diameter in points.
  public var size: Double
  /// The color of the inside, if any.
  public var fill: Color?
  /// The outline, if any.
  public var stroke: Stroke?

  /// A marker.
  public init(
    _ shape: Shape = .circle, size: Double = 3, fill: Color? = .black, stroke: Stroke? = nil
  ) {
    self.shape = shape
    self.size = size
    self.fill = fill
    self.stroke = stroke
  }
}
