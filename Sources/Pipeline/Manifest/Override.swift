/// A parameter changed on the command line: `train.schedule.iterations=3000`.
public struct Override: Equatable, Sendable {
  /// The step, or `figure`.
  public let step: String
  /// The key, and the keys inside of its value.
  public let path: [String]
  /// The value.
  public let value: LocatedNode
  /// The text that the user wrote.
  public let text: String

  private var origin: String { "--set \(text)" }

  /// Reads `STEP.PARAMETER=VALUE`; the value is a YAML scalar or flow list.
  ///
  /// - Throws: `Faults` that quote the text.
  public init(_ text: String) throws(Faults) {
    self.text = text
    let origin = "--set \(text)"
    guard let equals = text.firstIndex(of: "=") else {
      throw Faults([Fault(file: origin, place: nil, message: "write STEP.PARAMETER=VALUE")])
    }
    let names = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
    guard names.count >= 2, !names.contains("") else {
      throw Faults([Fault(file: origin, place: nil, message: "write STEP.PARAMETER=VALUE")])
    }
    step = String(names[0])
    path = names.dropFirst().map(String.init)
    let value = String(text[text.index(after: equals)...])
    guard value.contains(where: { !$0.isWhitespace }) else {
      throw Faults([Fault(file: origin, place: nil, message: "there is no value behind the '='")])
    }
    let place = origin.distance(from: origin.startIndex, to: origin.endIndex) - value.count
    self.value = try LocatedNode(parsing: value, file: origin).moved(rightBy: place)
  }

  /// Changes the step of that name in every manifest that has one.
  ///
  /// - Throws: `Faults` when none has.
  public static func apply(_ overrides: [Override], to manifests: inout [Manifest]) throws(Faults) {
    var faults: [Fault] = []
    for override in overrides {
      var found = false
      for index in manifests.indices {
        do throws(Faults) {
          if try manifests[index].apply(override) { found = true }
        } catch {
          found = true
          faults += error.all
        }
      }
      if !found {
        let known = Set(manifests.flatMap { $0.steps.map(\.name) } + [Manifest.figureStep])
        faults.append(
          Fault(
            file: override.origin, place: nil,
            message: Spelling.unknown("step", override.step, among: known)))
      }
    }
    guard faults.isEmpty else { throw Faults(faults) }
  }

  /// What a label takes instead; one word is a list of one.
  fileprivate func sweep(of label: String) throws(Faults) -> Manifest.Sweep {
    let isWord = value.text.map { $0 != "photographs" } ?? false
    let values = isWord ? LocatedNode(.sequence([value]), place: value.place) : value
    return try Manifest.Sweep(label, at: value.place, taking: values, origin: origin)
  }

  fileprivate func applied(to settings: [Manifest.Setting]) -> [Manifest.Setting] {
    let old = settings.first { $0.key == path[0] }
    let value = nested(path.dropFirst(), in: old?.value)
    let setting = Manifest.Setting(key: path[0], place: nil, value: value, origin: origin)
    return settings.filter { $0.key != path[0] } + [setting]
  }

  /// A path into a named value changes one of its numbers: `{like: name, key: value}`.
  private func nested(_ keys: ArraySlice<String>, in old: LocatedNode?) -> LocatedNode {
    guard let key = keys.first else { return value }
    func entry(_ key: String, _ value: LocatedNode) -> LocatedNode.Entry {
      LocatedNode.Entry(key: key, place: value.place, value: value)
    }
    var entries = old?.entries ?? []
    if let old, old.text != nil { entries = [entry("like", old)] }
    let inner = entries.first { $0.key == key }?.value
    entries.removeAll { $0.key == key }
    entries.append(entry(key, nested(keys.dropFirst(), in: inner)))
    return LocatedNode(.mapping(entries), place: value.place)
  }
}

extension Manifest {
  fileprivate mutating func apply(_ override: Override) throws(Faults) -> Bool {
    if override.step == Self.figureStep {
      try figure.apply(override)
      return true
    }
    guard let index = steps.firstIndex(where: { $0.name == override.step }) else { return false }
    try steps[index].apply(override)
    return true
  }
}

extension Manifest.Step {
  /// Changes a key; one that the step sweeps is swept over the given values instead.
  fileprivate mutating func apply(_ override: Override) throws(Faults) {
    let given = settings.first { $0.key == override.path[0] }?.value.text
    let label = given.flatMap { $0.hasPrefix("$") ? String($0.dropFirst()) : nil }
    if override.path.count == 1,
      let index = sweeps.firstIndex(where: { $0.label == label ?? override.path[0] })
    {
      sweeps[index] = try override.sweep(of: sweeps[index].label)
    } else {
      settings = override.applied(to: settings)
    }
  }
}
