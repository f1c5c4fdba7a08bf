import NumericalMethods

/// The semi-dual of optimal transport, which learning descends, and its gradient.
///
///     J(Ψ) = E_s[max_r (s·r − Ψ(r))] + E[Ψ(Z)],   Z ~ N(0, I)
///     ∂J/∂gᵢ = −E φᵢ,   ∂J/∂θᵢ = −gᵢ E ∂φᵢ/∂θ,   ∂J/∂wᵢ = −(I − wᵢ wᵢᵀ) E[nᵢ r] on the sphere
///
/// The inner maximum is at the circuit's response, so that its derivative drops out (envelope theorem).
/// Its minimum over all convex Ψ is the largest E[s·Z] of any coupling of signals and normal deviates:
/// no circuit is below. Source: derived (science C1). Accuracy: where responses are found to a residual
/// ε, ε² for J and ε for the gradient.
public struct Semidual: Equatable, Sendable {
  /// J, in signal times target standard deviations.
  public let value: Double
  /// ∂J/∂g, K.
  public let gainGradient: [Double]
  /// ∂J/∂θ, K; what learning takes for it, where a family departs from calculus.
  public let thetaGradient: [Double]
  /// ∂J/∂W on the sphere, N × K.
  public let weightGradient: Matrix
  /// The number of signals whose response was not found; they are left out of the means.
  public let unsettled: Int
  /// The largest residual of those that were found, in signal standard deviations.
  public let largestResidual: Double
}

extension ShapingCircuit {
  /// J of this circuit over all of some signals, n × N.
  ///
  /// `checkpoint` is called about every millisecond; what it throws ends the work.
  ///
  /// - Precondition: the signals have N columns; weights have the length 1.
  /// - Throws: ``CircuitError`` without signals.
  public func semidual(
    of signals: Matrix, checkpoint: () throws -> Void = {}
  ) throws -> Semidual {
    guard signals.rows > 0 else { throw CircuitError.noSignals }
    return try semidual(ResponseLanes(self, signals), accuracy: 1e-12, checkpoint: checkpoint)
  }

  /// The same with responses in lanes, of this circuit or one before.
  func semidual(
    _ lanes: ResponseLanes<Family>, accuracy: Double, checkpoint: () throws -> Void
  ) throws -> Semidual {
    lanes.adopt(self)
    try lanes.settle(accuracy: accuracy, checkpoint: checkpoint)
    let (n, k) = (primaryNeurons, interneurons)
    let unsettled = lanes.unsettled.count
    let share = 1 / Double(max(lanes.source.rows - unsettled, 1))
    let means = (0..<(2 + n) * k + 2).map { share * lanes.sum($0) }
    // E[s·r − Ψ(r)] + E Ψ(Z) with Ψ(r) − E Ψ(Z) = μ(‖r‖² − N)/2 + Σ g φ.
    var value = means[(2 + n) * k] - 0.5 * leak * (means[(2 + n) * k + 1] - Double(n))
    for i in 0..<k { value -= gains[i] * means[i] }
    return Semidual(
      value: value, gainGradient: (0..<k).map { -means[$0] },
      thetaGradient: (0..<k).map { -gains[$0] * means[k + $0] },
      weightGradient: tangent(
        Matrix(rows: n, columns: k, values: means[2 * k..<(2 + n) * k].map { -$0 })),
      unsettled: unsettled, largestResidual: lanes.largestResidual)
  }

  /// The part of each column that is orthogonal to its weights.
  private func tangent(_ gradient: Matrix) -> Matrix {
    var gradient = gradient
    for i in 0..<interneurons {
      let radial = (0..<primaryNeurons).reduce(0) { $0 + gradient[$1, i] * weights[$1, i] }
      for j in 0..<primaryNeurons { gradient[j, i] -= radial * weights[j, i] }
    }
    return gradient
  }
}
