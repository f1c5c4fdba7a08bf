extension [String: String] {
  /// Whether these labels are the same as others, numbers however they are written: 5 is 5.0.
  public func agrees(with other: Self) -> Bool {
    count == other.count
      && allSatisfy { key, text in
        guard let theirs = other[key] else { return false }
        return text == theirs || Double(text).map { $0 == Double(theirs) } == true
      }
  }
}

/// A number that others printed or computed, and how far ours may be from it.
///
/// ```yaml
/// - quantity: mutualInformation
///   signal: zca
///   image: kodim05
///   value: 0.108
///   tolerance: 0.001
///   printed: notebook, title of the contour plot
///   because: half of the last digit, and as much again for color files
/// ```
/// Every other key is a label: together they tell the one value of the figure that is compared.
/// Values that are alike may be written once (`each`, `for-each`).
public struct PublishedValue: ParameterValue {
  /// What was measured, as the figure's values name it.
  public let quantity: String
  /// What tells the value from others of the same quantity.
  public let labels: [String: String]
  /// The published number.
  public let value: Double
  /// The largest difference that counts as agreement.
  public let tolerance: Double
  /// Where the number is from.
  public let origin: Origin
  /// Why the tolerance is what it is; empty where the manifest does not say.
  public let because: String

  /// Where a number is from.
  public enum Origin: Codable, Equatable, Sendable {
    /// It stands in the paper, or in what its authors published with it.
    case printed(place: String)
    /// It was computed outside of this project; the paper does not state it.
    case computed(how: String)
  }

  public static var shape: ValueShape {
    .mapping(
      [
        .init("quantity", .text, "which of the figure's quantities", isRequired: true),
        .init("value", .anyNumber, "the published number", isRequired: true),
        .init(
          "tolerance", .number(.real(0 ... .greatestFiniteMagnitude)),
          "the largest difference that counts as agreement", isRequired: true),
        .init("printed", .text, "where it is printed"),
        .init("computed", .text, "how it was computed, where it is not printed"),
        .init("because", .text, "why the tolerance is what it is"),
      ], others: .text)
  }

  private static let keys = [
    "because", "computed", "printed", "quantity", "tolerance", "value",
  ]

  /// Reads a published value; throws what is wrong with it.
  public init(reading node: LocatedNode) throws(Misreading) {
    guard let entries = node.entries else {
      throw Misreading(node, "a published value is a mapping with the keys \(Self.keys)")
    }
    let values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    func required(_ key: String) throws(Misreading) -> LocatedNode {
      guard let value = values[key] else {
        throw Misreading(node, "a published value needs the key '\(key)'")
      }
      return value
    }
    quantity = try String(reading: required("quantity"))
    value = try Double(reading: required("value"))
    tolerance = try Double(reading: required("tolerance"))
    guard tolerance >= 0 else {
      throw Misreading(try required("tolerance"), "a tolerance cannot be below 0")
    }
    switch (values["printed"], values["computed"]) {
    case (let place?, nil): origin = .printed(place: try String(reading: place))
    case (nil, let how?): origin = .computed(how: try String(reading: how))
    default:
      throw Misreading(
        node, "a published value says either where it is 'printed' or how it was 'computed'")
    }
    because =
      try values["because"].map { node throws(Misreading) in try String(reading: node) } ?? ""
    var labels: [String: String] = [:]
    for entry in entries where !Self.keys.contains(entry.key) {
      labels[entry.key] = try String(reading: entry.value)
    }
    self.labels = labels
  }
}
