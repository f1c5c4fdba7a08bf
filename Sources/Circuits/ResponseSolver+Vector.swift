/// Several primary neurons: Newton's method on the potential, damped.
extension ResponseSolver {
  /// Puts F at `trial` into `force` (and H into `hessian`), and gives Ψ − s·r and ‖F‖.
  mutating func evaluate(
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

  mutating func settleVector(_ signal: UnsafeBufferPointer<Double>, goal: Double) {
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
  mutating func descend(
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
  mutating func start(_ signal: UnsafeBufferPointer<Double>) {
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
}
