/// A conclusion, of a paper or of ours, as a comparison between two values of a figure.
///
/// ```yaml
/// - says: ZCA helps at offset 2
///   left: {quantity: meanMutualInformation, signal: zca, offset: 2}
///   is: below
///   times: 0.9
///   right: {quantity: meanMutualInformation, signal: signal, offset: 2}
/// ```
/// holds if left < 0.9 · right. The right side may be a number. Labels of both sides may stand under
/// `both`, and claims that are alike may be written once (`each`, `for-each`).
public struct Claim: ParameterValue {
  /// The conclusion in words.
  public let says: String
  /// Whose it is; nil where the manifest leaves it to be that of its ``Manifest/source``.
  public let kind: Kind?
  /// What is compared.
  public let left: Side
  /// How.
  public let comparison: Comparison
  /// The factor of the right side.
  public let times: Double
  /// With what.
  public let right: Side

  /// Whose conclusion, and on what.
  public enum Kind: String, ParameterChoice {
    /// A paper's, or derived from one, on what learns as the paper says.
    case paper
    /// A paper's, on the minimum of its own objective, to which the paper's schedule may not lead.
    case paperAtOptimum = "paper-at-optimum"
    /// This project's.
    case own
  }

  /// How the sides compare.
  public enum Comparison: String, ParameterChoice {
    /// left < times · right
    case below
    /// left > times · right
    case above
  }

  /// One side of a comparison.
  public enum Side: Codable, Equatable, Sendable {
    /// A number.
    case number(Double)
    /// The value of a figure that has this quantity and these labels.
    case value(quantity: String, labels: [String: String])
  }

  public static var shape: ValueShape {
    .mapping(
      [
        .init("says", .text, "the conclusion in words", isRequired: true),
        .init(
          "kind", Kind.shape,
          "whose: of the source, on the minimum of its objective, or our own; the first where the "
            + "manifest has a source, the last elsewhere"),
        .init("left", Side.shape, "what is compared", isRequired: true),
        .init("is", Comparison.shape, "how", isRequired: true),
        .init("times", .anyNumber, "the factor of the right side; 1 unless given"),
        .init("right", Side.shape, "with what", isRequired: true),
        .init("both", .mapping([], others: .text), "quantity and labels that both sides have"),
      ], others: nil)
  }

  private static let keys = ["both", "is", "kind", "left", "right", "says", "times"]

  /// Reads a claim; throws what is wrong with it.
  public init(reading node: LocatedNode) throws(Misreading) {
    guard let entries = node.entries else {
      throw Misreading(node, "a claim is a mapping with the keys \(Self.keys)")
    }
    for entry in entries where !Self.keys.contains(entry.key) {
      throw Misreading(
        place: entry.place, message: Spelling.unknown("key", entry.key, among: Self.keys))
    }
    func value(_ key: String) throws(Misreading) -> LocatedNode {
      guard let entry = entries.first(where: { $0.key == key }) else {
        throw Misreading(node, "a claim needs the key '\(key)'")
      }
      return entry.value
    }
    let both = try entries.first { $0.key == "both" }.map { entry throws(Misreading) in
      guard let labels = entry.value.entries, !labels.isEmpty else {
        throw Misreading(entry.value, "'both' maps labels to values")
      }
      return labels
    }
    says = try String(reading: value("says"))
    let kind = entries.first { $0.key == "kind" }?.value
    self.kind = if let kind { try Kind(reading: kind) } else { nil }
    left = try Side(reading: value("left"), both ?? [])
    comparison = try Comparison(reading: value("is"))
    right = try Side(reading: value("right"), both ?? [])
    if case .number = left, case .number = right, let both {
      throw Misreading(both[0].value, "'both' belongs to sides that are values")
    }
    let factor = entries.first { $0.key == "times" }?.value
    times = if let factor { try Double(reading: factor) } else { 1 }
  }
}

extension Claim.Side {
  /// A number, or a quantity with labels.
  fileprivate static var shape: ValueShape {
    let quantity = ValueShape.Key(
      "quantity", .text, "of the figure; the other keys are its labels")
    return .either([.anyNumber, .mapping([quantity], others: .text)])
  }

  fileprivate init(reading node: LocatedNode, _ both: [LocatedNode.Entry]) throws(Misreading) {
    guard let entries = node.entries else {
      self = .number(try Double(reading: node))
      return
    }
    var labels: [String: String] = [:]
    for entry in both + entries { labels[entry.key] = try String(reading: entry.value) }
    guard let quantity = labels.removeValue(forKey: "quantity") else {
      throw Misreading(node, "a side of a claim needs the key 'quantity', or is a number")
    }
    self = .value(quantity: quantity, labels: labels)
  }
}
