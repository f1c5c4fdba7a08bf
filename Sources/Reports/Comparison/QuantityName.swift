/// The name of a quantity for people: `mutual information` for `mutualInformation`.
struct QuantityName {
  let words: String

  init(_ quantity: String) {
    words = quantity.map { $0.isUppercase ? " \($0.lowercased())" : "\($0)" }.joined()
  }

  /// Labels for people, in the order of their names: `offset 2, signal zca`.
  static func text(of labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
