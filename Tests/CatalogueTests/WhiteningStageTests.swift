import Circuits
import Foundation
import NumericalMethods
import Pipeline
import Stages
import Statistics
import Testing

/// The stages of the whitening networks as values: units, ridges, what they refuse, what they mark.
struct WhiteningStageTests {
  private let context = Context(streamSeed: ContentHash(of: "whitening stages").bytes)
  /// Sums over thousands of samples of order 1.
  private let roundingTolerance = 1e-9

  private func photograph(side: Int = 64) -> GrayPhotograph {
    let values = (0..<side * side).map { pixel -> Double in
      let (x, y) = (Double(pixel % side), Double(pixel / side))
      return 0.5 + 0.3 * sin(0.31 * x) * cos(0.17 * y) + 0.1 * sin(0.9 * x * y / 64)
    }
    return GrayPhotograph(luminance: Matrix(rows: side, columns: side, values: values))
  }

  private func patches(_ units: ImagePatches.Units, size: Int = 4, count: Int = 3000) throws
    -> Samples
  {
    var stage = ImagePatches()
    stage.of = photograph()
    stage.size = size
    stage.count = count
    stage.units = units
    return try stage.run(context)
  }

  private func covariance(_ samples: Samples, ridge: Double = 0) throws -> CovarianceMatrix {
    var stage = CovarianceOfSamples()
    stage.of = samples
    stage.ridge = ridge
    return try stage.run(context)
  }

  private func covariance(_ variances: [Double]) throws -> CovarianceMatrix {
    var stage = CovarianceOfSpectrum()
    stage.variances = variances
    return try stage.run(context)
  }

  private func start(_ covariance: CovarianceMatrix, _ network: NetworkName, interneurons: Int = 0)
    throws -> NetworkWeights
  {
    var recurrence = StartRecurrence()
    recurrence.covariance = try Cells([nil]) { _ in covariance }
    recurrence.scale = 3
    var connect = ConnectNetwork()
    connect.recurrence = try recurrence.run(context)
    connect.network = network
    connect.interneurons = interneurons
    return try connect.run(context)
  }

  private func files<Value: Artifact>(of artifact: Value) throws {
    let files = try artifact.files()
    #expect(try Value(files: files).files() == files)
    #expect(throws: (any Error).self) { try Value(files: []) }
  }

  @Test func patchesAreCenteredAndHaveTheirUnits() throws {
    let (pixels, unit) = (try patches(.pixels), try patches(.unitVariance))
    for samples in [pixels, unit] {
      for j in 0..<16 {
        let sum = (0..<3000).reduce(0) { $0 + samples.values[$1, j] }
        #expect(abs(sum) < roundingTolerance * 3000)
      }
    }
    let square = unit.values.values.reduce(0) { $0 + $1 * $1 } / 48_000
    #expect(abs(square - 1) < roundingTolerance)
    // The same places, in other units.
    let ratio = pixels.values[0, 0] / unit.values[0, 0]
    for index in 0..<48_000 {
      let (a, b) = (pixels.values.values[index], ratio * unit.values.values[index])
      #expect(abs(a - b) < roundingTolerance)
    }
    #expect(abs(ratio - 1) > 0.1)
  }

  @Test func aRidgeIsAFractionOfTheMeanVariance() throws {
    let samples = try patches(.pixels)
    let (bare, ridged) = (try covariance(samples), try covariance(samples, ridge: 0.01))
    let mean = (0..<16).reduce(0) { $0 + bare.matrix[$1, $1] } / 16
    for i in 0..<16 {
      for j in 0..<16 {
        let expected = bare.matrix[i, j] + (i == j ? 0.01 * mean : 0)
        #expect(abs(ridged.matrix[i, j] - expected) < roundingTolerance)
      }
    }
    #expect(ridged.summary.condition < bare.summary.condition)
    #expect(abs(ridged.summary.ridge - 0.01 * mean) < roundingTolerance)
  }

