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
  var response: [Double]
  var residual = 0.0
  var evaluations = 0
  var members: [Family.Member]
  var gains: [Double]
  var weights: [Double]  // N × K
  let leak: Double
  let primaryNeurons: Int
  let interneurons: Int
  // Scratch of the vector search.
  var force: [Double]  // F at `trial`
  var trial: [Double]
  var direction: [Double]
  var hessian: [Double]
  var factor: [Double]  // of H, N × N
  var stiffnesses: [Double]  // g f′, K

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
}
