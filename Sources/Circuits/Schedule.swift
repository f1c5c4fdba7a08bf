import NumericalMethods
import RealModule

/// How long, how fast and from where a circuit learns.
///
/// Source: science A5. The paper's schedules are those of its section 5 and appendix; the
/// notebook's those of the published `experiments.ipynb`, for image 05 alone.
public struct Schedule: Codable, Equatable, Sendable {
  /// Uniform deviates `base` + `spread` · U, U uniform on (0, 1).
  public struct Start: Codable, Equatable, Sendable {
    /// The smallest value.
    public var base: Double
    /// The width of the range.
    public var spread: Double

    /// Deviates in (base, base + spread).
    public init(base: Double, spread: Double) {
      self.base = base
      self.spread = spread
    }
  }

  /// η_g, η_θ, η_w.
  public var rates: LearningRates
  /// The number of signals in a step.
  public var batch: Int
  /// The number of steps.
  public var iterations: Int
  /// g₀, one draw for each interneuron.
  public var initialGain: Start
  /// θ₀, one draw for each interneuron.
  public var initialTheta: Start

  /// The paper's, N = K = 1 [paper]. The weight is ±1 and cannot learn.
  public static let paperScalar = Schedule(
    rates: LearningRates(gain: 1e-5, theta: 1e-5, weight: 0), batch: 10, iterations: 100_000,
    initialGain: Start(base: 0.2, spread: 0.05), initialTheta: Start(base: 2.2, spread: 0.1))

  /// The paper's, N = 2, K = 2, 3, 4 [paper].
  public static let paperPairs = Schedule(
    rates: LearningRates(gain: 1e-4, theta: 1e-6, weight: 1e-4), batch: 10, iterations: 1_000_000,
    initialGain: Start(base: 0.2, spread: 0.05), initialTheta: Start(base: 2.3, spread: 0.1))

  /// The published notebook's, N = K = 1, image 05 [code].
  public static let notebookScalar = Schedule(
    rates: LearningRates(gain: 1e-3, theta: 1e-4, weight: 0), batch: 10, iterations: 20_000,
    initialGain: Start(base: 0.2, spread: 0.05), initialTheta: Start(base: 2.2, spread: 0.1))

  /// The published notebook's, N = 2, K = 3, image 05 at offset 2 [code].
  public static let notebookPairs = Schedule(
    rates: LearningRates(gain: 1e-3, theta: 1e-5, weight: 1e-2), batch: 10, iterations: 3_000,
    initialGain: Start(base: 0.2, spread: 0.05), initialTheta: Start(base: 2.3, spread: 0.1))

  /// An earlier notebook of the authors', N = K = 1, images 01 and 05 [old code, science D]; where it
  /// starts is that of the published notebook.
  public static let earlierNotebookScalar = Schedule(
    rates: LearningRates(gain: 5e-5, theta: 5e-5, weight: 0), batch: 10, iterations: 10_000,
    initialGain: Start(base: 0.2, spread: 0.05), initialTheta: Start(base: 2.2, spread: 0.1))

  /// An earlier notebook of the authors', N = 2, K = 3, image 05 at offset 2 [old code, science D].
  public static let earlierNotebookPairs = Schedule(
    rates: LearningRates(gain: 2e-4, theta: 2e-6, weight: 2e-4), batch: 1, iterations: 10_000,
    initialGain: Start(base: 0.2, spread: 0), initialTheta: Start(base: 2.3, spread: 0))

  /// The named schedules, as manifests spell them.
  public static let named: [String: Schedule] = [
    "paper-scalar": .paperScalar, "paper-pairs": .paperPairs,
    "notebook-scalar": .notebookScalar, "notebook-pairs": .notebookPairs,
    "earlier-notebook-scalar": .earlierNotebookScalar,
    "earlier-notebook-pairs": .earlierNotebookPairs,
  ]
}

// MARK: - Where it starts

/// The weights from which a circuit starts to learn; table in science A2.
public enum InitialWeights: String, Codable, CaseIterable, Sendable {
  /// 1 for one primary neuron; Q₁ I Q₂ for more, Q₁ (N × N) and Q₂ (K × K) random and orthogonal,
  /// I the N × K identity: for K > N the columns are shorter than 1 until the first step
  /// normalizes them. Source: published code.
  case published
  /// The same with columns of length 1 from the start, as the paper says.
  case unit
  /// Two primary neurons: directions at 0, π/D, 2π/D, …, the same for every few interneurons in turn.
  /// One primary neuron: 1.
  case equallySpaced = "equally-spaced"

  /// Whether there are such weights for N primary neurons.
  public func exists(primaryNeurons: Int) -> Bool { self != .equallySpaced || primaryNeurons <= 2 }

  /// Weights of N primary neurons (rows) and K interneurons (columns); `sharing` of these have each of
  /// the equally spaced directions.
  ///
  /// - Precondition: all numbers are positive, and such weights exist for N.
  public func weights(
    primaryNeurons n: Int, interneurons k: Int, sharing: Int = 1, from stream: inout RandomStream
  ) -> Matrix {
    precondition(
      n > 0 && k > 0 && sharing > 0 && exists(primaryNeurons: n),
      "no circuit has \(n) primary neurons and \(k) interneurons, \(self)")
    guard n > 1 else { return Matrix(rows: 1, columns: k, repeating: 1) }
    if self == .equallySpaced { return Self.fan(interneurons: k, sharing: sharing) }
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

  /// 2 × K: (cos πd/D, sin πd/D), d = ⌊i/sharing⌋, D = ⌈K/sharing⌉.
  private static func fan(interneurons k: Int, sharing: Int) -> Matrix {
    var weights = Matrix(rows: 2, columns: k)
    let directions = (k + sharing - 1) / sharing
    for i in 0..<k {
      let angle = Double.pi * Double(i / sharing) / Double(directions)
      weights[0, i] = Double.cos(angle)
      weights[1, i] = Double.sin(angle)
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

  /// A bank: interneurons with given exponents in turn, so many for each direction, and with gains at
  /// which each has the same share of E Ψ(Z), which is that of Ψ = ‖r‖²/2 together.
  ///
  /// - Precondition: there is an exponent.
  public init(
    bankOf powers: [Double], primaryNeurons: Int, interneurons: Int, activation: Family,
    weights: InitialWeights = .equallySpaced, leak: Double = 0, from stream: inout RandomStream
  ) {
    let thetas = (0..<interneurons).map { powers[$0 % powers.count] }
    let share = 0.5 * Double(primaryNeurons) / Double(interneurons)
    self.init(
      gains: thetas.map { share / activation.member(theta: $0).normalPotential }, thetas: thetas,
      weights: weights.weights(
        primaryNeurons: primaryNeurons, interneurons: interneurons, sharing: powers.count,
        from: &stream),
      leak: leak, activation: activation)
  }
}
