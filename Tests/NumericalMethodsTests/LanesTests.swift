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
      var x = PartLanes()
      for lane in 0..<PartLanes.scalarCount { x[lane] = range * (stream.uniform() - 0.5) }
      let power = exponential(x)
      for lane in 0..<PartLanes.scalarCount {
        let expected = Double.exp(x[lane])
        worst = max(worst, abs(power[lane] - expected) / expected.ulp)
      }
    }
    #expect(worst <= exponentialUlps, "worst error \(worst) ulp")
    #expect(worst > 0, "a comparison of the system library with itself")
    #expect(exponential(PartLanes(repeating: 0)) == PartLanes(repeating: 1))
  }

  @Test func logarithmAgreesWithTheSystemLibrary() {
    var stream = RandomStream(key: [21, 2])
    var worst = 0.0
    for trial in 0..<50_000 {
      let range = trial % 2 == 0 ? 1400.0 : 1
      var x = PartLanes()
      for lane in 0..<PartLanes.scalarCount {
        x[lane] = Double.exp(range * (stream.uniform() - 0.5))
      }
      let log = logarithm(x)
      for lane in 0..<PartLanes.scalarCount {
        let expected = Double.log(x[lane])
        worst = max(worst, abs(log[lane] - expected) / expected.ulp)
      }
    }
    #expect(worst <= logarithmUlps, "worst error \(worst) ulp")
    #expect(worst > 0, "a comparison of the system library with itself")
    #expect(logarithm(PartLanes(repeating: 1)) == PartLanes(repeating: 0))
    #expect(logarithm(PartLanes(repeating: 0))[0].isFinite)
  }

  @Test func roughFunctionsKeepTheirDigits() {
    let powerTolerance = 3e-7
    let logarithmTolerance = 3e-6
    var stream = RandomStream(key: [21, 3])
    var (power, log) = (0.0, 0.0)
    for _ in 0..<20_000 {
      var (x, y) = (FloatLanes(), FloatLanes())
      for lane in 0..<16 {
        x[lane] = Float(20 * (stream.uniform() - 0.5))
        y[lane] = Float(Double.exp(60 * (stream.uniform() - 0.5)))
      }
      let (p, l) = (roughPowerOfTwo(x), roughLogarithmToBaseTwo(y))
      for lane in 0..<16 {
        power = max(power, abs(Double(p[lane]) / Double.exp2(Double(x[lane])) - 1))
        let expected = Double.log2(Double(y[lane]))
        log = max(log, abs(Double(l[lane]) - expected) / (1 + abs(expected)))
      }
    }
    #expect(power <= powerTolerance, "2ˣ: worst relative error \(power)")
    #expect(log <= logarithmTolerance, "log₂: worst error \(log)")
    #expect(power > 1e-8 && log > 1e-8)
  }

  @Test func powersOfFourteenDigitsKeepThem() {
    // Documented, relative.
    let powerTolerance = 5e-14
    let logarithmTolerance = 4e-14
    var stream = RandomStream(key: [21, 6])
    var (power, log) = (0.0, 0.0)
    for trial in 0..<50_000 {
      let range = trial % 2 == 0 ? 2000.0 : 1.5
      let x = range * (stream.uniform() - 0.5)
      let expected = Double.exp2(x)
      power = max(power, abs(powerOfTwo(PartLanes(repeating: x))[2] / expected - 1))
      let back = Double.log2(expected)
      log = max(
        log, abs(logarithmToBaseTwo(PartLanes(repeating: expected))[1] - back) / abs(back))
    }
    #expect(power <= powerTolerance, "2ˣ: worst relative error \(power)")
    #expect(log <= logarithmTolerance, "log₂: worst relative error \(log)")
    // Near miss: they are not the functions of sixteen digits.
    #expect(power > 1e-14 && log > 1e-14)
    #expect(powerOfTwo(PartLanes(repeating: 0)) == PartLanes(repeating: 1))
    #expect(logarithmToBaseTwo(PartLanes(repeating: 1)) == PartLanes(repeating: 0))
    #expect(logarithmToBaseTwo(PartLanes(repeating: 8)) == PartLanes(repeating: 3))
    #expect(logarithmToBaseTwo(PartLanes(repeating: 0))[0].isFinite)
  }

  @Test func crudeFunctionsKeepFourDigits() {
    // Documented.
    let powerTolerance = 1.1e-4
    let logarithmTolerance = 1e-4
    var stream = RandomStream(key: [21, 5])
    var (power, log) = (0.0, 0.0)
    for _ in 0..<20_000 {
      let x = Float(60 * (stream.uniform() - 0.5))
      let y = Float(Double.exp(40 * (stream.uniform() - 0.5)))
      let p = crudePowerOfTwo(FloatLanes(repeating: x))[3]
      power = max(power, abs(Double(p) / Double.exp2(Double(x)) - 1))
      let expected = Double.log2(Double(y))
      let l = crudeLogarithmToBaseTwo(FloatLanes(repeating: y))[3]
      log = max(log, abs(Double(l) - expected) / (1 + 1e-3 * abs(expected)))
    }
    #expect(power <= powerTolerance, "2ˣ: worst relative error \(power)")
    #expect(log <= logarithmTolerance, "log₂: worst error \(log)")
    #expect(power > 1e-5 && log > 1e-5)
  }

  @Test func aLaneDoesNotSeeItsNeighbors() {
    var stream = RandomStream(key: [21, 4])
    for _ in 0..<2000 {
      let x = 10 * (stream.uniform() - 0.5)
      var crowd = PartLanes(repeating: .nan)
      let lane = Int(stream.integer(below: UInt64(PartLanes.scalarCount)))
      crowd[lane] = x
      #expect(exponential(crowd)[lane] == exponential(PartLanes(repeating: x))[0])
      crowd[lane] = abs(x)
      #expect(logarithm(crowd)[lane] == logarithm(PartLanes(repeating: abs(x)))[0])
    }
  }

  @Test func signsAndMagnitudes() {
    let x: Lanes = [-1, 0, 2, -0.0, .infinity, -.infinity, 3, -4]
    #expect(x.magnitudes == [1, 0, 2, 0, .infinity, .infinity, 3, 4])
    #expect(Lanes(repeating: 2).withSigns(of: x) == [-2, 2, 2, -2, 2, -2, 2, -2])
    let y = FloatLanes([-1, 0, 2, -0.0, 5, -6, 3, -4], [1, -7, 0, -0.0, 2, 2, -2, 9])
    #expect(y.magnitudes == FloatLanes([1, 0, 2, 0, 5, 6, 3, 4], [1, 7, 0, 0, 2, 2, 2, 9]))
    #expect(
      FloatLanes(repeating: 2).withSigns(of: y)
        == FloatLanes([-2, 2, 2, -2, 2, -2, 2, -2], [2, -2, 2, -2, 2, 2, -2, 2]))
    #expect(y.first == [-1, 0, 2, -0.0, 5, -6, 3, -4] && y.second[1] == -7)
  }
}
