import NumericalMethods

/// The parameters of one circuit, the same in all lanes.
struct CircuitLanes<Member: Activation> {
  let primaryNeurons: Int
  let interneurons: Int
  let leak: Double
  /// K.
  let gains: UnsafeMutablePointer<Lanes>
  let members: UnsafeMutablePointer<Member>
  /// N × K.
  let weights: UnsafeMutablePointer<Lanes>
  /// The interneuron behind the last one of those that follow each other and have one input, for the
  /// first of them.
  let ends: UnsafeMutablePointer<Int>

  init<Family>(_ circuit: ShapingCircuit<Family>) where Family.Member == Member {
    primaryNeurons = circuit.primaryNeurons
    interneurons = circuit.interneurons
    leak = circuit.leak
    gains = .zeros(interneurons)
    weights = .zeros(primaryNeurons * interneurons)
    members = .allocate(capacity: interneurons)
    ends = .allocate(capacity: interneurons)
    for i in 0..<interneurons {
      (members + i).initialize(to: circuit.activation.member(theta: circuit.thetas[i]))
    }
    set(circuit)
  }

  func deallocate() {
    gains.deallocate()
    ends.deallocate()
    weights.deallocate()
    members.deinitialize(count: interneurons)
    members.deallocate()
  }

  /// Takes over the parameters of a circuit of the same shape and leak.
  func set<Family>(_ circuit: ShapingCircuit<Family>) where Family.Member == Member {
    for i in 0..<interneurons {
      gains[i] = Lanes(repeating: circuit.gains[i])
      members[i] = circuit.activation.member(theta: circuit.thetas[i])
    }
    for index in 0..<primaryNeurons * interneurons {
      weights[index] = Lanes(repeating: circuit.weights.values[index])
    }
    for i in (0..<interneurons).reversed() {
      let goesOn =
        i + 1 < interneurons
        && (0..<primaryNeurons).allSatisfy { circuit.weights[$0, i] == circuit.weights[$0, i + 1] }
      ends[i] = goesOn ? ends[i + 1] : i + 1
    }
  }
}

// MARK: - The search

/// The search for the responses of one circuit to the signals in a part of the lanes, and their sums.
///
/// The steps of `ResponseSolver`: H d = −F, halved in a lane until its potential falls enough (Armijo)
/// or its residual halves. Lanes that have arrived stay where they are.
struct NewtonStep<Member: Activation> {
  private let n: Int
  private let k: Int
  private let circuit: CircuitLanes<Member>
  private let gains, weights: LanePart
  // Scratch: a point on trial, F there, the Newton direction (N each), and H.
  private let trial, force, direction: LanePart
  private let system: LaneCholesky

  /// The vectors of scratch that a search takes.
  static func scratch(primaryNeurons n: Int) -> Int { 3 * n + LaneCholesky.count(order: n) }

  /// - Parameter neurons: N, where a caller knows it before the loops are compiled.
  @inline(__always)
  init(
    _ circuit: CircuitLanes<Member>, _ scratch: UnsafeMutablePointer<Lanes>, _ part: Int,
    neurons: Int
  ) {
    n = neurons
    k = circuit.interneurons
    self.circuit = circuit
    gains = LanePart(part, of: circuit.gains)
    weights = LanePart(part, of: circuit.weights)
    trial = LanePart(0, of: scratch)
    force = LanePart(0, of: scratch + neurons)
    direction = LanePart(0, of: scratch + 2 &* neurons)
    system = LaneCholesky(order: neurons, in: LanePart(0, of: scratch + 3 &* neurons))
  }

  /// wᵢ·x.
  @inline(__always)
  private func along(_ i: Int, _ x: LanePart) -> PartLanes {
    var sum = weights[i] * x[0]
    for j in 1..<max(n, 1) { sum += weights[j &* k &+ i] * x[j] }
    return sum
  }

  /// M⁻¹s, M = μ I + Σ g f(θ, 1) w wᵀ, the response if inputs were of size 1; beyond 1 at its square
  /// root, as f grows about quadratically. Where M is singular, s.
  @inline(__always)
  func start(_ signal: LanePart, _ response: LanePart) {
    system.setMultipleOfIdentity(PartLanes(repeating: circuit.leak))
    for i in 0..<k {
      let stiffness = circuit.members[i].response(PartLanes(repeating: 1)).output
      system.add(gains[i] * stiffness, outer: weights, column: i, stride: k)
    }
    let regular = system.factorize() .> 1e-14
    for j in 0..<n { direction[j] = signal[j] }
    system.solve(direction)
    var square = PartLanes.zero
    for j in 0..<n { square += direction[j] * direction[j] }
    let length = square.squareRoots
    let shrink = (1 / length.squareRoots).replacing(with: 1, where: length .<= 1)
    for j in 0..<n {
      response[j] = signal[j].replacing(with: shrink * direction[j], where: regular)
    }
  }

