/// What a number may be.
public enum NumberRange: Equatable, Sendable {
  /// A whole number.
  case whole(ClosedRange<Int>)
  /// Any number.
  case real(ClosedRange<Double>)

  /// Any number.
  static let unlimited = NumberRange.real(-.greatestFiniteMagnitude ... .greatestFiniteMagnitude)

  func read(_ node: LocatedNode) throws(Misreading) -> JSONValue {
    switch self {
    case .whole(let range):
      let value = try Int(reading: node)
      guard range.contains(value) else { throw Self.outside(range, node) }
      return .integer(value)
    case .real(let range):
      let value = try Double(reading: node)
      guard range.contains(value) else { throw Self.outside(range, node) }
      // Two spellings of a number are one parameter: 2 is 2.0.
      return (try? Int(reading: node)).map { .integer($0) } ?? .number(value)
    }
  }

  private static func outside<Number>(_ range: ClosedRange<Number>, _ node: LocatedNode)
    -> Misreading
  {
    Misreading(
      node, "\(node.kindName) is not between \(range.lowerBound) and \(range.upperBound)")
  }
}
