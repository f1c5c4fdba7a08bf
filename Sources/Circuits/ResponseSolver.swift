import NumericalMethods

/// Finds the responses of one circuit to many signals, in storage that is made once.
///
///     F(r) = μ r + Σᵢ gᵢ f(θᵢ, wᵢ·r) wᵢ − s = 0,   F = ∇(Ψ − s·r),   H = ∇²Ψ
///
/// Newton steps H d = −F, halved until the potential falls enough (Armijo) or the residual halves:
/// far out the first decides, close to the minimum, where differences of the potential drown in
/// rounding, the second. The search starts on M⁻¹s, M = μ I + Σᵢ gᵢ f(θᵢ, 1) wᵢ wᵢᵀ, the response
/// if inputs were of size 1; beyond 1 at its square root, as f grows about quadratically.
/// It ends with a step shorter than 10⁻⁹ ‖r‖, as Newton squares the error, if the residual is small.
///
/// Source: derived (science A1). Accuracy: residual ≤ 1e-12 (1 + ‖s‖) where ``settle(_:)`` says
/// so. Cost: 5–8 evaluations of K activations.
struct ResponseSolver<Family: ActivationFamily> {
  private(set) var response: [Double]
  private(set) var residual = 0.0
  private(set) var evaluations = 0
  private(set) var members: [Family.Member]
  private var gains: [Double]
  private var weights: [Double]  // N × K
  private let leak: Double
  private let primaryNeurons: Int
  private let interneurons: Int
  // Scratch of the vector search.
  private var force: [Double]  // F at `trial`
  private var trial: [Double]
  private var direction: [Double]
  private var hessian: [Double]
  private var factor: [Double]  // of H, N × N
  private var stiffnesses: [Double]  // g f′, K

  init(_ circuit: ShapingCircuit<Family>) {
    let (n, k) = (circuit.primaryNeurons, circuit.interneurons)
    primaryNeurons = n
    interneurons = k
    leak = circuit.leak
    gains = circuit.gains
    weights = circuit.weights.values
    members = circuit.thetas.map { circuit.activation.member(theta: $0) }
    response = [Double](repeating: 0, count: n)
    force = response
    trial = response
    direction = response
    hessian = [Double](repeating: 0, count: n * n)
    factor = hessian
    stiffnesses = gains
  }

  /// Takes over the parameters of a circuit of the same shape.
  mutating func update(_ circuit: ShapingCircuit<Family>) {
    for i in 0..<interneurons {
      gains[i] = circuit.gains[i]
      members[i] = circuit.activation.member(theta: circuit.thetas[i])
    }
    for index in weights.indices { weights[index] = circuit.weights.values[index] }
  }

  /// Finds the response to a signal, and says whether it settled. The response and its residual are
  /// then in `response` and `residual`.
  mutating func settle(_ signal: UnsafeBufferPointer<Double>) -> Bool {
    evaluations = 0
    var square = 0.0
    for value in signal { square += value * value }
    // Summed squares overflow where the numbers do not: then each number is its own length.
    let length = square.isFinite ? square.squareRoot() : signal.reduce(0) { max($0, abs($1)) }
    let tolerance = 1e-12 * (1 + length)
    guard length.isFinite else {
      residual = .infinity
      return false
    }
    if primaryNeurons == 1 {
      settleScalar(signal[0])
    } else {
      settleVector(signal, goal: 0.125 * tolerance)
    }
    return residual <= tolerance
  }

  // MARK: One primary neuron: Newton's method within a bracket

  /// F and its slope at r.
  private mutating func scalarForce(_ r: Double, _ s: Double) -> (force: Double, slope: Double) {
    var (force, slope) = (leak * r - s, leak)
    for i in 0..<interneurons {
      let w = weights[i]
      let activation = members[i].response(w * r)
      force += gains[i] * w * activation.output
      slope += gains[i] * w * w * activation.slope
    }
    evaluations += 1
    return (force, slope)
  }

