/// Reads the parts of a manifest and collects what is wrong with them.
struct ManifestReader {
  let file: String
  private(set) var faults: [Fault] = []

  private static let keys = [
    "claims", "figure", "photographs", "published", "seed", "source", "steps", "title",
  ]

  init(file: String) { self.file = file }

  mutating func manifest(named name: String, from root: LocatedNode) -> Manifest? {
    guard let entries = root.entries else {
      fault(root.place, "a manifest is a mapping with the keys title, steps and figure")
      return nil
    }
    for entry in entries where !Self.keys.contains(entry.key) {
      fault(entry.place, Spelling.unknown("key", entry.key, among: Self.keys))
    }
    let values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    for key in ["title", "steps", "figure"] where values[key] == nil {
      fault(root.place, "the key '\(key)' is missing")
    }
    let title = values["title"].flatMap { read(String.self, $0) }
    let seed = values["seed"].map { read(Int.self, $0) } ?? 1
    let source = values["source"].flatMap { self.source($0) }
    let selection = values["photographs"].map { self.selection($0) } ?? .named([:])
    let claims = values["claims"].map { list(of: Claim.self, "claims", $0) } ?? []
    let published = values["published"].map { list(of: PublishedValue.self, "published", $0) } ?? []
    let steps = values["steps"].map { self.steps($0) }
    let figure = values["figure"].flatMap {
      step(Manifest.figureStep, place: $0.place, from: $0, kindKey: "draw")
    }
    guard let title, let seed, let steps, let figure else { return nil }
    return Manifest(
      name: name, file: file, title: title, seed: seed, source: source, selection: selection,
      claims: claims, published: published, steps: steps, figure: figure)
  }

  private mutating func steps(_ node: LocatedNode) -> [Manifest.Step] {
    guard let entries = node.entries else {
      fault(node.place, "'steps' must map names to steps")
      return []
    }
    return entries.compactMap { entry in
      if entry.key == Manifest.figureStep {
        fault(entry.place, "'\(entry.key)' is the name of the figure; call the step something else")
      }
      return step(entry.key, place: entry.place, from: entry.value, kindKey: "stage")
    }
  }

  private mutating func step(
    _ name: String, place: Place, from node: LocatedNode, kindKey: String
  ) -> Manifest.Step? {
    guard let entries = node.entries else {
      fault(node.place, "'\(name)' must be a mapping with the key '\(kindKey)'")
      return nil
    }
    guard let kind = entries.first(where: { $0.key == kindKey })?.value, kind.text != nil else {
      fault(node.place, "'\(name)' needs the key '\(kindKey)'")
      return nil
    }
    let sweeps = entries.first { $0.key == "for-each" }.map { self.sweeps($0.value) } ?? []
    let settings = entries.filter { $0.key != kindKey && $0.key != "for-each" }.map {
      Manifest.Setting(key: $0.key, place: $0.place, value: $0.value, origin: file)
    }
    return Manifest.Step(name: name, place: place, kind: kind, settings: settings, sweeps: sweeps)
  }

  private mutating func sweeps(_ node: LocatedNode) -> [Manifest.Sweep] {
    guard let entries = node.entries else {
      fault(node.place, "'for-each' must map labels to lists of values")
      return []
    }
    return entries.compactMap { entry in
      switch entry.value.content {
      case .scalar("photographs"):
        return Manifest.Sweep(label: entry.key, place: entry.place, values: .photographs)
      case .sequence(let values) where !values.isEmpty && values.allSatisfy({ $0.text != nil }):
        checkDistinct(values, of: entry.key)
        return Manifest.Sweep(label: entry.key, place: entry.place, values: .listed(values))
      default:
        fault(
          entry.value.place, "'\(entry.key)' must take 'photographs' or a list of words or numbers")
        return nil
      }
    }
  }

  private mutating func checkDistinct(_ values: [LocatedNode], of label: String) {
    var seen: Set<String> = []
    for value in values where !seen.insert(value.text ?? "").inserted {
      fault(value.place, "'\(label)' takes \(value.kindName) twice")
    }
  }

  private mutating func selection(_ node: LocatedNode) -> Manifest.Selection {
    if node.text == "all" { return .all }
    guard let entries = node.entries else {
      fault(node.place, "'photographs' must be 'all' or map data sets to lists of photographs")
      return .named([:])
    }
    var named: [String: [LocatedNode]] = [:]
    for entry in entries {
      if case .sequence(let items) = entry.value.content, !items.isEmpty {
        checkDistinct(items, of: entry.key)
        named[entry.key] = items
      } else {
        fault(entry.value.place, "'\(entry.key)' must list photographs")
      }
    }
    return .named(named)
  }

  private mutating func list<Value: ParameterValue>(
    of type: Value.Type, _ key: String, _ node: LocatedNode
  ) -> [Value] {
    guard case .sequence(let nodes) = node.content else {
      fault(node.place, "'\(key)' must be a list")
      return []
    }
    return nodes.compactMap { read(type, $0) }
  }

  private mutating func source(_ node: LocatedNode) -> Manifest.Source? {
    let known = ["figure", "paper"]
    guard let entries = node.entries else {
      fault(node.place, "'source' must say paper and figure")
      return nil
    }
    for entry in entries where !known.contains(entry.key) {
      fault(entry.place, Spelling.unknown("key", entry.key, among: known))
    }
    let words = Dictionary(entries.map { ($0.key, $0.value.text) }) { first, _ in first }
    guard let paper = words["paper"] ?? nil, let figure = words["figure"] ?? nil else { return nil }
    return Manifest.Source(paper: paper, figure: figure)
  }

  private mutating func read<Value: ParameterValue>(_ type: Value.Type, _ node: LocatedNode)
    -> Value?
  {
    do {
      return try Value(reading: node)
    } catch {
      fault(error.place, error.message)
      return nil
    }
  }

  private mutating func fault(_ place: Place, _ message: String) {
    faults.append(Fault(file: file, place: place, message: message))
  }
}
