import NumericalMethods
import Testing

@testable import Statistics

@Suite struct GeneralizedGaussianTests {
  /// Documented accuracy of the distribution function, 10⁻¹⁴, and as much for its argument.
  let distributionTolerance = 2e-14

  @Test func gaussianAndLaplacianAreSpecialCases() {
    let gaussian = GeneralizedGaussian(shape: 2, scale: 2.0.squareRoot())
    let laplacian = GeneralizedGaussian(shape: 1, scale: 1)
    for s in stride(from: -5.0, through: 5, by: 0.25) {
      expectAgreement(
        gaussian.density(s), StandardNormal.density(s), allowed: distributionTolerance, "\(s)")
      expectAgreement(
        gaussian.cumulative(s), StandardNormal.cumulative(s), allowed: distributionTolerance,
        "\(s)")
      // ½ e^(−|s|), integrated: ½ e^s on the left.
      if s < 0 {
        expectAgreement(
          laplacian.cumulative(s), laplacian.density(s), allowed: distributionTolerance, "\(s)")
      }
    }
    let wider = GeneralizedGaussian(shape: 2, scale: 1.4142)
    #expect(!agrees(wider.density(0), StandardNormal.density(0), allowed: distributionTolerance))
  }

  @Test(arguments: [0.3, 0.65, 1, 2, 7]) func quantileInvertsCumulative(shape: Double) {
    let distribution = GeneralizedGaussian(shape: shape, scale: 0.25)
    for p in [1e-9, 1e-3, 0.1, 0.4999, 0.5, 0.7, 0.99, 1 - 1e-6] {
      let s = distribution.quantile(p)
      expectAgreement(
        distribution.cumulative(s), p, allowed: distributionTolerance, "F(F⁻¹(\(p)))")
    }
    #expect(distribution.quantile(0) == -.infinity && distribution.quantile(1) == .infinity)
    #expect(distribution.quantile(1.5).isNaN)
  }

  /// The midpoint quantiles of a distribution stand for it but for the mass of the outermost
  /// sample, 1/n times a power of ln n.
  @Test(arguments: [(0.5, 0.2), (0.65, 0.25), (1, 3), (2, 1), (5, 1e-3)])
  func fitOfExactQuantiles(shape: Double, scale: Double) throws {
    let n = 40_000
    let quantileTolerance = 2e-3
    let truth = GeneralizedGaussian(shape: shape, scale: scale)
    let samples = (0..<n).map { truth.quantile((Double($0) + 0.5) / Double(n)) }
    let fit = try GeneralizedGaussian.fit(samples)
    #expect(fit.status == .converged)
    expectAgreement(fit.distribution.shape, shape, allowed: quantileTolerance * shape, "shape")
    expectAgreement(fit.distribution.scale, scale, allowed: quantileTolerance * scale, "scale")
    #expect(!agrees(fit.distribution.shape, 1.01 * shape, allowed: quantileTolerance * shape))
  }

  /// The fit is the maximum of the likelihood: a definition that shares no code with the score.
  @Test(arguments: [0.4, 0.65, 1.3, 3]) func fitMaximizesTheLikelihood(shape: Double) throws {
    var stream = RandomStream(key: [1, UInt64(shape * 100)])
    let truth = GeneralizedGaussian(shape: shape, scale: 2)
    let samples = (0..<3000).map { _ in truth.quantile(stream.uniformInside()) }
    let best = try GeneralizedGaussian.fit(samples).distribution
    func likelihood(_ shape: Double, _ scale: Double) -> Double {
      let distribution = GeneralizedGaussian(shape: shape, scale: scale)
      return samples.reduce(0) { $0 + distribution.logDensity($1) }
    }
    let maximum = likelihood(best.shape, best.scale)
    // Steps of 10⁻⁴ lower a likelihood of curvature ~ n by ~ n·10⁻⁸/2, far above its rounding.
    for (s, a) in [(1e-4, 0.0), (-1e-4, 0), (0, 1e-4), (0, -1e-4), (1e-4, 1e-4)] {
      #expect(likelihood(best.shape * (1 + s), best.scale * (1 + a)) < maximum)
    }
  }

  /// Four standard errors of the maximum-likelihood shape, by the spread of 40 independent fits.
  @Test func fitOfSamplesIsUnbiasedWithinItsError() throws {
    let truth = GeneralizedGaussian(shape: 0.65, scale: 0.25)
    var shapes = [Double]()
    for run in 0..<40 {
      var stream = RandomStream(key: [2, 3]).substream(UInt64(run))
      let samples = (0..<4000).map { _ in truth.quantile(stream.uniformInside()) }
      shapes.append(try GeneralizedGaussian.fit(samples).distribution.shape)
    }
    let moments = try Moments(shapes)
    let error = moments.standardDeviation / 40.0.squareRoot()
    expectAgreement(moments.mean, 0.65, allowed: 4 * error, "shape")
    // Near miss: the test would see a wrong exponent of 0.63.
    #expect(!agrees(moments.mean, 0.63, allowed: 4 * error))
  }

  @Test func fitDoesNotDependOnTheUnit() throws {
    var stream = RandomStream(key: [4, 5])
    let truth = GeneralizedGaussian(shape: 0.65, scale: 1)
    let samples = (0..<2000).map { _ in truth.quantile(stream.uniformInside()) }
    let fit = try GeneralizedGaussian.fit(samples)
    // Powers of two scale without rounding; the sums see ratios to the largest sample only.
    for unit in [0x1p-900, 0x1p900] {
      let scaled = try GeneralizedGaussian.fit(samples.map { $0 * unit })
      #expect(scaled.distribution.shape == fit.distribution.shape)
      expectAgreement(
        scaled.distribution.scale / unit, fit.distribution.scale, allowed: 1e-15, "scale")
    }
  }

  @Test func zerosAreSamplesToo() throws {
    var stream = RandomStream(key: [6, 7])
    let truth = GeneralizedGaussian(shape: 0.65, scale: 1)
    let samples = (0..<2000).map { _ in truth.quantile(stream.uniformInside()) }
    let fit = try GeneralizedGaussian.fit(samples)
    let withZeros = try GeneralizedGaussian.fit(samples + [0, 0, 0])
    #expect(withZeros.status == .converged)
    #expect(withZeros.distribution.shape < fit.distribution.shape)
    // Nothing but zeros and one value: the likelihood rises towards β = 0, and the fit says so.
    let spikes = try GeneralizedGaussian.fit([Double](repeating: 0, count: 1000) + [1, -2])
    #expect(spikes.status == .atBound)
    #expect(spikes.distribution.shape == GeneralizedGaussian.shapeBounds.lowerBound)
  }

  @Test func whatCannotBeFittedIsRefused() {
    #expect(throws: StatisticsError.tooFew(samples: 2, needed: 3)) {
      try GeneralizedGaussian.fit([1, 2])
    }
    #expect(throws: StatisticsError.constant(value: 2, samples: 3)) {
      try GeneralizedGaussian.fit([2, -2, 2])
    }
    #expect(throws: StatisticsError.constant(value: 0, samples: 4)) {
      try GeneralizedGaussian.fit([0, 0, 0, 0])
    }
    #expect(throws: StatisticsError.notFinite(index: 1, value: .infinity)) {
      try GeneralizedGaussian.fit([0, .infinity, 1])
    }
  }
}