  /// Goes from a point to the response; gives the lanes that arrive and their squared residuals.
  @inline(__always)
  func settle(
    _ signal: LanePart, _ response: LanePart, accuracy: Double
  ) -> (arrived: PartMask, square: PartLanes) {
    var size = PartLanes.zero
    for j in 0..<n {
      trial[j] = response[j]
      size += signal[j] * signal[j]
    }
    let goal = accuracy * (1 + size.squareRoots)
    var here = evaluate(signal)
    // Squares of what is longer overflow: that is the scalar solver's.
    let isMeasurable = size .< 1e300
    var arrived = (here.square .<= goal * goal) .& isMeasurable
    for _ in 0..<60 {
      if arrived.isAllTrue { break }
      let slope = turn()
      guard let (there, moved) = descend(signal, response, from: here, slope: slope, arrived)
      else { break }
      here = there
      arrived .|= moved .& (there.square .<= goal * goal) .& isMeasurable
    }
    return (arrived, here.square)
  }

  /// Puts F at `trial` into `force` and H into `system`; gives Ψ − s·r and ‖F‖².
  @inline(__always)
  private func evaluate(_ signal: LanePart) -> (potential: PartLanes, square: PartLanes) {
    let leak = PartLanes(repeating: circuit.leak)
    var (potential, square) = (PartLanes.zero, PartLanes.zero)
    for j in 0..<n {
      potential += trial[j] * (0.5 * leak * trial[j] - signal[j])
      force[j] = leak * trial[j] - signal[j]
    }
    system.setMultipleOfIdentity(leak)
    var first = 0
    while first < k {
      let z = along(first, trial)
      var (output, slope) = (PartLanes.zero, PartLanes.zero)
      for i in first..<circuit.ends[first] {
        let (activation, g) = (circuit.members[i].response(z), gains[i])
        potential += g * activation.potential
        output += g * activation.output
        slope += g * activation.slope
      }
      for j in 0..<n { force[j] += output * weights[j &* k &+ first] }
      system.add(slope, outer: weights, column: first, stride: k)
      first = circuit.ends[first]
    }
    for j in 0..<n { square += force[j] * force[j] }
    return (potential, square)
  }

  /// Puts −H⁻¹F into `direction`; gives its product with F.
  ///
  /// A ridge of 10⁻¹⁴ of the trace, as in `ResponseSolver`: H may vanish at 0, where all slopes do.
  @inline(__always)
  private func turn() -> PartLanes {
    var trace = PartLanes.zero
    for j in 0..<n { trace += system[j, j] }
    for j in 0..<n {
      system[j, j] += 1e-14 * trace
      direction[j] = -force[j]
    }
    _ = system.factorize()
    system.solve(direction)
    var slope = PartLanes.zero
    for j in 0..<n { slope += force[j] * direction[j] }
    return slope
  }

  /// Goes along `direction`, in every lane as far as it gains; nothing where no lane does.
  @inline(__always)
  private func descend(
    _ signal: LanePart, _ response: LanePart, from here: (potential: PartLanes, square: PartLanes),
    slope: PartLanes, _ arrived: PartMask
  ) -> (there: (potential: PartLanes, square: PartLanes), moved: PartMask)? {
    var step = PartLanes(repeating: 1)
    var there = here
    var gains = arrived
    for _ in 0..<40 {
      for j in 0..<n {
        let moved = response[j] + step * direction[j]
        trial[j] = moved.replacing(with: response[j], where: arrived)
      }
      there = evaluate(signal)
      let halves = there.square .<= 0.25 * here.square
      let falls = there.potential .<= here.potential + 1e-4 * step * slope
      gains = arrived
      gains .|= halves
      gains .|= falls
      if gains.isAllTrue { break }
      step = (0.5 * step).replacing(with: step, where: gains)
    }
    guard (gains .& .!arrived).isAnyTrue else { return nil }
    for j in 0..<n { response[j] = response[j].replacing(with: trial[j], where: gains) }
    return (there, gains)
  }

  // MARK: Sums

  /// Adds φ, ∂φ/∂θ (K each), n r (N × K), s·r and ‖r‖² to sums, times a weight in each lane.
  @inline(__always)
  func add(
    _ signal: LanePart, _ response: LanePart, _ weight: LanePart, to sums: LanePart
  ) {
    let share = weight[0]
    for i in 0..<k {
      let activation = circuit.members[i].plasticity(along(i, response))
      sums[i] += share * activation.objective
      sums[k &+ i] += share * activation.thetaGradient
      let output = share * gains[i] * activation.output
      for j in 0..<n { sums[(2 &+ j) &* k &+ i] += output * response[j] }
    }
    let last = (2 &+ n) &* k
    for j in 0..<n {
      sums[last] += share * signal[j] * response[j]
      sums[last &+ 1] += share * response[j] * response[j]
    }
  }
}
