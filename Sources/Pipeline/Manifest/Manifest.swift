/// An experiment as its manifest describes it: steps, the figure that they feed, and what the paper
/// printed.
public struct Manifest: Sendable {
  /// The experiment's name, which is the file's.
  public let name: String
  /// The file, as the user named it.
  public let file: String
  /// What the experiment shows, in a few words.
  public let title: String
  /// Seeds every step that draws random numbers and gives no seed of its own.
  public let seed: Int
  /// Which figure of which paper it replicates; nil where it is no paper's.
  public let source: Source?
  /// Which files of which data set to take.
  public let selection: Selection
  /// The paper's conclusions, as comparisons between the figure's values.
  public let claims: [Claim]
  /// What others printed or computed, to be compared with the figure's values.
  public let published: [PublishedValue]
  /// The steps by name, in the order of the file.
  public internal(set) var steps: [Step]
  /// The figure, as a step that every other one serves.
  public internal(set) var figure: Step
  /// What is wrong with the file, as far as that can be seen without knowing the stages. A manifest
  /// with faults can be checked further, and not be planned.
  let faults: [Fault]
  /// Whether the steps were read as they stand there: nothing of them is among the faults.
  let stepsAreSound: Bool

  /// The name under which the figure appears among the steps.
  public static let figureStep = "figure"

  /// A figure of a paper, in the manifest's words.
  public struct Source: Equatable, Sendable {
    /// The paper.
    public let paper: String
    /// The figure's number, or another name of it.
    public let figure: String
  }

  /// Which files of a data set an experiment takes.
  public enum Selection: Equatable, Sendable {
    /// All of them.
    case all
    /// Those named, by data set; of any other data set the first ones, as many.
    case named([String: [LocatedNode]])
  }

  /// A step: a stage, what it is given, and what it is repeated for.
  public struct Step: Sendable {
    /// The name of the step.
    public let name: String
    /// Where the name stands.
    public let place: Place
    /// The id of the stage or figure, with its place.
    public let kind: LocatedNode
    /// The keys given to the stage.
    public internal(set) var settings: [Setting]
    /// The labels that this step sweeps, beside those of its inputs.
    public internal(set) var sweeps: [Sweep]
  }

  /// A key given to a stage.
  public struct Setting: Equatable, Sendable {
    /// The key.
    public let key: String
    /// Where the key stands; nil where it was given on the command line.
    public let place: Place?
    /// The value.
    public let value: LocatedNode
    /// The file, or the command line's option, that says so.
    public let origin: String
  }

  /// A label and the values that it takes.
  public struct Sweep: Sendable {
    /// The label.
    public let label: String
    /// Where it stands.
    let place: Place
    /// What it takes.
    let values: Values
    /// The file, or the command line's option, that says so.
    let origin: String

    /// What a label takes.
    enum Values: Sendable {
      /// The chosen files of the data set.
      case photographs
      /// A list.
      case listed([LocatedNode])
    }
  }
}

extension Manifest {
  /// Reads a manifest.
  ///
  /// - Throws: `Faults`, all that can be seen without knowing the stages.
  public init(parsing yaml: String, name: String, file: String) throws(Faults) {
    self = try Manifest.read(yaml, name: name, file: file)
    guard faults.isEmpty else { throw Faults(faults) }
  }

  /// Reads a manifest that may have faults, so that a `Planner` can say all others with them.
  ///
  /// - Throws: `Faults` where there is nothing to plan: no YAML, or no steps or figure.
  public static func read(_ yaml: String, name: String, file: String) throws(Faults) -> Manifest {
    let root = try LocatedNode(parsing: yaml, file: file)
    var reader = ManifestReader(file: file)
    guard let manifest = reader.manifest(named: name, from: root) else {
      throw Faults(reader.faults)
    }
    return manifest
  }
}

// MARK: - Sweeps

extension Manifest.Sweep {
  /// Reads what a label takes, from a file or from the command line.
  ///
  /// - Throws: `Faults`: an empty list, a value twice, a list in a list.
  init(_ label: String, at place: Place, taking node: LocatedNode, origin: String) throws(Faults) {
    let values: Values =
      if node.text == "photographs" {
        .photographs
      } else {
        .listed(
          try node.distinctWords(
            of: label, "'photographs' or a list of words or numbers", origin: origin))
      }
    self.init(label: label, place: place, values: values, origin: origin)
  }
}

extension LocatedNode {
  /// The items of a list of words, each of which stands there once.
  func distinctWords(of key: String, _ wanted: String, origin: String) throws(Faults)
    -> [LocatedNode]
  {
    guard case .sequence(let items) = content else {
      throw Faults([
        Fault(file: origin, place: place, message: "'\(key)' takes \(wanted), not \(kindName)")
      ])
    }
    guard !items.isEmpty else {
      throw Faults([Fault(file: origin, place: place, message: "'\(key)' takes an empty list")])
    }
    var seen: Set<String> = []
    let faults = items.compactMap { item -> Fault? in
      guard let text = item.text, !text.isEmpty else {
        return Fault(
          file: origin, place: item.place,
          message: "'\(key)' takes \(wanted); \(item.kindName) is no word or number")
      }
      guard !seen.insert(text).inserted else { return nil }
      return Fault(
        file: origin, place: item.place, message: "'\(key)' takes \(item.kindName) twice")
    }
    guard faults.isEmpty else { throw Faults(faults) }
    return items
  }
}

// MARK: - Reading

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
    let seed = values["seed"].flatMap { read(Int.self, $0) } ?? 1
    let source = values["source"].flatMap { self.source($0) }
    let selection = values["photographs"].map { self.selection($0) } ?? .named([:])
    let claims = values["claims"].map { list(of: Claim.self, "claims", $0) } ?? []
    let published = values["published"].map { list(of: PublishedValue.self, "published", $0) } ?? []
    let others = faults.count
    let steps = values["steps"].flatMap { self.steps($0) }
    let figure = values["figure"].flatMap {
      step(Manifest.figureStep, place: $0.place, from: $0, kindKey: "draw")
    }
    guard let steps, let figure else { return nil }
    return Manifest(
      name: name, file: file, title: title ?? "", seed: seed, source: source,
      selection: selection, claims: claims, published: published, steps: steps, figure: figure,
      faults: faults, stepsAreSound: faults.count == others)
  }

  private mutating func steps(_ node: LocatedNode) -> [Manifest.Step]? {
    guard let entries = node.entries else {
      fault(node.place, "'steps' must map names to steps")
      return nil
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
      collectingFaults { [file] () throws(Faults) in
        try Manifest.Sweep(entry.key, at: entry.place, taking: entry.value, origin: file)
      }
    }
  }

  private mutating func collectingFaults<Value>(_ read: () throws(Faults) -> Value) -> Value? {
    do throws(Faults) {
      return try read()
    } catch {
      faults += error.all
      return nil
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
      named[entry.key] = collectingFaults { [file] () throws(Faults) in
        try entry.value.distinctWords(of: entry.key, "a list of photographs", origin: file)
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
    let written = RepeatedEntries(nodes, file: file)
    faults += written.faults
    return written.entries.compactMap { read(type, $0) }
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
    guard let paper = words["paper"] ?? nil, let figure = words["figure"] ?? nil else {
      fault(node.place, "'source' must say paper and figure")
      return nil
    }
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