  private mutating func settleScalar(_ s: Double) {
    var stiffness = leak
    for i in 0..<interneurons {
      stiffness += gains[i] * weights[i] * weights[i] * members[i].output(1)
    }
    let linear = stiffness > 0 ? abs(s) / stiffness : abs(s)
    var r = linear <= 1 ? linear : linear.squareRoot()
    if s < 0 { r = -r }
    var (low, high) = (-Double.infinity, Double.infinity)
    while evaluations < 500 {
      let (force, slope) = scalarForce(r, s)
      if force < 0 { low = r } else { high = r }
      let step = -force / slope
      // Convergence first: rounding may point out of the bracket at the root itself.
      if force == 0 || abs(step) <= 1e-9 * abs(r) {
        let polished = force == 0 ? 0 : abs(scalarForce(r + step, s).force)
        response[0] = polished <= abs(force) && force != 0 ? r + step : r
        residual = min(polished, abs(force))
        return
      }
      // Into the open, no step goes farther than ten times as far.
      let reach = 10 * (abs(r) + 1)
      var next = r + min(max(step, -reach), reach)
      if !(next > low && next < high) {
        next =
          low.isFinite && high.isFinite
          ? 0.5 * (low + high) : (low.isFinite ? r + reach : r - reach)
      }
      if next == r || !next.isFinite { break }
      r = next
    }
    response[0] = r
    residual = abs(scalarForce(r, s).force)
    if residual.isNaN { residual = .infinity }
  }

  // MARK: Several primary neurons: Newton's method on the potential, damped

  /// Puts F at `trial` into `force` (and H into `hessian`), and gives Ψ − s·r and ‖F‖.
  private mutating func evaluate(
    _ signal: UnsafeBufferPointer<Double>
  ) -> (potential: Double, residual: Double) {
    let (n, k) = (primaryNeurons, interneurons)
    var potential = 0.0
    for index in hessian.indices { hessian[index] = 0 }
    for j in 0..<n {
      potential += trial[j] * (0.5 * leak * trial[j] - signal[j])
      force[j] = leak * trial[j] - signal[j]
      hessian[j * n + j] = leak
    }
    for i in 0..<k {
      var z = 0.0
      for j in 0..<n { z += weights[j * k + i] * trial[j] }
      let activation = members[i].response(z)
      let g = gains[i]
      stiffnesses[i] = g * activation.slope
      potential += g * activation.potential
      for j in 0..<n {
        let w = weights[j * k + i]
        force[j] += g * activation.output * w
        for l in 0...j { hessian[j * n + l] += g * activation.slope * w * weights[l * k + i] }
      }
    }
    evaluations += 1
    var square = 0.0
    for j in 0..<n { square += force[j] * force[j] }
    return (potential, square.squareRoot())
  }

  private mutating func settleVector(_ signal: UnsafeBufferPointer<Double>, goal: Double) {
    start(signal)
    for j in 0..<primaryNeurons { trial[j] = response[j] }
    var here = evaluate(signal)
    residual = here.residual
    while evaluations < 300 && here.residual > 0 {
      guard solveForDirection() else { break }
      var (slope, length, size) = (0.0, 0.0, 0.0)
      for j in 0..<primaryNeurons {
        slope += force[j] * direction[j]
        length += direction[j] * direction[j]
        size += response[j] * response[j]
      }
      let short = length <= 1e-18 * size
      guard let next = descend(signal, from: here, slope: slope, short: short) else { break }
      // Short steps may still be long for a stiff input: on until the residual is, too, or stays.
      let done = short && (next.residual <= goal || next.residual > 0.5 * here.residual)
      here = next
      residual = here.residual
      if done { break }
    }
    if residual.isNaN { residual = .infinity }
  }

  /// Goes along `direction` from `response`; nothing where no step gains. A short step gains if it
  /// does not make the residual larger.
  private mutating func descend(
    _ signal: UnsafeBufferPointer<Double>, from here: (potential: Double, residual: Double),
    slope: Double, short: Bool
  ) -> (potential: Double, residual: Double)? {
    var step = 1.0
    while step > (short ? 0x1p-10 : 0x1p-40) && evaluations < 300 {
      for j in 0..<primaryNeurons { trial[j] = response[j] + step * direction[j] }
      let there = evaluate(signal)
      if there.residual <= (short ? 1 : 0.5) * here.residual
        || there.potential <= here.potential + 1e-4 * step * slope
      {
        for j in 0..<primaryNeurons { response[j] = trial[j] }
        return there
      }
      step *= 0.5
    }
    return nil
  }

