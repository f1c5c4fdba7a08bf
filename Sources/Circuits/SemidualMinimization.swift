import NumericalMethods

/// What of a circuit changes while it learns; the rest stays as it starts.
public enum LearnedParameter: String, Codable, CaseIterable, Sendable {
  /// g.
  case gains
  /// θ.
  case thetas
  /// W.
  case weights
}

/// The circuit with the least semi-dual J over some signals: where learning would end, given all time.
///
///     min J(g, θ, W),   10⁻¹⁰ ≤ g ≤ 10⁴,   1 ≤ θ ≤ 3,   ‖wᵢ‖ = 1
///
/// From every start on a thousand signals or more, evenly spaced in their list, by
/// `BoundedMinimization`; then from the ends, and at last from the best one, by Newton's method on six to
/// seven times as many, and so on up to all, with the Hessian of the part before.
///
/// Variables are W, θ, and ln g where θ learns (gain and θ trade over orders of magnitude), else
/// 2 g E h(Z): for fixed activation functions and weights J is convex in g, and its minimum the only one.
///
/// Where ∂f/∂θ jumps (``ActivationFamily/kinks``), J may have a minimum at the edge, from which it rises
/// on both sides; such a θ is held there, and both one-sided derivatives decide. It may also have one on
/// either side, so that both are tried.
///
/// Source: derived (science C1, C2). Cost: some tens of evaluations on the part, about ten on all.
public struct SemidualMinimization<Family: ActivationFamily>: Sendable {
  /// n × N: a signal in each row.
  public let signals: Matrix
  /// Where the searches start: circuits that differ in their parameters alone.
  public let starts: [ShapingCircuit<Family>]
  /// What changes.
  public let learns: Set<LearnedParameter>
  /// How many interneurons in turn have one direction, and keep it in common.
  public let sharing: Int

  /// Between which gains are searched: at 0 responses are not determined.
  public static var gains: ClosedRange<Double> { 1e-10...1e4 }
  /// The largest component of the projected gradient at which a search ends, in the unit of J.
  public static var tolerance: Double { 1e-5 }
  /// The largest at a minimum: in a flat valley no step gains any more long before the gradient
  /// vanishes. J is then some 10⁻⁷ above the valley's end (measured).
  public static var largestTolerance: Double { 1e-4 }
  /// The largest number of evaluations of a search.
  static var patience: Int { 600 }
  /// So close to a kink θ is tried there.
  static var reach: Double { 2e-3 }
  /// The distance between the two sides of a kink.
  static var beside: Double { 1e-9 }
  /// So close to a kink θ is tried on its other side.
  static var vicinity: Double { 0.3 }
  /// So many signals or more are enough to begin with.
  private static var fewest: Int { 1000 }

  /// A minimization.
  ///
  /// - Precondition: there is a start, and all have as many primary neurons as signals have columns.
  /// - Throws: ``CircuitError`` without signals, or where a number in them is not finite.
  public init(
    signals: Matrix, starts: [ShapingCircuit<Family>],
    learns: Set<LearnedParameter> = Set(LearnedParameter.allCases), sharing: Int = 1
  ) throws(CircuitError) {
    precondition(
      !starts.isEmpty && sharing > 0 && starts.allSatisfy { $0.primaryNeurons == signals.columns },
      "\(starts.count) starts for signals of \(signals.columns) numbers")
    try CircuitError.check(signals)
    self.signals = signals
    self.starts = starts
    self.learns = learns
    self.sharing = sharing
  }

  /// Minimizes J.
  ///
  /// - Parameters:
  ///   - checkpoint: is called about every millisecond; what it throws ends the work.
  ///   - progress: is called with a rough share of what is done.
  public func run(
    checkpoint: () throws -> Void = {}, progress: (Double) -> Void = { _ in }
  ) throws -> MinimizedCircuit<Family> {
    // Primes: rows of photographs are often a multiple of powers of 2.
    let strides = [241, 41, 7, 1].filter { $0 == 1 || signals.rows / $0 >= Self.fewest }
    let first = signals.every(strides[0])
    var searches = starts.map { SemidualSearch($0, first, learns: learns, sharing: sharing) }
    var evaluations = 0
    for (level, stride) in strides.enumerated() {
      let part = signals.every(stride)
      for index in searches.indices {
        if level == 0 {
          try searches[index].run(checkpoint)
        } else {
          try searches[index].goOn(with: part, checkpoint)
        }
      }
      if level == min(1, strides.count - 1) { try addOtherSides(to: &searches, checkpoint) }
      progress(Double(level + 1) / Double(strides.count))
      let kept = Self.best(searches, left: strides.count - 1 - level)
      evaluations += searches.reduce(0) { $0 + $1.evaluations }
      evaluations -= kept.reduce(0) { $0 + $1.evaluations }
      searches = kept
    }
    return try searches[0].minimum(after: evaluations, checkpoint)
  }

  /// Adds searches that start across a kink from where the best one ends: J may have a minimum on either
  /// side.
  private func addOtherSides(
    to searches: inout [SemidualSearch<Family>], _ checkpoint: () throws -> Void
  ) throws {
    guard let best = searches.min(by: { $0.value < $1.value }) else { return }
    for var other in best.otherSides {
      try other.run(checkpoint)
      searches.append(other)
    }
  }

  /// The searches that go on, the best one first: those that have come to different minima, and of them
  /// two where two sizes are left, then one.
  private static func best(
    _ searches: [SemidualSearch<Family>], left: Int
  ) -> [SemidualSearch<Family>] {
    var kept: [SemidualSearch<Family>] = []
    for search in searches.sorted(by: { $0.value < $1.value })
    where kept.allSatisfy({ abs(search.value - $0.value) > 1e-7 * abs($0.value) }) {
      kept.append(search)
    }
    return left > 2 ? kept : Array(kept.prefix(max(left, 1)))
  }
}

extension Matrix {
  /// The rows 0, `stride`, 2 `stride`, …
  public func every(_ stride: Int) -> Matrix {
    guard stride > 1 else { return self }
    let kept = Array(Swift.stride(from: 0, to: rows, by: stride))
    return Matrix(
      rows: kept.count, columns: columns,
      values: kept.flatMap { values[$0 * columns..<($0 + 1) * columns] })
  }
}

/// A circuit at a minimum of the semi-dual, and how well it is one.
public struct MinimizedCircuit<Family: ActivationFamily>: Sendable {
  /// The circuit.
  public let circuit: ShapingCircuit<Family>
  /// J and its gradient over all signals.
  public let semidual: Semidual
  /// The largest component of the projected gradient: by ln g where θ learned, else by 2 g E h(Z); by θ
  /// and W. A θ that is held at a kink has no part in it: J falls on neither side of one.
  public let projectedGradient: Double
  /// The interneurons whose θ stands at a kink.
  public let atKink: [Int]
  /// How often J was computed, over all starts and sizes.
  public let evaluations: Int

  /// Whether it is a minimum, up to rounding.
  public var converged: Bool {
    projectedGradient <= SemidualMinimization<Family>.largestTolerance && semidual.unsettled == 0
  }
}
