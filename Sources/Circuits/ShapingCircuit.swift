import NumericalMethods

/// A recurrent circuit of N primary neurons and K interneurons that shapes the distribution of its
/// responses.
///
///     s = μ r + Σᵢ gᵢ f(θᵢ, wᵢ·r) wᵢ
///
/// | symbol | here         | shape | unit                               |
/// |--------|--------------|-------|------------------------------------|
/// | s      | signal       | N     | signal standard deviations         |
/// | r      | response     | N     | standard deviations of the target  |
/// | g      | `gains`      | K     | signal per target units            |
/// | θ      | `thetas`     | K     | 1                                  |
/// | w      | `weights`    | N × K | 1; columns of length 1             |
/// | μ      | `leak`       |       | signal per target units            |
///
/// The response minimizes the convex Ψ(r) − s·r, Ψ = μ‖r‖²/2 + Σᵢ gᵢ h(θᵢ, wᵢ·r). Source: paper,
/// eq. 4 and 7; science A1. Every experiment of the paper has μ = 0.
public struct ShapingCircuit<Family: ActivationFamily>: Equatable, Sendable {
  /// g, one for each interneuron, not negative.
  public var gains: [Double]
  /// θ, one for each interneuron.
  public var thetas: [Double]
  /// W, a column for each interneuron.
  public var weights: Matrix
  /// μ = 1 + λ in the paper's objective; 0 in its experiments.
  public var leak: Double
  /// The activation functions.
  public var activation: Family

  /// A circuit with given parameters.
  ///
  /// - Precondition: there are as many gains and thetas as columns of weights.
  public init(
    gains: [Double], thetas: [Double], weights: Matrix, leak: Double = 0, activation: Family
  ) {
    precondition(
      gains.count == weights.columns && thetas.count == weights.columns && weights.rows > 0,
      "\(gains.count) gains, \(thetas.count) thetas, \(weights.rows) × \(weights.columns) weights")
    self.gains = gains
    self.thetas = thetas
    self.weights = weights
    self.leak = leak
    self.activation = activation
  }

  /// N.
  public var primaryNeurons: Int { weights.rows }
  /// K.
  public var interneurons: Int { weights.columns }

  /// The response to one signal.
  ///
  /// Damped Newton on the convex potential; one interneuron's scalar equation with a bracket for
  /// N = 1. Accuracy: residual ≤ 1e-12 (1 + ‖s‖). Throws nothing: what did not settle says so in
  /// its status, as where the weights do not span the space, or gains vanish, without a leak.
  ///
  /// - Precondition: the signal has N numbers.
  public func response(to signal: [Double]) -> Settled {
    precondition(
      signal.count == primaryNeurons,
      "a signal of \(signal.count) numbers for \(primaryNeurons) primary neurons")
    var solver = ResponseSolver(self)
    let converged = signal.withUnsafeBufferPointer { solver.settle($0) }
    return Settled(
      response: solver.response,
      status: converged ? .settled : .notSettled(residual: solver.residual),
      evaluations: solver.evaluations)
  }

  /// The signal μ r + Σᵢ gᵢ f(θᵢ, wᵢ·r) wᵢ whose response is r.
  public func signal(of response: [Double]) -> [Double] {
    precondition(
      response.count == primaryNeurons,
      "a response of \(response.count) numbers for \(primaryNeurons) primary neurons")
    var signal = response.map { leak * $0 }
    for i in 0..<interneurons {
      let n = gains[i] * activation.member(theta: thetas[i]).output(input(of: i, at: response))
      for j in 0..<primaryNeurons { signal[j] += n * weights[j, i] }
    }
    return signal
  }

  /// The Hessian μ I + Σᵢ gᵢ f′(θᵢ, wᵢ·r) wᵢ wᵢᵀ of Ψ at r: the inverse of the Jacobian ∂r/∂s.
  public func hessian(at response: [Double]) -> Matrix {
    var hessian = Matrix(rows: primaryNeurons, columns: primaryNeurons)
    for j in 0..<primaryNeurons { hessian[j, j] = leak }
    for i in 0..<interneurons {
      let slope = gains[i] * activation.member(theta: thetas[i]).slope(input(of: i, at: response))
      for j in 0..<primaryNeurons {
        for l in 0..<primaryNeurons { hessian[j, l] += slope * (weights[j, i] * weights[l, i]) }
      }
    }
    return hessian
  }

  /// wᵢ·r.
  private func input(of i: Int, at response: [Double]) -> Double {
    (0..<primaryNeurons).reduce(0) { $0 + weights[$1, i] * response[$1] }
  }
}

// MARK: - The response to one signal

/// The response of a circuit to one signal, and whether it is one.
public struct Settled: Equatable, Sendable {
  /// How the search for a response ended.
  public enum Status: Equatable, Sendable {
    /// The residual is within 1e-12 (1 + ‖s‖).
    case settled
    /// No fixed point was found; the residual ‖μ r + W n − s‖ of the last try.
    case notSettled(residual: Double)
  }

  /// r, N numbers in standard deviations of the target; no response where `status` says so.
  public let response: [Double]
  /// How the search ended.
  public let status: Status
  /// The number of times that the activations were computed.
  public let evaluations: Int
}
