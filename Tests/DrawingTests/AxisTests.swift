import Foundation
import Testing

@testable import Drawing

@Suite struct AxisTests {
  /// A few roundings of numbers of order one.
  static let ulps = 8 * Double.ulpOfOne

  @Test func linearScale() {
    let axis = Axis(-6, 6)
    for (value, expected) in [(-6.0, 0.0), (6, 1), (0, 0.5), (-3, 0.25), (12, 1.5)] {
      let got = axis.fraction(of: value)
      #expect(
        abs(got - expected) <= Self.ulps, "got \(got), expected \(expected), allowed \(Self.ulps)")
    }
  }

  @Test func logarithmicScale() {
    let axis = Axis(1e-3, 1e1, scale: .logarithmic)
    for (value, expected) in [(1e-3, 0.0), (1e1, 1), (1e-1, 0.5), (1, 0.75), (1e3, 1.5)] {
      let got = axis.fraction(of: value)
      #expect(
        abs(got - expected) <= Self.ulps, "got \(got), expected \(expected), allowed \(Self.ulps)")
    }
    #expect(axis.fraction(of: 0) == -.infinity)
    #expect(axis.fraction(of: -1) == -.infinity)
    #expect(axis.fraction(of: .nan).isNaN)
    // Near miss: the same range on a linear axis.
    #expect(abs(Axis(1e-3, 1e1).fraction(of: 1e-1) - 0.5) > 0.4)
  }

  @Test func projectionTurnsTheVerticalAxisUp() {
    let panel = Panel(
      frame: Rectangle(x: 10, y: 20, width: 100, height: 50), x: Axis(0, 1), y: Axis(0, 1))
    #expect(panel.project(Point(0, 0)) == Point(10, 70))
    #expect(panel.project(Point(1, 1)) == Point(110, 20))
    #expect(panel.project(Point(0.25, 0.5)) == Point(35, 45))
  }

  @Test func unusableAxesAreRefused() {
    let unusable: [Axis] = [
      Axis(1, 1), Axis(2, 1), Axis(0, .infinity), Axis(.nan, 1),
      Axis(0, 1, scale: .logarithmic), Axis(-1, 1, scale: .logarithmic),
    ]
    for axis in unusable {
      #expect(throws: DrawingError.self, "\(axis.lower)…\(axis.upper)") {
        try Renderer.pixels(TestPages.page(x: axis), dotsPerInch: 72)
      }
    }
    #expect(throws: Never.self) {
      try Renderer.pixels(TestPages.page(x: Axis(1e-3, 1, scale: .logarithmic)), dotsPerInch: 72)
    }
  }
}
