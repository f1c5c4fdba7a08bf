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
