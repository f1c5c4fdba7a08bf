import Foundation

/// One axis of a panel: its range, scale, ticks and label.
public struct Axis: Sendable, Equatable {
  /// How values map to positions.
  public enum Scale: String, Sendable, Equatable {
    /// Equal distances for equal differences.
    case linear
    /// Equal distances for equal ratios.
    case logarithmic
  }

  /// Where the ticks are, and what they say.
  public enum TickChoice: Sendable, Equatable {
    /// At round values, at most so many of them.
    case automatic(atMost: Int)
    /// At the given values, with their numbers.
    case at([Double])
    /// Nowhere.
    case none

    /// At round values, at most six of them.
    public static let automatic = TickChoice.automatic(atMost: 6)
  }

  /// The value at the left or lower end.
  public var lower: Double
  /// The value at the right or upper end.
  public var upper: Double
  /// How values map to positions.
  public var scale: Scale
  /// Where the ticks are.
  public var ticks: TickChoice
  /// The label, if any.
  public var label: Text?
  /// Whether the numbers at the ticks are printed (inner panels of a row go without).
  public var showsTickLabels: Bool
  /// The distance from the frame to the label's near edge in points; by default as near as the
  /// numbers permit. Set it where the labels of several panels should align.
  public var labelOffset: Double?

  /// An axis from `lower` to `upper`.
  public init(
    _ lower: Double, _ upper: Double, scale: Scale = .linear, ticks: TickChoice = .automatic,
    label: Text? = nil, showsTickLabels: Bool = true, labelOffset: Double? = nil
  ) {
    self.lower = lower
    self.upper = upper
    self.scale = scale
    self.ticks = ticks
    self.label = label
    self.showsTickLabels = showsTickLabels
    self.labelOffset = labelOffset
  }

  /// Where a value lies, as a fraction of the axis from its lower end: outside 0…1 if beyond the
  /// ends; −∞ for a value ≤ 0 on a logarithmic axis.
  public func fraction(of value: Double) -> Double {
    switch scale {
    case .linear:
      return (value - lower) / (upper - lower)
    case .logarithmic:
      if value.isNaN { return .nan }
      guard value > 0 else { return -.infinity }
      return log(value / lower) / log(upper / lower)
    }
  }

  /// The major and minor ticks inside the range.
  public var resolvedTicks: Ticks {
    switch ticks {
    case .none: Ticks(major: [], minor: [], labels: [])
    case .automatic(let limit):
      scale == .linear
        ? Ticks.linear(lower, upper, atMost: limit)
        : Ticks.logarithmic(lower, upper, atMost: limit)
    case .at(let values): Ticks(at: values.filter(holds), on: self)
    }
  }

  /// Whether a value lies on the axis, ends included up to rounding.
  func holds(_ value: Double) -> Bool {
    let position = fraction(of: value)
    return position >= -1e-9 && position <= 1 + 1e-9
  }

  /// Throws if nothing can be drawn on this axis.
  func check() throws(DrawingError) {
    let isUsable =
      lower.isFinite && upper.isFinite && lower < upper && (upper - lower).isFinite
      && (scale == .linear || lower > 0)
    guard isUsable else {
      throw .unusableAxis(label: label?.plain ?? "", lower: lower, upper: upper, scale: scale)
    }
  }
}
