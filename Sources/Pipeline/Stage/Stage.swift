/// One step of an experiment as a value: what it is given *is* the value.
///
/// A conforming struct declares its parameters with ``Parameter`` (name, default, range), its inputs
/// with ``Input`` or ``Gathered`` and its source file with ``Source``; the names of the properties,
/// in lower-kebab, are the keys in manifests. It is decoded from what the plan
/// gives it, which is what the fingerprint sees.
/// ```swift
/// struct Mean: Stage {
///   static let id = "mean"
///   static let summary = "The mean of the samples."
///   @Input var of: Samples
///   @Parameter(in: 0...0.5) var trimmed = 0.0
///   func run(_ context: Context) throws -> Average { … }
/// }
/// ```
public protocol Stage: Decodable, Sendable {
  associatedtype Output: Artifact

  /// The id in manifests, lower-kebab.
  static var id: String { get }
  /// What the stage computes, in one sentence.
  static var summary: String { get }
  /// The sources whose digest enters the fingerprint.
  static var code: CodeScope { get }
  /// What beside parameters and inputs the result depends on.
  static var dependence: Dependence { get }

  /// The stage with every parameter at its default and no inputs.
  init()

  /// Computes the result. Throws what the data does not allow; calls `context.checkpoint()` at
  /// least every few milliseconds of work.
  func run(_ context: Context) throws -> Output
}

extension Stage {
  public static var code: CodeScope { .science }
  public static var dependence: Dependence { .inputs }
}

/// A stage of which several cells can be computed together, faster than one after the other.
///
/// The pipeline offers cells that differ in nothing but inputs and seed. Every cell keeps its own
/// fingerprint and record, and its result must not depend on the company, to the last bit.
public protocol LockstepStage: Stage {
  /// How many cells are worth computing together.
  static var lockstepWidth: Int { get }

  /// Computes several cells; results in the order of the stages.
  static func run(together stages: [Self], _ contexts: [Context]) throws -> [Output]
}

extension LockstepStage {
  /// One cell is a group of one.
  public func run(_ context: Context) throws -> Output {
    guard let output = try Self.run(together: [self], [context]).first else {
      preconditionFailure("\(Self.id) made nothing of one cell")
    }
    return output
  }
}

/// Which sources a result depends on: each scope has a digest of its own.
public enum CodeScope: String, Codable, Sendable, CaseIterable {
  /// Everything that computes.
  case science
  /// Everything that draws.
  case figures
}

/// What a result depends on beside its parameters and the content of its inputs.
public enum Dependence: Sendable {
  /// On nothing else.
  case inputs
  /// On the recipe too: how the inputs were made. Stages that draw random numbers are seeded from it,
  /// and figures carry it as their provenance.
  case recipe
}

/// What a running stage may ask and tell.
public struct Context: Sendable {
  /// 32 bytes that seed the random streams of this cell: the digest of its recipe, which neither the
  /// processor, nor the code, nor any other cell can change. A stage that draws from it declares that
  /// it depends on its recipe.
  public let streamSeed: [UInt8]
  /// How the inputs were made, down to the source files; null unless the stage's result depends on
  /// its recipe.
  public let lineage: JSONValue
  /// What the catalogue lists for stages to choose among by name.
  public let alternatives: Alternatives
  private let cancellation: Cancellation
  private let report: @Sendable (Message) -> Void

  enum Message: Sendable {
    case progress(Double)
    case note(String)
  }

  init(
    streamSeed: [UInt8], lineage: JSONValue, alternatives: Alternatives, cancellation: Cancellation,
    report: @escaping @Sendable (Message) -> Void
  ) {
    self.streamSeed = streamSeed
    self.lineage = lineage
    self.alternatives = alternatives
    self.cancellation = cancellation
    self.report = report
  }

  /// The context of a stage that runs without a pipeline; its notes and progress are lost.
  public init(streamSeed: [UInt8], alternatives: Alternatives = Alternatives()) {
    self.init(
      streamSeed: streamSeed, lineage: .null, alternatives: alternatives,
      cancellation: Cancellation()
    ) { _ in }
  }

  /// Throws `CancellationError` when the run was interrupted.
  public func checkpoint() throws {
    if cancellation.isCancelled { throw CancellationError() }
  }

  /// Tells how much of the work is done, from 0 to 1.
  public func progress(_ fraction: Double) { report(.progress(fraction)) }

  /// Tells the reader of the log something about the data; kept in the record.
  public func note(_ text: String) { report(.note(text)) }
}

/// What the plan tells a stage that declares the parameter `experiment`: for whom it works.
///
/// Only figures should, since results of stages belong to no experiment.
public struct ExperimentLabel: ParameterValue {
  /// The experiment's name.
  public var name = ""
  /// Its title.
  public var title = ""
  /// The data set's name.
  public var dataSet = ""
  /// The paper's conclusions that its figure is to test.
  public var claims: [Claim] = []

  public static var shape: ValueShape { .unwritten }

  /// No experiment.
  public init() {}

  init(of manifest: Manifest, dataSet: String) {
    name = manifest.name
    title = manifest.title
    claims = manifest.claims
    self.dataSet = dataSet
  }

  public init(reading node: LocatedNode) throws(Misreading) {
    throw Misreading(node, "the experiment is the manifest itself and cannot be given")
  }
}
