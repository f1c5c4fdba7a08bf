import Pipeline

/// A published value beside ours.
public struct ComparedValue: Equatable, Sendable {
  /// What was published.
  public let published: PublishedValue
  /// The figure's value; nil where it has none.
  public let ours: Double?
  /// Its unit, where there is one.
  public let unit: String?
  /// Whether they agree.
  public let verdict: Verdict

  /// How a comparison ends.
  public enum Verdict: Equatable, Sendable {
    /// They differ by at most the tolerance.
    case agrees
    /// They differ by more.
    case outside
    /// The figure should have such a value and does not: the labels are wrong, or it is not finite.
    case missing
    /// The value is of a photograph that this data set lacks: nothing can be said, and nothing counts
    /// as agreement.
    case needs(photograph: String)
    /// The data set has the photograph, but the experiment takes others of it: the same.
    case notShown(photograph: String)

    /// Whether this speaks against the replication.
    public var isFailure: Bool { self == .outside || self == .missing }
  }
}

extension ComparedValue {
  /// The label that names a photograph.
  static let photographLabel = "image"

  init(
    _ published: PublishedValue, among numbers: FigureNumbers,
    photographs: Comparison.Photographs
  ) {
    let entry = numbers.entry(published.quantity, labels: published.labels)
    self.published = published
    ours = entry?.value
    unit = entry?.unit
    let photograph = published.labels[Self.photographLabel]
    if let photograph, !photographs.shown.contains(photograph) {
      verdict =
        photographs.all.contains(photograph)
        ? .notShown(photograph: photograph) : .needs(photograph: photograph)
    } else if let ours {
      verdict = abs(ours - published.value) <= published.tolerance ? .agrees : .outside
    } else {
      verdict = .missing
    }
  }
}
