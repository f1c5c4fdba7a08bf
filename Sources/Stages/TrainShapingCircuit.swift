import Circuits
import NumericalMethods
import Pipeline

/// Trains a shaping circuit on samples by the published rule, or by another.
///
/// By default everything is as in the authors' published code, at a schedule named in science A5.
/// What the paper says instead:
///
/// | key               | published code        | paper      |
/// |-------------------|-----------------------|------------|
/// | `form`            | `published`           | `paper`    |
/// | `gradient`        | `published`           | `exact`    |
/// | `gain-update`     | `published`           | `additive` |
/// | `theta-range`     | `clipped`             | `free`     |
/// | `initial-weights` | `published`           | `unit`     |
///
/// Responses that do not settle are left out of the learning, counted and noted.
public struct TrainShapingCircuit: Stage {
  public static let id = "train-shaping-circuit"
  public static let summary = "A shaping circuit, trained on samples."
  public static let dependence = Dependence.recipe

  @Input public var signals: Samples
  @Parameter(in: 1...64, "K") public var interneurons = 3
  @Parameter("rates, batch, iterations, initial values") public var schedule = Schedule.paperPairs
  @Parameter("activation family") public var activation = ActivationChoice.Name.power
  @Parameter("whose coefficients a and b") public var form = PowerActivation.Form.published
  @Parameter("whose derivative of b") public var gradient = PowerActivation.Gradient.published
  @Parameter("how gains change") public var gainUpdate = LearningRule.GainUpdate.published
  @Parameter("what θ may be") public var thetaRange = LearningRule.ThetaRange.clipped
  @Parameter("the first weights") public var initialWeights = InitialWeights.published
  @Parameter(in: 0...100, "μ, 0 in all experiments of the paper") public var leak = 0.0
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> LearnedCircuit {
    guard interneurons >= signals.dimension || leak > 0 else {
      throw StageError.tooFewInterneurons(
        interneurons: interneurons, primaryNeurons: signals.dimension)
    }
    let choice = ActivationChoice(name: activation, form: form, gradient: gradient)
    let learned = try learn(with: choice.family, choice, context)
    let unsettled = learned.parameters.unsettled
    if unsettled > 0 {
      context.note(
        "\(unsettled) of \(learned.parameters.samples) responses did not settle and were left out")
    }
    return learned
  }

  private func learn(
    with family: some ActivationFamily, _ choice: ActivationChoice, _ context: Context
  ) throws -> LearnedCircuit {
    let stream = RandomStream(seed: context.streamSeed)
    var initial = stream.substream(0)
    let start = ShapingCircuit(
      startOf: schedule, primaryNeurons: signals.dimension, interneurons: interneurons,
      activation: family, weights: initialWeights, leak: leak, from: &initial)
    let training = try Training(
      signals: signals.settled, start: start, schedule: schedule, gain: gainUpdate,
      thetas: thetaRange, stream: stream.substream(1))
    return LearnedCircuit(
      try training.run(checkpoint: context.checkpoint, progress: context.progress),
      activation: choice, schedule: schedule)
  }
}
