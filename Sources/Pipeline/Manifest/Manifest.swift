/// An experiment as its manifest describes it: steps, the figure that they feed, and what the paper
/// printed.
public struct Manifest: Sendable {
  /// The experiment's name, which is the file's.
  public let name: String
  /// The file, as the user named it.
  public let file: String
  /// What the experiment shows, in a few words.
  public let title: String
  /// What it replicates, as far as the manifest says.
  public let source: Source?
  /// Seeds every step that draws random numbers and gives no seed of its own.
  public let seed: Int
  /// Which files of which data set to take.
  public let selection: Selection
  /// The paper's conclusions, as comparisons between the figure's values.
  public let claims: [Claim]
  /// The steps by name, in the order of the file.
  public internal(set) var steps: [Step]
  /// The figure, as a step that every other one serves.
  public internal(set) var figure: Step

  /// The name under which the figure appears among the steps.
  public static let figureStep = "figure"

  /// A figure of a paper.
  public struct Source: Equatable, Sendable {
    /// The paper's short name.
    public let paper: String
    /// The figure's number, or what else it is called.
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
  public struct Setting: Sendable {
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
    public let place: Place
    /// What it takes.
    public let values: Values

    /// What a label takes.
    public enum Values: Sendable {
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
    let root = try LocatedNode(parsing: yaml, file: file)
    var reader = ManifestReader(file: file)
    let manifest = reader.manifest(named: name, from: root)
    guard reader.faults.isEmpty, let manifest else { throw Faults(reader.faults) }
    self = manifest
  }
}

/// Reads the parts of a manifest and collects what is wrong with them.
private struct ManifestReader {
  let file: String
  var faults: [Fault] = []

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
    let claims = values["claims"].map { self.claims($0) } ?? []
    let steps = values["steps"].map { self.steps($0) }
    let figure = values["figure"].flatMap {
      step(Manifest.figureStep, place: $0.place, from: $0, kindKey: "draw")
    }
    guard let title, let seed, let steps, let figure else { return nil }
    return Manifest(
      name: name, file: file, title: title, source: source, seed: seed, selection: selection,
      claims: claims, steps: steps, figure: figure)
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

  private mutating func claims(_ node: LocatedNode) -> [Claim] {
    guard case .sequence(let nodes) = node.content else {
      fault(node.place, "'claims' must be a list")
      return []
    }
    return nodes.compactMap { read(Claim.self, $0) }
  }

  private mutating func source(_ node: LocatedNode) -> Manifest.Source? {
    let known = ["figure", "paper"]
    var texts: [String: String] = [:]
    for entry in node.entries ?? [] {
      if !known.contains(entry.key) {
        fault(entry.place, Spelling.unknown("key", entry.key, among: known))
      }
      texts[entry.key] = entry.value.text
    }
    guard let paper = texts["paper"], let figure = texts["figure"] else {
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
