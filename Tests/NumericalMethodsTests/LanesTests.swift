import RealModule
import Testing

@testable import NumericalMethods

@Suite struct LanesTests {
  /// Documented errors, in units in the last place of the expected value.
  let exponentialUlps = 1.0
  let logarithmUlps = 2.0

  @Test func exponentialAgreesWithTheSystemLibrary() {
    var stream = RandomStream(key: [21, 1])
    var worst = 0.0
    for trial in 0..<50_000 {
      let range = trial % 2 == 0 ? 1400.0 : 2
      var x = Lanes()
      for lane in 0..<8 { x[lane] = range * (stream.uniform() - 0.5) }
      let power = exponential(x)
      for lane in 0..<8 {
        let expected = Double.exp(x[lane])
        worst = max(worst, abs(power[lane] - expected) / expected.ulp)
      }
    }
    #expect(worst <= exponentialUlps, "worst error \(worst) ulp")
    #expect(worst > 0, "a comparison of the system library with itself")
    #expect(exponential(Lanes(repeating: 0)) == Lanes(repeating: 1))
  }

  @Test func logarithmAgreesWithTheSystemLibrary() {
    var stream = RandomStream(key: [21, 2])
    var worst = 0.0
    for trial in 0..<50_000 {
      let range = trial % 2 == 0 ? 1400.0 : 1
      var x = Lanes()
      for lane in 0..<8 { x[lane] = Double.exp(range * (stream.uniform() - 0.5)) }
      let log = logarithm(x)
      for lane in 0..<8 {
        let expected = Double.log(x[lane])
        worst = max(worst, abs(log[lane] - expected) / expected.ulp)
      }
    }
    #expect(worst <= logarithmUlps, "worst error \(worst) ulp")
    #expect(worst > 0, "a comparison of the system library with itself")
    #expect(logarithm(Lanes(repeating: 1)) == Lanes(repeating: 0))
    #expect(logarithm(Lanes(repeating: 0))[0].isFinite)
  }

  @Test func roughFunctionsKeepTheirDigits() {
    let powerTolerance = 3e-7
    let logarithmTolerance = 3e-6
    var stream = RandomStream(key: [21, 3])
    var (power, log) = (0.0, 0.0)
    for _ in 0..<20_000 {
      var (x, y) = (FloatLanes(), FloatLanes())
      for lane in 0..<8 {
        x[lane] = Float(20 * (stream.uniform() - 0.5))
        y[lane] = Float(Double.exp(60 * (stream.uniform() - 0.5)))
      }
      let (p, l) = (roughPowerOfTwo(x), roughLogarithmToBaseTwo(y))
      for lane in 0..<8 {
        power = max(power, abs(Double(p[lane]) / Double.exp2(Double(x[lane])) - 1))
        let expected = Double.log2(Double(y[lane]))
        log = max(log, abs(Double(l[lane]) - expected) / (1 + abs(expected)))
      }
    }
    #expect(power <= powerTolerance, "2ˣ: worst relative error \(power)")
    #expect(log <= logarithmTolerance, "log₂: worst error \(log)")
    #expect(power > 1e-8 && log > 1e-8)
  }

  @Test func crudePowerKeepsFourDigits() {
    // Documented: 2·10⁻⁴ (1 + |e|).
    let tolerance = 2e-4
    var stream = RandomStream(key: [21, 5])
    var worst = 0.0
    for _ in 0..<20_000 {
      let x = Float(Double.exp(40 * (stream.uniform() - 0.5)))
      let e = Float(stream.uniform())
      let power = crudePower(FloatLanes(repeating: x), FloatLanes(repeating: e))[3]
      let expected = Double.pow(Double(x), Double(e))
      worst = max(worst, abs(Double(power) / expected - 1) / (1 + Double(e)))
    }
    #expect(worst <= tolerance, "xᵉ: worst relative error \(worst)")
    #expect(worst > 1e-5)
  }

  @Test func aLaneDoesNotSeeItsNeighbors() {
    var stream = RandomStream(key: [21, 4])
    for _ in 0..<2000 {
      let x = 10 * (stream.uniform() - 0.5)
      var crowd = Lanes(repeating: .nan)
      let lane = Int(stream.integer(below: 8))
      crowd[lane] = x
      #expect(exponential(crowd)[lane] == exponential(Lanes(repeating: x))[0])
      crowd[lane] = abs(x)
      #expect(logarithm(crowd)[lane] == logarithm(Lanes(repeating: abs(x)))[0])
    }
  }

  @Test func signsAndMagnitudes() {
    let x: Lanes = [-1, 0, 2, -0.0, .infinity, -.infinity, 3, -4]
    #expect(x.magnitudes == [1, 0, 2, 0, .infinity, .infinity, 3, 4])
    #expect(Lanes(repeating: 2).withSigns(of: x) == [-2, 2, 2, -2, 2, -2, 2, -2])
    let y = FloatLanes(-1, 0, 2, -0.0, 5, -6, 3, -4)
    #expect(y.magnitudes == [1, 0, 2, 0, 5, 6, 3, 4])
    #expect(FloatLanes(repeating: 2).withSigns(of: y) == [-2, 2, 2, -2, 2, -2, 2, -2])
  }
}
