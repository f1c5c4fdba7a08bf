import Pipeline

/// One number of a figure with what tells it from the others: a row of a table.
public struct TidyValue: Equatable, Sendable {
  /// What was measured: `shape`, `gain`, `mutualInformation`.
  public let quantity: String
  /// The number.
  public let value: Double
  /// The unit, where there is one.
  public let unit: String?
  /// What tells the number from others of the same quantity: `image`, `offset`, `interneurons`.
  public let labels: [String: JSONValue]

  /// A number of a figure.
  public init(
    _ quantity: String, _ value: Double, unit: String? = nil, labels: [String: JSONValue] = [:]
  ) {
    self.quantity = quantity
    self.value = value
    self.unit = unit
    self.labels = labels
  }

  var json: JSONValue {
    var members = labels
    members["quantity"] = .string(quantity)
    members["value"] = value.isFinite ? .number(value) : .null
    if let unit { members["unit"] = .string(unit) }
    return .object(members)
  }
}

extension JSONValue {
  /// A number as a label: as claims and tables write it, 5 and not 5.0.
  static func label(_ number: Double) -> JSONValue {
    Int(exactly: number).map { .integer($0) } ?? .number(number)
  }
}
