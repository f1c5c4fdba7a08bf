import NumericalMethods
import RealModule

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
///     min J(g, θ, W),   10⁻¹⁰ ≤ g,   1 ≤ θ ≤ 3,   ‖wᵢ‖ = 1
///
/// From every start on a small part of the signals, evenly spaced in their list, then from the best end
/// on eight times as many, and so on up to all. Variables are W, θ, and ln g where θ learns (gain and
/// θ trade over orders of magnitude), else 2 g E h(Z): for fixed activation functions and weights J is
/// convex in g, and its minimum the only one.
///
/// Where ∂f/∂θ jumps (``ActivationFamily/kinks``), J may have a minimum at the edge, from which it rises
/// on both sides; such a θ is held there, and both one-sided derivatives decide.
///
/// Source: derived (science C1, C2). Cost: some tens of evaluations at every size of the signals.
public struct SemidualMinimization<Family: ActivationFamily>: Sendable {
  /// n × N: a signal in each row.
  public let signals: Matrix
  /// Where the searches start: circuits that differ in their parameters alone.
  public let starts: [ShapingCircuit<Family>]
  /// What changes.
  public let learns: Set<LearnedParameter>

  /// The smallest gain: at 0 responses are not determined.
  public static var leastGain: Double { 1e-10 }
  /// The largest component of the projected gradient at a minimum, in the unit of J.
  public static var tolerance: Double { 1e-8 }
  /// The largest at which a circuit from which no step gains any more counts as one.
  public static var largestTolerance: Double { 1e-6 }
  /// The largest number of evaluations of a search.
  private static var patience: Int { 600 }
  /// So close to a kink θ is tried there.
  private static var reach: Double { 2e-3 }
  /// So many signals or more are enough to begin with.
  private static var fewest: Int { 2000 }

  /// A minimization.
  ///
  /// - Precondition: there is a start, and all have as many primary neurons as signals have columns.
  /// - Throws: ``CircuitError`` without signals, or where a number in them is not finite.
  public init(
    signals: Matrix, starts: [ShapingCircuit<Family>],
    learns: Set<LearnedParameter> = Set(LearnedParameter.allCases)
  ) throws(CircuitError) {
    precondition(
      !starts.isEmpty && starts.allSatisfy { $0.primaryNeurons == signals.columns },
      "\(starts.count) starts for signals of \(signals.columns) numbers")
    try CircuitError.check(signals)
    self.signals = signals
    self.starts = starts
    self.learns = learns
  }

  /// Minimizes J.
  ///
  /// - Parameters:
  ///   - checkpoint: is called about every millisecond; what it throws ends the work.
  ///   - progress: is called with a rough share of what is done.
  public func run(
    checkpoint: () throws -> Void = {}, progress: (Double) -> Void = { _ in }
  ) throws -> MinimizedCircuit<Family> {
    var (candidates, evaluations) = (starts, 0)
    let strides = [64, 8, 1].filter { $0 == 1 || signals.rows / $0 >= Self.fewest }
    for (level, stride) in strides.enumerated() {
      let part = signals.every(stride)
      var best: MinimizedCircuit<Family>?
      for candidate in candidates {
        var search = SemidualSearch(candidate, part, learns: learns, patience: Self.patience)
        let found = try search.run(reach: Self.reach, checkpoint: checkpoint)
        evaluations += found.evaluations
        if best.map({ found.semidual.value < $0.semidual.value }) ?? true { best = found }
      }
      guard let best else { break }
      progress(Double(level + 1) / Double(strides.count))
      if stride == 1 { return best.after(evaluations) }
      candidates = [best.circuit]
    }
    throw CircuitError.noSignals
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
  /// and W. At a kink the one-sided derivative that falls, if one does.
  public let projectedGradient: Double
  /// The interneurons whose θ stands at a kink.
  public let atKink: [Int]
  /// How often J was computed, over all starts and sizes.
  public let evaluations: Int

  /// Whether it is a minimum, up to rounding.
  public var converged: Bool {
    projectedGradient <= SemidualMinimization<Family>.largestTolerance && semidual.unsettled == 0
  }

  fileprivate func after(_ evaluations: Int) -> Self {
    MinimizedCircuit(
      circuit: circuit, semidual: semidual, projectedGradient: projectedGradient, atKink: atKink,
      evaluations: evaluations)
  }
}

// MARK: - One search

/// One search for a minimum of J from one circuit.
private struct SemidualSearch<Family: ActivationFamily> {
  private var circuit: ShapingCircuit<Family>
  private let lanes: ResponseLanes<Family>
  private let learns: Set<LearnedParameter>
  private let patience: Int
  /// The bounds of each θ: equal where one is held.
  private var thetas: [ClosedRange<Double>]
  /// Whether each θ is held at a kink.
  private var held: [Bool]
  /// 2 E h(Z) of each activation function at the start.
  private let scales: [Double]
  private var evaluations = 0

  init(
    _ start: ShapingCircuit<Family>, _ signals: Matrix, learns: Set<LearnedParameter>, patience: Int
  ) {
    circuit = start
    lanes = ResponseLanes(start, signals)
    self.learns = learns
    self.patience = patience
    thetas = start.thetas.map { learns.contains(.thetas) ? LearningRule.thetaBounds : $0...$0 }
    held = start.thetas.map { _ in false }
    scales = start.thetas.map {
      2 * start.activation.member(theta: $0).normalPotential
    }
  }

