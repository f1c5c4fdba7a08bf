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
      return ComparedClaim(
        claim, kind: claim.kind ?? (manifest.source == nil ? .own : .paper),
        verdict?.says == claim.says ? verdict : nil)
    }
  }
}

/// A published value beside ours.
public struct ComparedValue: Equatable, Sendable {
  /// What was published.
  public let published: PublishedValue
  /// The figure's value; nil where it has none.
  public let ours: Double?
  /// Its unit, where there is one.
  public let unit: String?
  /// Whether they agree.
  public let verdict: Verdict

  /// How a comparison ends.
  public enum Verdict: Equatable, Sendable {
    /// They differ by at most the tolerance.
    case agrees
    /// They differ by more.
    case outside
    /// The figure should have such a value and does not: the labels are wrong, or it is not finite.
    case missing
    /// The value is of a photograph that this data set lacks: nothing can be said, and nothing counts
    /// as agreement.
    case needs(photograph: String)
    /// The data set has the photograph, but the experiment takes others of it: the same.
    case notShown(photograph: String)

    /// Whether this speaks against the replication.
    public var isFailure: Bool { self == .outside || self == .missing }
  }
}

extension ComparedValue {
  /// The label that names a photograph.
  private static let photographLabel = "image"

  fileprivate init(
    _ published: PublishedValue, among numbers: FigureNumbers,
    photographs: Comparison.Photographs
  ) {
    let entry = numbers.entry(published.quantity, labels: published.labels)
    self.published = published
    ours = entry?.value
    unit = entry?.unit
    let photograph = published.labels[Self.photographLabel]
    if let photograph, !photographs.shown.contains(photograph) {
      verdict =
        photographs.all.contains(photograph)
        ? .notShown(photograph: photograph) : .needs(photograph: photograph)
    } else if let ours {
      verdict = abs(ours - published.value) <= published.tolerance ? .agrees : .outside
    } else {
      verdict = .missing
    }
  }
}

/// A conclusion with its verdict on this data set.
public struct ComparedClaim: Equatable, Sendable {
  /// The conclusion in words.
  public let says: String
  /// Whose it is.
  public let kind: Claim.Kind
  /// The value on the left; nil where the figure has none.
  public let left: Double?
  /// How it is compared with the right.
  public let comparison: Claim.Comparison
  /// The value on the right, times the claim's factor.
  public let right: Double?
  /// How it ended.
  public let verdict: Verdict

  /// How a claim ends.
  public enum Verdict: String, Sendable {
    /// The comparison holds.
    case holds
    /// It does not.
    case fails
    /// The figure lacks one of the values on this data set.
    case notApplicable = "not applicable"
  }
}

extension ComparedClaim {
  fileprivate init(_ claim: Claim, kind: Claim.Kind, _ verdict: FigureNumbers.Verdict?) {
    says = claim.says
    self.kind = kind
    comparison = claim.comparison
    left = verdict?.left
    right = verdict?.right
    self.verdict = verdict.flatMap { Verdict(rawValue: $0.outcome) } ?? .notApplicable
  }
}
