import Pipeline

/// The papers against ours, on one data set: what was printed, what we get, whether they agree.
public struct Comparison: Equatable, Sendable {
  /// The data set's name.
  public let dataSet: String
  /// What was changed for once, as the user wrote it: `train.seed=2`.
  public let changes: [String]
  /// Every experiment with a published value or a claim.
  public let experiments: [Experiment]

  /// The photographs of a data set, by id, and those of them that an experiment takes.
  public struct Photographs: Equatable, Sendable {
    /// All that the data set has.
    public let all: Set<String>
    /// Those that the experiment takes.
    public let shown: Set<String>

    /// The photographs of a data set.
    public init(all: Set<String>, shown: Set<String>) {
      self.all = all
      self.shown = shown
    }
  }

  /// What one experiment has to compare.
  public struct Experiment: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// Its title.
    public let title: String
    /// Published values, in the order of the manifest.
    public let values: [ComparedValue]
    /// Claims, in the order of the manifest.
    public let claims: [ComparedClaim]
  }

  /// A comparison from its parts.
  public init(dataSet: String, changes: [String] = [], experiments: [Experiment]) {
    self.dataSet = dataSet
    self.changes = changes
    self.experiments = experiments.filter { !$0.values.isEmpty || !$0.claims.isEmpty }
  }

  /// Every published value.
  public var values: [ComparedValue] { experiments.flatMap(\.values) }

  /// Every claim.
  public var claims: [ComparedClaim] { experiments.flatMap(\.claims) }

  /// Whether no value is outside of its tolerance or missing, and no claim fails.
  public var isMet: Bool {
    !values.contains { $0.verdict.isFailure } && !claims.contains { $0.verdict == .fails }
  }
}

extension Comparison.Experiment {
  /// Compares a manifest with the JSON file of its figure.
  ///
  /// - Parameters:
  ///   - manifest: The manifest.
  ///   - bytes: The JSON file.
  ///   - photographs: Those of the data set, and those that the figure shows.
  /// - Throws: `ReportError.unreadableFigure`.
  public init(
    _ manifest: Manifest, figure bytes: [UInt8], photographs: Comparison.Photographs
  ) throws {
    let numbers = try FigureNumbers(parsing: bytes, of: manifest.name)
    name = manifest.name
    title = manifest.title
    values = manifest.published.map {
      ComparedValue($0, among: numbers, photographs: photographs)
    }
    claims = manifest.claims.enumerated().map { index, claim in
      let verdict = numbers.verdicts.dropFirst(index).first
      return ComparedClaim(claim, verdict?.says == claim.says ? verdict : nil)
    }
  }
}
