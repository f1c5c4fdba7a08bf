import NumericalMethods
import RealModule

/// One search for a minimum of J from one circuit.
struct SemidualSearch<Family: ActivationFamily> {
  /// J where the search is.
  private(set) var value = Double.infinity
  /// How often J was computed.
  private(set) var evaluations = 0
  private var circuit: ShapingCircuit<Family>
  private var lanes: ResponseLanes<Family>
  private let learns: Set<LearnedParameter>
  /// How many interneurons in turn have one direction.
  private let sharing: Int
  /// The number of directions.
  private var directions: Int { (circuit.interneurons + sharing - 1) / sharing }
  /// The largest component of the projected gradient.
  private var slope = Double.infinity
  /// The bounds of each θ: equal where one is held.
  private var thetas: [ClosedRange<Double>]
  /// Whether each θ is held at a kink.
  private var held: [Bool]
  /// 2 E h(Z) of each activation function at the start.
  private let scales: [Double]

  private typealias Problem = SemidualMinimization<Family>

  init(
    _ start: ShapingCircuit<Family>, _ signals: Matrix, learns: Set<LearnedParameter>, sharing: Int
  ) {
    self.sharing = sharing
    circuit = start
    lanes = ResponseLanes(start, signals)
    self.learns = learns
    thetas = start.thetas.map { learns.contains(.thetas) ? LearningRule.thetaBounds : $0...$0 }
    held = start.thetas.map { _ in false }
    scales = start.thetas.map { 2 * start.activation.member(theta: $0).normalPotential }
  }

  /// Goes on to a minimum, from close to it if there is a Hessian.
  mutating func run(_ checkpoint: () throws -> Void, hessian: Matrix? = nil) throws {
    try minimize(checkpoint, hessian)
    // Every round holds a θ at a kink, or lets one go to a side for good.
    while try holdOne() || releaseOne(checkpoint) { try minimize(checkpoint, hessian) }
  }

  /// Goes on with more signals, from a minimum over fewer.
  mutating func goOn(with signals: Matrix, _ checkpoint: () throws -> Void) throws {
    var hessian = try bounded.hessian(at: point) { try evaluate($0, checkpoint) }
    makeLengthsStiff(&hessian)
    lanes = ResponseLanes(circuit, signals)
    try run(checkpoint, hessian: hessian)
    if slope > Problem.largestTolerance { try run(checkpoint) }
  }

  /// J does not know how long the variables of a column of W are; the search shall not try.
  private func makeLengthsStiff(_ hessian: inout Matrix) {
    let (n, w) = (circuit.primaryNeurons, circuit.weights)
    for d in 0..<directions {
      for j in 0..<n {
        for l in 0..<n {
          hessian[place(j, d), place(l, d)] += w[j, d * sharing] * w[l, d * sharing]
        }
      }
    }
  }

  /// The circuit as it is now, with what J was computed for other searches.
  mutating func minimum(
    after others: Int, _ checkpoint: () throws -> Void
  ) throws -> MinimizedCircuit<Family> {
    let semidual = try semidual(circuit, checkpoint)
    return MinimizedCircuit(
      circuit: circuit, semidual: semidual, projectedGradient: slope,
      atKink: held.indices.filter { held[$0] }, evaluations: others + evaluations)
  }

  private mutating func semidual(
    _ circuit: ShapingCircuit<Family>, _ checkpoint: () throws -> Void
  ) throws -> Semidual {
    evaluations += 1
    return try circuit.semidual(lanes, accuracy: 1e-9, checkpoint: checkpoint)
  }

  // MARK: Kinks

  /// The search with one θ on the other side of a kink that it has come near to, as far from it.
  var otherSides: [SemidualSearch] {
    guard learns.contains(.thetas) else { return [] }
    return circuit.thetas.indices.flatMap { i in
      circuit.activation.kinks.filter { abs(circuit.thetas[i] - $0) < Problem.vicinity }.map {
        kink in
        var other = self
        let distance = circuit.thetas[i] - kink
        other.circuit.thetas[i] =
          kink - (abs(distance) < 0.05 ? (distance < 0 ? -0.05 : 0.05) : distance)
        other.thetas[i] = Self.side(
          of: kink, distance < 0 ? kink + Problem.beside : kink - Problem.beside)
        other.held[i] = false
        // Responses are those of the other circuit.
        other.lanes = ResponseLanes(other.circuit, lanes.source)
        other.evaluations = 0
        return other
      }
    }
  }

  /// Holds a θ at the kink that it has come close to, where the search got stuck; false where none has.
  private mutating func holdOne() -> Bool {
    guard slope > Problem.tolerance else { return false }
    for i in thetas.indices where thetas[i] == LearningRule.thetaBounds {
      for kink in circuit.activation.kinks where abs(circuit.thetas[i] - kink) < Problem.reach {
        thetas[i] = kink...kink
        held[i] = true
        return true
      }
    }
    return false
  }