  mutating func run(
    reach: Double, checkpoint: () throws -> Void
  ) throws -> MinimizedCircuit<Family> {
    var slope = try minimize(checkpoint)
    // Every round holds a θ at a kink, or lets one go to a side for good.
    while slope > SemidualMinimization<Family>.tolerance || held.contains(true) {
      guard try holdOne(reach, slope) || releaseOne(checkpoint) else { break }
      slope = try minimize(checkpoint)
    }
    return MinimizedCircuit(
      circuit: circuit, semidual: try semidual(circuit, checkpoint), projectedGradient: slope,
      atKink: held.indices.filter { held[$0] }, evaluations: evaluations)
  }

  private mutating func semidual(
    _ circuit: ShapingCircuit<Family>, _ checkpoint: () throws -> Void
  ) throws -> Semidual {
    evaluations += 1
    return try circuit.semidual(lanes, accuracy: 1e-11, checkpoint: checkpoint)
  }

  // MARK: Kinks

  /// Holds a θ at the kink that it has come close to, where the search got stuck; false where none has.
  private mutating func holdOne(_ reach: Double, _ slope: Double) throws -> Bool {
    guard slope > SemidualMinimization<Family>.tolerance else { return false }
    for i in thetas.indices where thetas[i] == LearningRule.thetaBounds {
      for kink in circuit.activation.kinks where abs(circuit.thetas[i] - kink) < reach {
        thetas[i] = kink...kink
        held[i] = true
        return true
      }
    }
    return false
  }

  /// Lets a θ go to the side on which J falls from its kink; false where J falls nowhere.
  private mutating func releaseOne(_ checkpoint: () throws -> Void) throws -> Bool {
    let beside = 1e-9
    for i in thetas.indices where held[i] {
      let kink = thetas[i].lowerBound
      for side in [kink - beside, kink + beside] {
        var moved = circuit
        moved.thetas[i] = side
        let rise = try semidual(moved, checkpoint).thetaGradient[i] * (side - kink) / beside
        guard rise < -SemidualMinimization<Family>.tolerance else { continue }
        let bounds = LearningRule.thetaBounds
        thetas[i] = side < kink ? bounds.lowerBound...side : side...bounds.upperBound
        held[i] = false
        return true
      }
    }
    return false
  }

  // MARK: Variables

  /// Whether gains are searched by their logarithm.
  private var isLogarithmic: Bool { learns.contains(.thetas) }

  /// Goes on to a minimum between the bounds; gives the largest component of its projected gradient.
  private mutating func minimize(_ checkpoint: () throws -> Void) throws -> Double {
    let (lower, upper) = bounds
    let search = BoundedMinimization(
      lowerBounds: lower, upperBounds: upper, tolerance: SemidualMinimization<Family>.tolerance,
      maximumEvaluations: patience)
    let start = point
    var (evaluated, this) = (0, self)
    let minimum = try search.minimum(from: start) { point in
      let circuit = this.circuit(at: point)
      let semidual = try this.semidual(circuit, checkpoint)
      evaluated += 1
      return (semidual.value, this.gradient(semidual, of: circuit, at: point))
    }
    evaluations += evaluated
    circuit = circuit(at: minimum.point)
    return minimum.projectedGradient
  }

  /// The variables of the circuit: gains, thetas, and W row by row.
  private var point: [Double] {
    let gains = zip(circuit.gains, scales).map { g, scale in
      isLogarithmic
        ? Double.log(max(g, SemidualMinimization<Family>.leastGain)) : g * scale
    }
    return gains + circuit.thetas + circuit.weights.values
  }

  private var bounds: (lower: [Double], upper: [Double]) {
    let least = SemidualMinimization<Family>.leastGain
    let gains = zip(circuit.gains, scales).map { g, scale -> ClosedRange<Double> in
      guard learns.contains(.gains) else {
        let fixed = isLogarithmic ? Double.log(g) : g * scale
        return fixed...fixed
      }
      return (isLogarithmic ? Double.log(least) : least * scale)...Double.infinity
    }
    let learnsWeights = learns.contains(.weights) && circuit.primaryNeurons > 1
    let weights = circuit.weights.values.map {
      learnsWeights ? -Double.infinity...Double.infinity : $0...$0
    }
    let all = gains + thetas + weights
    return (all.map(\.lowerBound), all.map(\.upperBound))
  }

  /// The circuit at a point; columns of W get the length 1.
  private func circuit(at point: [Double]) -> ShapingCircuit<Family> {
    let k = circuit.interneurons
    var moved = circuit
    for i in 0..<k {
      moved.gains[i] = isLogarithmic ? Double.exp(point[i]) : point[i] / scales[i]
      moved.thetas[i] = point[k + i]
      let length = self.length(of: i, at: point)
      for j in 0..<circuit.primaryNeurons { moved.weights[j, i] = point[(2 + j) * k + i] / length }
    }
    return moved
  }

  /// The length of a column of W at a point.
  private func length(of i: Int, at point: [Double]) -> Double {
    let k = circuit.interneurons
    let square = (0..<circuit.primaryNeurons).reduce(0) {
      $0 + point[(2 + $1) * k + i] * point[(2 + $1) * k + i]
    }
    return square.squareRoot()
  }

  private func gradient(
    _ semidual: Semidual, of circuit: ShapingCircuit<Family>, at point: [Double]
  ) -> [Double] {
    let k = circuit.interneurons
    let gains = (0..<k).map {
      semidual.gainGradient[$0] * (isLogarithmic ? circuit.gains[$0] : 1 / scales[$0])
    }
    let weights = semidual.weightGradient.values.indices.map {
      semidual.weightGradient.values[$0] / length(of: $0 % k, at: point)
    }
    return gains + semidual.thetaGradient + weights
  }
}
