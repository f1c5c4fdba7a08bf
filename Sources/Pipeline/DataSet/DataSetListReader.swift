/// Reads the parts of a `dataset.yaml` and collects what is wrong with them.
struct DataSetListReader {
  private let file: String
  private(set) var faults: [Fault] = []

  private static let keys = [
    "download", "license", "name", "photographs", "source", "terms", "title",
  ]
  private static let required = ["file", "id", "sha256"]
  private static let optional = [
    "bytes", "license", "pixels", "settings", "source", "title", "used",
  ]

  init(file: String) { self.file = file }

  mutating func download(of root: LocatedNode) -> LocatedNode? {
    guard let node = root.entries?.first(where: { $0.key == "download" })?.value else { return nil }
    guard let address = node.text, !address.isEmpty else {
      fault(node.place, "'download': \(node.kindName) is not an address")
      return nil
    }
    return node
  }

  /// What is there to be read by people.
  static func details(_ node: LocatedNode) -> [String: String] {
    let texts = (node.entries ?? []).compactMap { entry in
      entry.value.text.map { (entry.key, $0) }
    }
    return Dictionary(texts) { first, _ in first }
  }

  mutating func entries(of root: LocatedNode) -> [DataSetList.Entry] {
    for entry in root.entries ?? [] where !Self.keys.contains(entry.key) {
      fault(entry.place, Spelling.unknown("key", entry.key, among: Self.keys))
    }
    guard let list = root.entries?.first(where: { $0.key == "photographs" }),
      case .sequence(let nodes) = list.value.content, !nodes.isEmpty
    else {
      fault(root.place, "the key 'photographs' must list the files")
      return []
    }
    let entries = nodes.compactMap { entry(of: $0) }
    var seen: Set<String> = []
    for (node, entry) in zip(nodes, entries) where !seen.insert(entry.id).inserted {
      fault(node.place, "a second photograph '\(entry.id)'")
    }
    if faults.isEmpty, !entries.contains(where: \.isUsed) {
      fault(list.place, "no photograph of the list is used")
    }
    return entries
  }

  private mutating func entry(of node: LocatedNode) -> DataSetList.Entry? {
    var values: [String: LocatedNode] = [:]
    for entry in node.entries ?? [] {
      if !(Self.required + Self.optional).contains(entry.key) {
        fault(entry.place, Spelling.unknown("key", entry.key, among: Self.required + Self.optional))
      }
      values[entry.key] = entry.value
    }
    let missing = Self.required.filter { values[$0]?.text == nil }
    guard missing.isEmpty, let id = values["id"]?.text, let name = values["file"],
      let file = name.text, let digits = values["sha256"]
    else {
      fault(node.place, "a photograph needs \(missing.joined(separator: ", "))")
      return nil
    }
    guard let hash = ContentHash(digits: digits.text ?? "") else {
      fault(digits.place, "\(digits.kindName) is not 64 lowercase hexadecimal digits")
      return nil
    }
    return DataSetList.Entry(
      id: id, file: file, place: name.place, hash: hash,
      bytes: values["bytes"].flatMap { read(Int.self, $0, key: "bytes") },
      isUsed: values["used"].flatMap { read(Bool.self, $0, key: "used") } ?? true,
      settings: values["settings"].map { settings($0) } ?? [], details: Self.details(node))
  }

  private mutating func settings(_ node: LocatedNode) -> [Manifest.Setting] {
    guard let entries = node.entries else {
      fault(node.place, "'settings' must map keys of the stage that reads the file to values")
      return []
    }
    return entries.map {
      Manifest.Setting(key: $0.key, place: $0.place, value: $0.value, origin: file)
    }
  }

  private mutating func read<Value: ParameterValue>(
    _ type: Value.Type, _ node: LocatedNode, key: String
  ) -> Value? {
    do {
      return try Value(reading: node)
    } catch {
      fault(error.place, "'\(key)': \(error.message)")
      return nil
    }
  }

  private mutating func fault(_ place: Place, _ message: String) {
    faults.append(Fault(file: file, place: place, message: message))
  }
}
