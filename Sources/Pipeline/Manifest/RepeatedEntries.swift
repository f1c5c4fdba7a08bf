/// Claims and published values that are alike, written once.
///
/// ```yaml
/// - both: {quantity: meanMutualInformation, estimator: plugin}
///   for-each: {offset: [2, 4]}
///   is: below
///   each:
///     - {says: K = 3 leaves less than K = 2 at $offset, left: {interneurons: 3, offset: $offset}, …}
///     - {says: …}
/// ```
/// Every entry of `each` has the keys that stand beside it, its own first; mappings are joined.
/// `for-each` repeats an entry, or its `each`, for all combinations of its labels, and `$label` in a
/// text stands for the value.
struct RepeatedEntries {
  private let file: String
  /// The entries written out, as mappings without `each` and `for-each`.
  private(set) var entries: [LocatedNode] = []
  private(set) var faults: [Fault] = []

  static let keys = ["each", "for-each"]
  /// More than anyone can read.
  private static let most = 10_000

  init(_ nodes: [LocatedNode], file: String) {
    self.file = file
    for node in nodes { write(node, below: [], labels: [:]) }
  }

  private mutating func write(
    _ node: LocatedNode, below outer: [LocatedNode.Entry], labels: [String: String]
  ) {
    guard let own = node.entries else { return entries.append(node) }
    let given = Self.joined(own.filter { !Self.keys.contains($0.key) }, with: outer)
    let known = faults.count
    let sweeps = own.first { $0.key == "for-each" }.map {
      self.sweeps(of: $0.value, in: node, below: labels)
    }
    for label in (sweeps ?? []).map(\.label) where labels[label] != nil {
      fault(node.place, "the label '\(label)' has a value already")
    }
    // Without its labels an entry would only bring more faults.
    guard faults.count == known else { return }
    let combinations = (sweeps ?? []).reduce([labels]) { combinations, sweep in
      combinations.flatMap { labels in
        sweep.values.map { labels.merging([sweep.label: $0]) { _, new in new } }
      }
    }
    guard entries.count + combinations.count <= Self.most else {
      return fault(node.place, "more than \(Self.most) entries, repetitions counted")
    }
    for labels in combinations {
      if let each = own.first(where: { $0.key == "each" }) {
        guard case .sequence(let items) = each.value.content, !items.isEmpty else {
          return fault(each.value.place, "'each' takes a list of entries")
        }
        for item in items { write(item, below: given, labels: labels) }
      } else {
        let entry = filled(LocatedNode(.mapping(given), place: node.place), with: labels)
        if entries.last == entry { fault(node.place, "its labels make the same entry twice") }
        entries.append(entry)
      }
    }
  }

  /// Labels with the values that they take; each must be used.
  private mutating func sweeps(
    of node: LocatedNode, in entry: LocatedNode, below outer: [String: String]
  ) -> [(label: String, values: [String])] {
    guard let labels = node.entries else {
      fault(node.place, "'for-each' must map labels to lists of values")
      return []
    }
    return labels.compactMap { label in
      if !entry.mentions("$\(label.key)") {
        fault(label.place, "nothing takes the label '\(label.key)': write it as '$\(label.key)'")
      }
      do throws(Faults) {
        let words = try filled(label.value, with: outer).distinctWords(
          of: label.key, "a list of words or numbers", origin: file)
        return (label.key, words.compactMap(\.text))
      } catch {
        faults += error.all
        return nil
      }
    }
  }

  /// An entry's own keys, and those given to all beside it; what both have as mappings is joined.
  private static func joined(_ own: [LocatedNode.Entry], with outer: [LocatedNode.Entry])
    -> [LocatedNode.Entry]
  {
    let joined = own.map { entry -> LocatedNode.Entry in
      guard let mine = entry.value.entries,
        let theirs = outer.first(where: { $0.key == entry.key })?.value.entries
      else { return entry }
      let all = LocatedNode(.mapping(Self.joined(mine, with: theirs)), place: entry.value.place)
      return LocatedNode.Entry(key: entry.key, place: entry.place, value: all)
    }
    return joined + outer.filter { entry in !own.contains { $0.key == entry.key } }
  }

  /// A node with values in the place of labels.
  private mutating func filled(_ node: LocatedNode, with labels: [String: String]) -> LocatedNode {
    switch node.content {
    case .scalar(let text):
      return LocatedNode(.scalar(filled(text, with: labels, at: node.place)), place: node.place)
    case .sequence(let items):
      return LocatedNode(.sequence(items.map { filled($0, with: labels) }), place: node.place)
    case .mapping(let entries):
      let entries = entries.map { entry in
        if entry.key.hasPrefix("$") {
          fault(entry.place, "a label stands for a value, not for the key '\(entry.key)'")
        }
        return LocatedNode.Entry(
          key: entry.key, place: entry.place, value: filled(entry.value, with: labels))
      }
      return LocatedNode(.mapping(entries), place: node.place)
    }
  }

  private mutating func filled(_ text: String, with labels: [String: String], at place: Place)
    -> String
  {
    var filled = ""
    var rest = Substring(text)
    while let mark = rest.firstIndex(of: "$") {
      filled += rest[..<mark]
      let label = rest[mark...].dropFirst().prefix(while: LocatedNode.isOfLabel)
      if let value = labels[String(label)] {
        filled += value
      } else {
        // An amount of money is no label.
        if label.first?.isLetter == true {
          fault(
            place, Spelling.unknown("label", "$\(label)", among: labels.keys.map { "$\($0)" }))
        }
        filled += "$\(label)"
      }
      rest = rest[mark...].dropFirst(1 + label.count)
    }
    return filled + rest
  }

  private mutating func fault(_ place: Place, _ message: String) {
    faults.append(Fault(file: file, place: place, message: message))
  }
}

extension LocatedNode {
  fileprivate static func isOfLabel(_ letter: Character) -> Bool {
    letter.isLetter || letter.isNumber || letter == "_"
  }

  /// Whether some text in the node has a label, such as `$offset`.
  fileprivate func mentions(_ label: String) -> Bool {
    switch content {
    case .scalar(let text):
      text.ranges(of: label).contains { range in
        range.upperBound == text.endIndex || !Self.isOfLabel(text[range.upperBound])
      }
    case .sequence(let items): items.contains { $0.mentions(label) }
    case .mapping(let entries): entries.contains { $0.value.mentions(label) }
    }
  }
}
