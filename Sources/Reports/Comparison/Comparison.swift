import Pipeline

/// The papers against ours, on one data set: what was printed, what we get, whether they agree.
public struct Comparison: Equatable, Sendable {
  /// The data set's name.
  public let dataSet: String
  /// Every experiment with a published value or a claim.
  public let experiments: [Experiment]

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
  public init(dataSet: String, experiments: [Experiment]) {
    self.dataSet = dataSet
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
  ///   - photographs: The photographs that the figure shows.
  /// - Throws: `ReportError.unreadableFigure`.
  public init(_ manifest: Manifest, figure bytes: [UInt8], photographs: Set<String>) throws {
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
