import Circuits
import Foundation
import NumericalMethods
import Pipeline
import Stages
import Statistics
import Testing

/// The stages behind the shaping paper's further claims, and schedules between its own and the optimum.
struct FurtherClaimStageTests {
  private static let context = Context(streamSeed: ContentHash(of: "further claims").bytes)

  /// Pairs of two standard normal numbers with correlation ρ.
  private static func normalPairs(_ count: Int, correlation: Double) -> Samples {
    var stream = RandomStream(key: [16, 3])
    let rest = (1 - correlation * correlation).squareRoot()
    let values = (0..<count).flatMap { _ -> [Double] in
      let x = stream.normal()
      return [x, correlation * x + rest * stream.normal()]
    }
    return Samples(values: Matrix(rows: count, columns: 2, values: values))
  }

  // MARK: Bins

  private static func rise(_ pairs: Samples) throws -> InformationByBins {
    var whiten = WhitenSamples()
    whiten.of = pairs
    var stage = RiseByWhitening()
    stage.of = pairs
    stage.whitened = try whiten.run(context)
    return try stage.run(context)
  }

  /// −½ ln(1 − ρ²) before, nothing after. The widest bins lose a sixth of it, the narrowest are biased
  /// upwards by as many hundredths of a nat as there are bins in 2,000.
  @Test func normalPairsLoseTheirInformationWithBinsOfAnyKind() throws {
    let (correlation, count) = (0.6, 100_000)
    let estimates = try Self.rise(Self.normalPairs(count, correlation: correlation)).estimates
    #expect(
      estimates.map(\.bins) == [
        "width-1", "width-0.5", "width-0.25", "width-0.1", "equal-mass-10", "equal-mass-20",
        "equal-mass-40",
      ])
    let exact = -0.5 * log(1 - correlation * correlation)
    for estimate in estimates {
      #expect(abs(estimate.signal / exact - 1) < 0.2, "\(estimate.bins): \(estimate.signal)")
      #expect(estimate.whitened < 0.03, "\(estimate.bins): \(estimate.whitened)")
    }
  }

  /// A monotone map of a coordinate changes no ranks; bins of a width it changes.
  @Test func binsOfEqualMassDoNotKnowTheMarginals() throws {
    let pairs = Self.normalPairs(5000, correlation: 0.5)
    let cubed = Samples(
      values: Matrix(
        rows: 5000, columns: 2,
        values: pairs.values.values.enumerated().map { $0.isMultiple(of: 2) ? $1 * $1 * $1 : $1 }))
    let (before, after) = (try Self.rise(pairs).estimates, try Self.rise(cubed).estimates)
    for (before, after) in zip(before, after) {
      #expect((before.signal == after.signal) == before.bins.hasPrefix("equal-mass"))
    }
  }

  @Test func risesAreAveragedByKindOfBins() throws {
    func information(_ signal: Double, _ whitened: Double) throws -> InformationByBins {
      let text = """
        {"estimates": [{"bins": "width-1", "signal": \(signal), "whitened": \(whitened)}]}
        """
      return try JSONDecoder().decode(InformationByBins.self, from: Data(text.utf8))
    }
    var average = AverageRise()
    average.of = try Cells(["one", "two"]) {
      try $0 == "one" ? information(1, 1.5) : information(1, 0.75)
    }
    let rises = try average.run(Self.context).rises
    #expect(rises.map(\.bins) == ["width-1"])
    #expect(rises[0].mean.mean == 0.125 && rises[0].raised == 0.5)
  }

  // MARK: The family

  private static func fit(_ shape: Double, _ form: PowerActivation.Form) throws -> ActivationFit {
    var stage = FitActivation()
    stage.shape = shape
    stage.form = form
    return try stage.run(context)
  }

  /// A normal signal needs g f(θ, z) = z: the published f(1, z) is 2z.
  @Test func aNormalSignalIsFittedExactly() throws {
    let fit = try Self.fit(2, .published)
    // Golden sections end at 10⁻⁴ of ln g; the density is at most 0.4, z φ(z) at most 0.25.
    #expect(fit.theta == 1 && abs(fit.gain - 0.5) < 1e-4 && fit.error < 1e-4)
  }

  /// The error is the Kolmogorov distance of the responses: here of 20,000 quantiles of the signal.
  @Test(arguments: [(0.3, PowerActivation.Form.paper), (0.5, .published), (1, .paper)])
  func theErrorIsTheDistanceOfTheResponses(shape: Double, form: PowerActivation.Form) throws {
    let fit = try Self.fit(shape, form)
    func distance(gain: Double, theta: Double) throws -> Double {
      let variance = exp(lgamma(3 / shape) - lgamma(1 / shape))
      let signal = GeneralizedGaussian(shape: shape, scale: 1 / variance.squareRoot())
      let count = 20_000
      let signals = (0..<count).map { signal.quantile((Double($0) + 0.5) / Double(count)) }
      let circuit = ShapingCircuit(
        gains: [gain], thetas: [theta], weights: Matrix(rows: 1, columns: 1, values: [1]),
        leak: 0, activation: PowerActivation(form: form))
      let responses = try circuit.responses(
        to: Matrix(rows: count, columns: 1, values: signals))
      return try kolmogorovDistanceToStandardNormal(responses.values.values)
    }
    let got = try distance(gain: fit.gain, theta: fit.theta)
    // Steps of 1/20,000, and a grid of 0.02 beside the maximum.
    #expect(abs(got - fit.error) < 5e-4, "\(got) and \(fit.error)")
    // Near misses: no other gain or θ beside them does better.
    for (gain, theta) in [
      (0.97 * fit.gain, fit.theta), (1.03 * fit.gain, fit.theta),
      (fit.gain, fit.theta - 0.03), (fit.gain, min(fit.theta + 0.03, 3)),
    ] where theta != fit.theta || gain != fit.gain {
      #expect(try distance(gain: gain, theta: theta) > got - 1e-4)
    }
  }

  // MARK: Schedules

  /// Factors are the schedule with other numbers, draw by draw.
  @Test func factorsChangeTheSchedule() throws {
    func trained(_ change: (inout TrainShapingCircuit) -> Void) throws -> LearnedCircuit {
      var stage = TrainShapingCircuit()
      stage.signals = Self.normalPairs(500, correlation: 0.5)
      stage.schedule.iterations = 20
      change(&stage)
      return try stage.run(Self.context)
    }
    let factors = try trained {
      $0.iterationFactor = 2.5
      $0.rateFactor = 4
    }
    let numbers = try trained {
      $0.schedule.iterations = 50
      $0.schedule.rates.gain *= 4
      $0.schedule.rates.theta *= 4
      $0.schedule.rates.weight *= 4
    }
    #expect(factors.parameters.schedule == numbers.parameters.schedule)
    #expect(factors.parameters.gains == numbers.parameters.gains)
    #expect(factors.parameters.weights == numbers.parameters.weights)
    // Near miss.
    #expect(try trained { _ in }.parameters.gains != numbers.parameters.gains)
  }

  /// What does not learn stands nowhere: a bank's exponent of 1 is no θ at its bound.
  @Test func onlyWhatLearnedStandsAtABound() throws {
    var stage = TrainShapingCircuit()
    stage.signals = Self.normalPairs(200, correlation: 0.5)
    stage.schedule.iterations = 5
    stage.activation = ActivationName(rawValue: "monomial")
    stage.powers = [1, 2]
    stage.interneurons = 4
    stage.initialWeights = .equallySpaced
    stage.learn = [.gains]
    let context = Context(
      streamSeed: ContentHash(of: "a bank").bytes,
      alternatives: Alternatives([(MonomialActivation.id, MonomialActivation.self)]))
    let parameters = try stage.run(context).parameters
    #expect(parameters.learned == [.gains])
    #expect(parameters.thetas == [1, 2, 1, 2])
    #expect((0..<4).allSatisfy { !parameters.isThetaAtBound($0) })
  }
}
