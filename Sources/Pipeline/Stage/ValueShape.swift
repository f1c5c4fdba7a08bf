/// What may be written for a value in a manifest, for those who tell an author beforehand.
///
/// Every ``ParameterValue`` describes itself; readers check more than a shape can say.
public indirect enum ValueShape: Equatable, Sendable {
  /// A number.
  case number(NumberRange)
  /// `true` or `false`.
  case boolean
  /// Any word or number, taken as text.
  case text
  /// One of some words.
  case choice([String])
  /// A list.
  case list(of: ValueShape)
  /// A mapping with known keys; others only where their values have a shape.
  case mapping([Key], others: ValueShape?)
  /// One of several.
  case either([ValueShape])
  /// Nothing: the plan gives the value.
  case unwritten

  /// A key of a mapping.
  public struct Key: Equatable, Sendable {
    /// Its name, lower-kebab.
    public let name: String
    /// What it takes.
    public let shape: ValueShape
    /// What it means; empty where its name says it.
    public let meaning: String
    /// Whether a mapping without it is wrong.
    public let isRequired: Bool

    /// A key.
    public init(
      _ name: String, _ shape: ValueShape, _ meaning: String = "", isRequired: Bool = false
    ) {
      self.name = name
      self.shape = shape
      self.meaning = meaning
      self.isRequired = isRequired
    }
  }

  /// Any number.
  static let anyNumber = ValueShape.number(.unlimited)
  /// Any whole number.
  static let anyWholeNumber = ValueShape.number(.whole(.min ... .max))
}

extension ValueShape {
  /// The shape of the values in a range; the same shape where it is not one of numbers.
  func limited<Bound>(to range: ClosedRange<Bound>) -> ValueShape {
    switch (self, range) {
    case (.number(.whole), let range as ClosedRange<Int>): .number(.whole(range))
    case (.number(.real), let range as ClosedRange<Double>): .number(.real(range))
    default: self
    }
  }

  /// The shape of lists whose items lie in a range.
  func limited<Bound>(toItems range: ClosedRange<Bound>) -> ValueShape {
    guard case .list(let item) = self else { return self }
    return .list(of: item.limited(to: range))
  }
}
