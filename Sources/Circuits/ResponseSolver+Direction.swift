import NumericalMethods

/// The Newton step of several primary neurons.
extension ResponseSolver {
  /// Solves H d = −F for `direction`; false where H is singular beyond help.
  ///
  /// Where an activation has slope 0 at 0, H may be singular at a point whose force has no part
  /// along the null direction; a ridge of 10⁻¹⁴ of the trace lets that pass.
  mutating func solveForDirection() -> Bool {
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
  mutating func solvePair() -> Bool {
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
  mutating func factorize(ridge: Double) -> Bool {
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

  mutating func substitute() {
    for j in 0..<primaryNeurons { direction[j] = -force[j] }
    factor.withUnsafeBufferPointer { factor in
      direction.withUnsafeMutableBufferPointer {
        CholeskyFactor.solve(factor, order: primaryNeurons, $0)
      }
    }
  }
}