  /// Lets a θ go to the side on which J falls from its kink; false where J falls nowhere.
  private mutating func releaseOne(_ checkpoint: () throws -> Void) throws -> Bool {
    for i in thetas.indices where held[i] {
      let kink = thetas[i].lowerBound
      for side in [kink - Problem.beside, kink + Problem.beside] {
        var moved = circuit
        moved.thetas[i] = side
        let rise = try semidual(moved, checkpoint).thetaGradient[i] * (side - kink) / Problem.beside
        guard rise < -Problem.tolerance else { continue }
        thetas[i] = Self.side(of: kink, side)
        held[i] = false
        return true
      }
    }
    return false
  }

  /// What θ may be on the side of a kink on which a value lies.
  private static func side(of kink: Double, _ value: Double) -> ClosedRange<Double> {
    let bounds = LearningRule.thetaBounds
    return value < kink ? bounds.lowerBound...value : value...bounds.upperBound
  }

  // MARK: Variables

  /// Whether gains are searched by their logarithm.
  private var isLogarithmic: Bool { learns.contains(.thetas) }

  /// Goes on to a minimum between the bounds.
  private mutating func minimize(_ checkpoint: () throws -> Void, _ hessian: Matrix?) throws {
    let (start, bounded) = (point, bounded)
    if let hessian {
      take(
        try bounded.refined(from: start, hessian: hessian) { try evaluate($0, checkpoint) })
    } else {
      take(try bounded.minimum(from: start) { try evaluate($0, checkpoint) })
    }
  }

  /// J and its gradient by the variables.
  private mutating func evaluate(
    _ point: [Double], _ checkpoint: () throws -> Void
  ) throws -> (Double, [Double]) {
    let circuit = circuit(at: point)
    let semidual = try semidual(circuit, checkpoint)
    return (semidual.value, gradient(semidual, of: circuit, at: point))
  }

  private mutating func take(_ minimum: BoundedMinimization.Minimum) {
    circuit = circuit(at: minimum.point)
    (value, slope) = (minimum.value, minimum.projectedGradient)
  }

  /// The variables of the circuit: gains, thetas, and the directions, coordinate by coordinate.
  private var point: [Double] {
    let gains = zip(circuit.gains, scales).map { g, scale in
      isLogarithmic ? Double.log(max(g, Problem.gains.lowerBound)) : g * scale
    }
    let weights = (0..<circuit.primaryNeurons * directions).map {
      circuit.weights[$0 / directions, $0 % directions * sharing]
    }
    return gains + circuit.thetas + weights
  }

  /// Where a point has a coordinate of a direction.
  private func place(_ coordinate: Int, _ direction: Int) -> Int {
    2 * circuit.interneurons + coordinate * directions + direction
  }

  private var bounded: BoundedMinimization {
    let open = -Double.infinity...Double.infinity
    let gains = zip(circuit.gains, scales).map { g, scale -> ClosedRange<Double> in
      let variable: (Double) -> Double = { isLogarithmic ? Double.log($0) : $0 * scale }
      return learns.contains(.gains)
        ? variable(Problem.gains.lowerBound)...variable(Problem.gains.upperBound)
        : variable(g)...variable(g)
    }
    let turns = learns.contains(.weights) && circuit.primaryNeurons > 1
    let weights = point.suffix(circuit.primaryNeurons * directions).map { turns ? open : $0...$0 }
    let all = gains + thetas + weights
    return BoundedMinimization(
      lowerBounds: all.map(\.lowerBound), upperBounds: all.map(\.upperBound),
      tolerance: Problem.tolerance, maximumEvaluations: Problem.patience)
  }

  /// The circuit at a point; columns of W get the length 1.
  private func circuit(at point: [Double]) -> ShapingCircuit<Family> {
    let k = circuit.interneurons
    var moved = circuit
    for i in 0..<k {
      if learns.contains(.gains) {
        moved.gains[i] = isLogarithmic ? Double.exp(point[i]) : point[i] / scales[i]
      }
      moved.thetas[i] = point[k + i]
    }
    guard learns.contains(.weights) else { return moved }
    for i in 0..<k {
      let length = length(of: i / sharing, at: point)
      for j in 0..<circuit.primaryNeurons {
        moved.weights[j, i] = point[place(j, i / sharing)] / length
      }
    }
    return moved
  }

  /// The length of a direction at a point.
  private func length(of direction: Int, at point: [Double]) -> Double {
    (0..<circuit.primaryNeurons).reduce(0) {
      $0 + point[place($1, direction)] * point[place($1, direction)]
    }.squareRoot()
  }

  private func gradient(
    _ semidual: Semidual, of circuit: ShapingCircuit<Family>, at point: [Double]
  ) -> [Double] {
    let k = circuit.interneurons
    var gradient =
      (0..<k).map {
        semidual.gainGradient[$0] * (isLogarithmic ? circuit.gains[$0] : 1 / scales[$0])
      }
      + semidual.thetaGradient
    for j in 0..<circuit.primaryNeurons {
      for d in 0..<directions {
        let members = d * sharing..<min((d + 1) * sharing, k)
        gradient.append(
          members.reduce(0) { $0 + semidual.weightGradient[j, $1] } / length(of: d, at: point))
      }
    }
    return gradient
  }
}