  /// Puts M⁻¹s, pulled in where it is long, into `response`.
  private mutating func start(_ signal: UnsafeBufferPointer<Double>) {
    let (n, k) = (primaryNeurons, interneurons)
    for index in hessian.indices { hessian[index] = 0 }
    for j in 0..<n {
      hessian[j * n + j] = leak
      force[j] = -signal[j]
    }
    for i in 0..<k {
      let stiffness = gains[i] * members[i].output(1)
      stiffnesses[i] = stiffness
      for j in 0..<n {
        for l in 0...j {
          hessian[j * n + l] += stiffness * weights[j * k + i] * weights[l * k + i]
        }
      }
    }
    let solved = solveForDirection()
    var square = 0.0
    for j in 0..<n { square += direction[j] * direction[j] }
    let length = square.squareRoot()
    let shrink = solved && length.isFinite ? (length > 1 ? 1 / length.squareRoot() : 1) : 0
    for j in 0..<n { response[j] = shrink == 0 ? signal[j] : shrink * direction[j] }
  }

  // MARK: The Newton step of several primary neurons

  /// Solves H d = −F for `direction`; false where H is singular beyond help.
  ///
  /// Where an activation has slope 0 at 0, H may be singular at a point whose force has no part
  /// along the null direction; a ridge of 10⁻¹⁴ of the trace lets that pass.
  private mutating func solveForDirection() -> Bool {
    let n = primaryNeurons
    var trace = 0.0
    for j in 0..<n { trace += hessian[j * n + j] }
    guard trace > 0 && trace.isFinite else { return false }
    if n == 2 { return solvePair() }
    if factorize(ridge: 0) || factorize(ridge: 1e-14 * trace) {
      substitute()
      return true
    }
    return false
  }

  /// Two primary neurons: H = μ I + Σᵢ cᵢ wᵢ wᵢᵀ with stiffnesses cᵢ, in closed form.
  ///
  ///     det H = μ² + μ Σᵢ cᵢ ‖wᵢ‖² + Σᵢ Σⱼ₍ⱼ﹤ᵢ₎ cᵢ cⱼ (wᵢ × wⱼ)²
  ///     adj H F = μ F + Σᵢ cᵢ w̃ᵢ (w̃ᵢ·F),   w̃ = (−w₂, w₁)
  ///
  /// The determinant has only positive terms, so that nothing cancels where weights are nearly
  /// parallel.
  private mutating func solvePair() -> Bool {
    let k = interneurons
    var determinant = leak * leak
    var (x, y) = (leak * force[0], leak * force[1])
    for i in 0..<k {
      let (c, u, v) = (stiffnesses[i], weights[i], weights[k + i])
      determinant += leak * c * (u * u + v * v)
      for j in 0..<i {
        let cross = u * weights[k + j] - v * weights[j]
        determinant += c * stiffnesses[j] * cross * cross
      }
      let along = c * (u * force[1] - v * force[0])
      x -= along * v
      y += along * u
    }
    guard determinant > 0 && determinant.isFinite else { return false }
    direction[0] = -x / determinant
    direction[1] = -y / determinant
    return true
  }

  /// Three and more: the Cholesky factor of H + ridge · I by LAPACK, in storage of its own; false where
  /// it is not positive definite, or a pivot is rounding alone.
  private mutating func factorize(ridge: Double) -> Bool {
    let n = primaryNeurons
    for index in hessian.indices { factor[index] = hessian[index] }
    for j in 0..<n { factor[j * n + j] += ridge }
    let definite = factor.withUnsafeMutableBufferPointer {
      CholeskyFactor.factorize($0, order: n)
    }
    guard definite else { return false }
    for j in 0..<n {
      let pivot = factor[j * n + j]
      guard pivot * pivot > 0x1p-50 * hessian[j * n + j] else { return false }
    }
    return true
  }

  private mutating func substitute() {
    for j in 0..<primaryNeurons { direction[j] = -force[j] }
    factor.withUnsafeBufferPointer { factor in
      direction.withUnsafeMutableBufferPointer {
        CholeskyFactor.solve(factor, order: primaryNeurons, $0)
      }
    }
  }
}
