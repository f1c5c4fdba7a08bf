import RealModule
import Testing

@testable import NumericalMethods

@Suite struct PortableLogarithmTests {
  @Test func withinTwoUlpsOfTheSystemLibrary() {
    var stream = RandomStream(key: [1, 2])
    var worst = 0.0
    for index in 0..<200_000 {
      // Half of the arguments over the whole range, half around 1, where cancellation would show.
      let x =
        index % 2 == 0
        ? Double.exp(1400 * (stream.uniform() - 0.5)) : Double.exp(stream.uniform() - 0.5)
      let expected = Double.log(x)
      worst = max(worst, abs(portableLog(x) - expected) / expected.ulp)
    }
    // Documented 2 ulp; the system library itself may err by half a unit more.
    #expect(worst <= 2, "worst error \(worst) ulp")
    #expect(worst > 0, "a comparison of the system library with itself")
  }

  @Test func exactAtPowersOfTwo() {
    #expect(portableLog(1) == 0)
    #expect(portableLog(2) == Double.log(2))
    #expect(portableLog(0x1p-1022) == Double.log(0x1p-1022))
  }
}
