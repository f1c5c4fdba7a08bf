import NumericalMethods

/// The weights from which a circuit starts to learn; table in science A2.
public enum InitialWeights: String, Codable, CaseIterable, Sendable {
  /// 1 for one primary neuron; Q₁ I Q₂ for more, Q₁ (N × N) and Q₂ (K × K) random and orthogonal,
  /// I the N × K identity: for K > N the columns are shorter than 1 until the first step
  /// normalizes them. Source: published code.
  case published
  /// The same with columns of length 1 from the start, as the paper says.
  case unit

  /// Random weights of N primary neurons (rows) and K interneurons (columns).
  ///
  /// - Precondition: both numbers are positive.
  public func weights(
    primaryNeurons n: Int, interneurons k: Int, from stream: inout RandomStream
  ) -> Matrix {
    precondition(n > 0 && k > 0, "no circuit has \(n) primary neurons and \(k) interneurons")
    guard n > 1 else { return Matrix(rows: 1, columns: k, repeating: 1) }
    let left = Matrix.randomOrthogonal(order: n, from: &stream)
    let right = Matrix.randomOrthogonal(order: k, from: &stream)
    var weights = Matrix(rows: n, columns: k)
    for j in 0..<n {
      for i in 0..<k {
        for l in 0..<min(n, k) { weights[j, i] += left[j, l] * right[l, i] }
      }
    }
    if self == .unit {
      for i in 0..<k {
        let length = (0..<n).reduce(0) { $0 + weights[$1, i] * weights[$1, i] }.squareRoot()
        for j in 0..<n { weights[j, i] /= length }
      }
    }
    return weights
  }
}

extension ShapingCircuit {
  /// A circuit at the start of a schedule: gains and thetas drawn from its ranges, one interneuron
  /// after the other (all gains first), then the weights.
  public init(
    startOf schedule: Schedule, primaryNeurons: Int, interneurons: Int, activation: Family,
    weights: InitialWeights = .published, leak: Double = 0, from stream: inout RandomStream
  ) {
    func draw(_ start: Schedule.Start) -> [Double] {
      (0..<interneurons).map { _ in start.base + start.spread * stream.uniformInside() }
    }
    let gains = draw(schedule.initialGain)
    let thetas = draw(schedule.initialTheta)
    self.init(
      gains: gains, thetas: thetas,
      weights: weights.weights(
        primaryNeurons: primaryNeurons, interneurons: interneurons, from: &stream),
      leak: leak, activation: activation)
  }
}