  @Test func spectraAreThoseThatWereAsked() throws {
    let covariance = try covariance([3, 1, 2])
    for (found, expected) in zip(covariance.summary.eigenvalues, [1.0, 2, 3]) {
      #expect(abs(found - expected) < roundingTolerance)
    }
    #expect(abs(covariance.matrix[0, 1]) > 1e-3, "the axes are not random")
    var signals = GaussianSignals()
    signals.covariance = covariance
    signals.count = 40_000
    let found = try self.covariance(try signals.run(context)).matrix
    /// Four standard errors of a covariance: √(2/n) of the largest variance.
    let allowed = 4 * 3 * (2.0 / 40_000).squareRoot()
    for (a, b) in zip(found.values, covariance.matrix.values) { #expect(abs(a - b) < allowed) }
    #expect(found != covariance.matrix)
  }

  @Test func whatCannotBeWhitenedIsRefusedWithItsNumbers() throws {
    // Fewer patches than pixels.
    let few = try patches(.pixels, size: 4, count: 10)
    #expect(throws: StageError.self) { try covariance(few) }
    do {
      _ = try covariance(few)
    } catch StageError.singularCovariance(let order, let reciprocalCondition) {
      #expect(order == 16 && reciprocalCondition < 1e-12)
    }
    #expect(try covariance(few, ridge: 0.01).summary.condition < 2000)
    var one = ImagePatches()
    one.of = photograph(side: 16)
    one.size = 17
    #expect(throws: StageError.patchTooLarge(size: 17, side: 16)) { try one.run(context) }
    one.of = GrayPhotograph(luminance: Matrix(rows: 16, columns: 16, repeating: 0.5))
    one.size = 4
    #expect(throws: StageError.constantPatches(count: 20_000)) { try one.run(context) }
    #expect(throws: StatisticsError.tooFew(samples: 1, needed: 2)) {
      try covariance(Samples(values: Matrix(rows: 1, columns: 3, repeating: 1)))
    }
    #expect(throws: StageError.tooFewForWhitening(interneurons: 2, neurons: 3)) {
      try start(try covariance([1, 2, 3]), .interneurons, interneurons: 2)
    }
    #expect(throws: StageError.emptySpectrum) { try covariance([]) }
    var times = MeasureConvergence()
    times.tolerance = 2
    #expect(throws: StageError.toleranceTooLarge(tolerance: 2, solution: 1)) {
      try times.run(context)
    }
  }

  @Test func networksStartFromTheSameRecurrenceAndSurviveTheirFiles() throws {
    let covariance = try covariance([1, 2, 3])
    let direct = try start(covariance, .direct)
    let interneurons = try start(covariance, .interneurons, interneurons: 7)
    #expect(interneurons.weights.columns == 7)
    for (a, b) in zip(
      direct.network.recurrence.values, interneurons.network.recurrence.values)
    {
      #expect(abs(a - b) < roundingTolerance)
    }
    try files(of: covariance)
    try files(of: direct)
    try files(of: interneurons)
    var follow = FollowMeanFlow()
    follow.start = interneurons
    follow.covariance = try Cells([nil]) { _ in covariance }
    try files(of: try follow.run(context))
  }

  private func learned(
    _ network: NetworkName, seed: String, rate: Double = 1e-2, durations: [Double] = [2, 1]
  ) throws -> LearningCourse {
    let covariance = try covariance([1, 2, 3])
    var signals = GaussianSignals()
    signals.covariance = covariance
    signals.count = 5000
    let samples = try signals.run(context)
    var learn = LearnToWhiten()
    learn.start = try start(covariance, network)
    learn.signals = try Cells(["a", "b"]) { _ in samples }
    let seen = try self.covariance(samples)
    learn.covariance = try Cells(["b", "a"]) { _ in seen }
    learn.rate = rate
    learn.durations = durations
    learn.points = 10
    learn.threshold = 0.5
    return try learn.run(Context(streamSeed: ContentHash(of: seed).bytes))
  }

  @Test func phasesFollowEachOther() throws {
    let course = try learned(.interneurons, seed: "one").record
    #expect(course.phases.map { $0.course.times.last } == [2, 1])
    // The second phase goes on where the first one ended, with the same signals.
    #expect(course.phases[1].course.objectives.first == course.phases[0].course.objectives.last)
    #expect(course.phases[0].samplesUntilConvergence != nil)
  }

  @Test func spreadsAreMediansOverSeeds() throws {
    let names = ["one", "two", "three"]
    var stage = SpreadOverSeeds()
    stage.of = try Cells([1, 2, 3]) { try learned(.direct, seed: names[$0 - 1]) }
    let spread = try stage.run(context)
    #expect(spread.seeds == 3 && spread.network == .direct)
    let ends = stage.of.artifacts.compactMap {
      $0.record.phases[1].course.objectives.last
    }.sorted()
    let band = spread.phases[1].objective
    #expect([band.lower.last, band.median.last, band.upper.last] == ends)
    #expect(ends[0] < ends[2])
  }

  @Test func lostStabilityIsToldAndLeftOut() throws {
    let lost = try learned(.direct, seed: "one", rate: 1, durations: [500])
    #expect(lost.record.phases.map(\.course.ending) == [.lostStability, .lostStability])
    #expect(lost.record.phases[1].course.times.isEmpty)
    var flow = FollowMeanFlow()
    flow.start = try start(try covariance([1, 2, 3]), .direct)
    let seen = try covariance([1, 2, 3])
    flow.covariance = try Cells([nil]) { _ in seen }
    flow.durations = [1]
    let settled = try learned(.direct, seed: "two")
    var compare = CompareWithMeanFlow()
    compare.online = try Cells([1e-2], [1, 2]) { _, seed in seed == 1 ? lost : settled }
    compare.flow = try flow.run(context)
    // The first phase takes two units of time, the flow one.
    #expect(throws: StageError.differentTimes(online: 2, flow: 1)) { try compare.run(context) }
    flow.durations = [2]
    compare.flow = try flow.run(context)
    let deviations = try compare.run(context)
    #expect(deviations.deviations.map(\.lost) == [1])
    #expect(deviations.deviations.allSatisfy { ($0.deviation ?? .nan).isFinite })
    #expect(deviations.exponent == nil)
  }

  @Test func deviationsOnNaturalPatchesFallAsTheRootOfTheRate() throws {
    var load = LoadPhotograph()
    let path = "\(Repository.root)/data/bundled/camera.png"
    load.image = SourceContents(path: path, bytes: try Files.read(path))
    var patches = ImagePatches()
    patches.of = try load.run(context)
    patches.units = .unitVariance
    patches.count = 4000
    let samples = try patches.run(context)
    let seen = try covariance(samples, ridge: 0.01)
    for network in [NetworkName.direct, .interneurons] {
      let first = try start(seen, network)
      #expect(first.weights.rows == 64)
      let bound = type(of: first.network).stabilityBound(eigenvalues: seen.summary.eigenvalues)
      func deviation(_ rate: Double) throws -> Double {
        #expect(rate < bound)
        var flow = FollowMeanFlow()
        flow.start = first
        flow.covariance = try Cells([nil]) { _ in seen }
        flow.durations = [0.04]
        var compare = CompareWithMeanFlow()
        compare.flow = try flow.run(context)
        compare.online = try Cells([rate], Array(0..<8)) { _, seed in
          var learn = LearnToWhiten()
          learn.start = first
          learn.signals = try Cells([nil]) { _ in samples }
          learn.covariance = try Cells([nil]) { _ in seen }
          learn.rate = rate
          learn.durations = [0.04]
          learn.points = 2
          let own = Context(streamSeed: ContentHash(of: "seed \(seed)").bytes)
          return try learn.run(own)
        }
        return try #require(try compare.run(context).deviations.first?.deviation)
      }
      /// Four standard errors of a ratio of root mean squares over 8 seeds, of which each has about as
      /// many independent terms as patches have strong directions: some ten.
      let allowed = 4 * 2 * (2.0 / (2 * 8 * 10)).squareRoot()
      let ratio = try deviation(2e-4) / deviation(5e-5)
      #expect(abs(ratio - 2) < allowed, "\(network): \(ratio), not 2 ± \(allowed)")
    }
  }

  /// A duration that has no room for a step is not made longer.
  @Test func aStepLongerThanItsPhaseIsRefused() throws {
    var follow = FollowMode()
    follow.method = .steps
    (follow.rate, follow.duration) = (0.5, 0.4)
    #expect(throws: StageError.noStep(rate: 0.5, duration: 0.4)) { try follow.run(context) }
    // Near miss: just one.
    follow.duration = 0.5
    #expect(try follow.run(context).simulated.times == [0, 0.5])
  }

  @Test func modesThatDoNotSettleSaySo() throws {
    var follow = FollowMode()
    follow.method = .steps
    follow.start = 2.2
    follow.duration = 24
    func outcome(_ network: NetworkName, _ rate: Double) throws -> ModeCourse {
      follow.network = network
      follow.rate = rate
      return try follow.run(context)
    }
    #expect(try outcome(.direct, 0.9).outcome == .settled)
    #expect(try outcome(.direct, 1.1).outcome == .oscillates)
    let lost = try outcome(.direct, 4)
    #expect(lost.outcome == .lostStability && lost.simulated.modes == [2.2])
    #expect(try outcome(.interneurons, 0.45).outcome == .settled)
    #expect(try outcome(.interneurons, 0.55).outcome == .oscillates)
    #expect(try outcome(.interneurons, 3).outcome == .runsAway)
    follow.start = 0.05
    let overshoot = try outcome(.interneurons, 0.05)
    #expect(overshoot.outcome == .settled && overshoot.overshoot > 10)
    follow.duration = 0.1
    follow.start = 2.2
    #expect(try outcome(.direct, 0.01).outcome == .underway)
  }

  @Test func timesFollowTheLaws() throws {
    var measure = MeasureConvergence()
    measure.starts = [10, 100, 1000, 10_000, 100_000]
    for network in [NetworkName.direct, .interneurons] {
      measure.network = network
      var fit = FitScalingLaw()
      fit.of = try measure.run(context)
      let law = try fit.run(context)
      for row in fit.of.rows {
        let measured = try #require(row.measured)
        #expect(abs(measured - row.formula) < 1e-8 * row.formula)
      }
      switch network {
      case .direct: #expect(abs(law.own.slope - 1) < 0.02 && law.variable == "m₀")
      case .interneurons: #expect(abs(law.own.slope - 0.5) < 0.01 && law.variable == "ln m₀")
      }
      // Near miss: the other law.
      let other = network == .direct ? law.logarithmic : law.linear
      #expect(other.residual > 10 * law.own.residual)
    }
  }
}
