import Circuits
import NumericalMethods
import Pipeline

/// The circuit with the least semi-dual J over samples: where learning by the paper's rule would end,
/// given all time (science C1–C3). Nothing of it is the paper's but the objective.
///
/// | to find                                     | say                                               |
/// |---------------------------------------------|---------------------------------------------------|
/// | the best of a family                        | `activation`, `interneurons`                      |
/// | the best bank of fixed activation functions | `powers`, `learn: [gains, weights]`               |
/// | one in fixed directions, a convex problem   | `initial-weights: equally-spaced`, `learn: [gains]` |
///
/// The derivative by θ is that of calculus. A circuit that is no minimum says so in its record.
public struct OptimizeShapingCircuit: Stage {
  public static let id = "optimize-shaping-circuit"
  public static let summary = "The shaping circuit with the least objective over samples."
  public static let dependence = Dependence.recipe

  @Input public var signals: Samples
  @Parameter(in: 1...64, "K") public var interneurons = 3
  @Parameter("activation family") public var activation = ActivationName.power
  @Parameter("whose coefficients a and b") public var form = PowerActivation.Form.published
  @Parameter("θ of a bank's interneurons in turn, so many for each direction, which they share")
  public var powers: [Double]? = nil
  @Parameter("what changes; the rest stays as it starts")
  public var learn = LearnedParameter.allCases
  @Parameter("the first weights") public var initialWeights = InitialWeights.published
  @Parameter(in: 0...100, "μ, 0 in all experiments of the paper") public var leak = 0.0
  @Parameter(in: 1...1000, "searches, of which the best on a part of the samples goes on")
  public var starts = 4
  @Parameter(in: 1...1_000_000, "every so many-th sample") public var every = 1
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> LearnedCircuit {
    let choice = ActivationChoice(name: activation, form: form, gradient: .exact)
    let family = try choice.family(among: context.alternatives)
    return try minimize(with: family, choice, context)
  }

  private func minimize(
    with family: some ActivationFamily, _ choice: ActivationChoice, _ context: Context
  ) throws -> LearnedCircuit {
    let kept = signals.settled.every(every)
    let stream = RandomStream(seed: context.streamSeed)
    let problem = try SemidualMinimization(
      signals: kept,
      starts: (0..<starts).map { try start(with: family, from: stream.substream(UInt64($0))) },
      learns: Set(learn), sharing: powers?.count ?? 1)
    let best = try problem.run(checkpoint: context.checkpoint, progress: context.progress)
    let circuit = LearnedCircuit(
      best, activation: choice, learned: learn,
      minimum: LearnedCircuit.Minimum(
        projectedGradient: best.projectedGradient,
        converged: best.converged, isGlobal: Set(learn) == [.gains], evaluations: best.evaluations,
        starts: starts, thetasAtKink: best.atKink),
      samples: kept.rows, learning: "the minimum of the objective")
    if !best.converged {
      context.note("no minimum: the projected gradient is \(best.projectedGradient)")
    }
    for fact in circuit.parameters.atBound { context.note(fact) }
    return circuit
  }

  private func start<Family: ActivationFamily>(
    with family: Family, from stream: RandomStream
  ) throws -> ShapingCircuit<Family> {
    var stream = stream
    let n = signals.dimension
    // Columns of length 1 from the start: no step normalizes them.
    let weights = initialWeights == .published ? InitialWeights.unit : initialWeights
    try CircuitDesign(
      primaryNeurons: n, interneurons: interneurons, leak: leak, weights: weights, powers: powers
    ).check()
    if let powers {
      return ShapingCircuit(
        bankOf: powers, primaryNeurons: n, interneurons: interneurons, activation: family,
        weights: weights, leak: leak, from: &stream)
    }
    // On both sides of the kink of the published b at θ = 2.16, where minima may lie.
    var schedule = Schedule.paperPairs
    schedule.initialTheta = Schedule.Start(base: 1.9, spread: 0.7)
    return ShapingCircuit(
      startOf: schedule, primaryNeurons: n, interneurons: interneurons, activation: family,
      weights: weights, leak: leak, from: &stream)
  }
}

/// What a manifest asks of a circuit, before there is one.
struct CircuitDesign {
  let primaryNeurons: Int
  let interneurons: Int
  let leak: Double
  let weights: InitialWeights
  let powers: [Double]?

  /// - Throws: `StageError` where there is no such circuit, or its responses would not be determined.
  func check() throws(StageError) {
    guard interneurons >= primaryNeurons || leak > 0 else {
      throw .tooFewInterneurons(interneurons: interneurons, primaryNeurons: primaryNeurons)
    }
    guard weights.exists(primaryNeurons: primaryNeurons) else {
      throw .noEquallySpacedWeights(primaryNeurons: primaryNeurons)
    }
    if let powers, powers.isEmpty { throw .noPowers }
  }
}
