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
public struct TrainShapingCircuit: LockstepStage {
  public typealias Output = LearnedCircuit

  public static let id = "train-shaping-circuit"
  public static let summary = "A shaping circuit, trained on samples."
  public static let dependence = Dependence.recipe
  public static let lockstepWidth = LockstepTraining.width

  @Input public var signals: Samples
  @Parameter(in: 1...64, "K") public var interneurons = 3
  @Parameter("rates, batch, iterations, initial values") public var schedule = Schedule.paperPairs
  @Parameter(in: 1e-6...1e6, "by which the schedule's number of iterations is multiplied")
  public var iterationFactor: Double? = nil
  @Parameter(in: 1e-6...1e6, "by which all of the schedule's rates are multiplied")
  public var rateFactor: Double? = nil
  @Parameter("activation family") public var activation = ActivationName.power
  @Parameter("whose coefficients a and b") public var form = PowerActivation.Form.published
  @Parameter("whose derivative of b") public var gradient = PowerActivation.Gradient.published
  @Parameter("how gains change") public var gainUpdate = LearningRule.GainUpdate.published
  @Parameter("what θ may be") public var thetaRange = LearningRule.ThetaRange.clipped
  @Parameter("the first weights") public var initialWeights = InitialWeights.published
  @Parameter("θ of a bank's interneurons in turn, so many for each direction")
  public var powers: [Double]? = nil
  @Parameter("what changes; the rest stays as it starts")
  public var learn: [LearnedParameter]? = nil
  @Parameter(in: 0...100, "μ, 0 in all experiments of the paper") public var leak = 0.0
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public static func run(together cells: [Self], _ contexts: [Context]) throws -> [LearnedCircuit] {
    let learned = try learn(cells, contexts)
    for (circuit, context) in zip(learned, contexts) {
      let parameters = circuit.parameters
      if parameters.unsettled > 0 {
        context.note(
          "\(parameters.unsettled) of \(parameters.samples) responses did not settle and were left "
            + "out")
      }
      for fact in parameters.atBound { context.note(fact) }
    }
    return learned
  }

  /// Circuits of the paper's family learn in vector lanes, those of others one after the other.
  private static func learn(_ cells: [Self], _ contexts: [Context]) throws -> [LearnedCircuit] {
    guard cells.allSatisfy({ $0.activation == .power }) else {
      return try zip(cells, contexts).map { cell, context in
        let family = try cell.choice.family(among: context.alternatives)
        return try cell.learnAlone(with: family, context)
      }
    }
    let trainings = try zip(cells, contexts).map { cell, context in
      try cell.training(of: PowerActivation(form: cell.form, gradient: cell.gradient), context)
    }
    var learned: [LearnedCircuit] = []
    while learned.count < cells.count {
      let first = learned.count
      // Cells share their parameters, but their signals may be of different dimension.
      let group =
        first..<(trainings[first...].firstIndex {
          !LockstepTraining.sharesLanes($0, trainings[first])
        } ?? trainings.endIndex)
      let trained = try LockstepTraining(Array(trainings[group])).run(
        checkpoint: { for context in contexts[group] { try context.checkpoint() } },
        progress: { fraction in for context in contexts[group] { context.progress(fraction) } })
      for (index, circuit) in zip(group, trained) {
        learned.append(try cells[index].learned(circuit, contexts[index]))
      }
    }
    return learned
  }

  /// The schedule, and every switch that is not as in the published code.
  private var learning: String {
    let standard = Self()
    var departures: [String] = []
    if activation != standard.activation { departures.append("activation \(activation.name)") }
    if form != standard.form { departures.append("the paper's coefficients") }
    if gradient != standard.gradient { departures.append("the exact gradient") }
    if gainUpdate != standard.gainUpdate { departures.append("the additive gain update") }
    if thetaRange != standard.thetaRange { departures.append("free thetas") }
    if initialWeights != standard.initialWeights {
      departures.append("\(initialWeights.rawValue) initial weights")
    }
    if let learn {
      departures.append("only \(learn.map(\.rawValue).joined(separator: " and ")) learned")
    }
    if leak != standard.leak { departures.append("leak \(leak)") }
    return ([taken.caption] + departures).joined(separator: ", with ")
  }

  /// The schedule with both factors.
  private var taken: Schedule {
    var taken = schedule
    let iterations = Double(taken.iterations) * (iterationFactor ?? 1)
    taken.iterations = max(1, Int(iterations.rounded()))
    taken.rates.gain *= rateFactor ?? 1
    taken.rates.theta *= rateFactor ?? 1
    taken.rates.weight *= rateFactor ?? 1
    return taken
  }

  private var choice: ActivationChoice {
    ActivationChoice(name: activation, form: form, gradient: gradient)
  }

  private func learnAlone(with family: some ActivationFamily, _ context: Context) throws
    -> LearnedCircuit
  {
    try learned(
      training(of: family, context).run(checkpoint: context.checkpoint, progress: context.progress),
      context)
  }

  private func learned(
    _ trained: TrainedCircuit<some ActivationFamily>, _ context: Context
  ) throws -> LearnedCircuit {
    let semidual = try trained.circuit.semidual(
      of: signals.settled, checkpoint: context.checkpoint)
    return LearnedCircuit(
      trained, activation: choice, learned: learn ?? LearnedParameter.allCases, schedule: taken,
      semidual: semidual.value, learning: learning)
  }

  private func training<Family>(of family: Family, _ context: Context) throws -> Training<Family> {
    try CircuitDesign(
      primaryNeurons: signals.dimension, interneurons: interneurons, leak: leak,
      weights: initialWeights, powers: powers
    ).check()
    let stream = RandomStream(seed: context.streamSeed)
    var initial = stream.substream(0)
    let start =
      powers.map {
        ShapingCircuit(
          bankOf: $0, primaryNeurons: signals.dimension, interneurons: interneurons,
          activation: family, weights: initialWeights, leak: leak, from: &initial)
      }
      ?? ShapingCircuit(
        startOf: schedule, primaryNeurons: signals.dimension, interneurons: interneurons,
        activation: family, weights: initialWeights, leak: leak, from: &initial)
    var schedule = taken
    let learned = Set(learn ?? LearnedParameter.allCases)
    if !learned.contains(.gains) { schedule.rates.gain = 0 }
    if !learned.contains(.thetas) { schedule.rates.theta = 0 }
    if !learned.contains(.weights) { schedule.rates.weight = 0 }
    return try Training(
      signals: signals.settled, start: start, schedule: schedule, gain: gainUpdate,
      // What does not learn is not clipped either: a bank's powers may be any.
      thetas: learned.contains(.thetas) ? thetaRange : .free, stream: stream.substream(1))
  }
}
