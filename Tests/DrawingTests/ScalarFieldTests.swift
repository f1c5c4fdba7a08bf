import Foundation
import Testing

@testable import Drawing

@Suite struct ScalarFieldTests {
  private static let nodes = (0...60).map { -3 + Double($0) / 10 }

  private static func field(_ function: (Double, Double) -> Double) -> ScalarField {
    ScalarField(
      x: nodes, y: nodes, values: nodes.flatMap { y in nodes.map { x in function(x, y) } })
  }

  @Test func contourOfAParaboloidIsACircle() throws {
    let radius = 1.25
    let lines = Self.field { $0 * $0 + $1 * $1 }.contours(at: radius * radius)
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.first == line.last)
    // Linear interpolation of a parabola with cells h errs by at most h²/4 in the value, that is
    // h²/(8 r) in the radius.
    let allowed = 0.1 * 0.1 / (8 * radius) * 1.05
    for point in line {
      let got = hypot(point.x, point.y)
      #expect(
        abs(got - radius) <= allowed, "got \(got), expected \(radius), allowed \(allowed)")
    }
    // The whole way around: near miss with one arc left out would be short.
    let length = zip(line, line.dropFirst()).reduce(0) {
      $0 + hypot($1.1.x - $1.0.x, $1.1.y - $1.0.y)
    }
    #expect(abs(length - 2 * .pi * radius) < 0.01, "got \(length)")
  }

  @Test func openLinesEndAtTheBorder() throws {
    let lines = Self.field { x, _ in x }.contours(at: 0.55)
    let line = try #require(lines.first)
    #expect(lines.count == 1)
    #expect(line.count == 61 && line.first != line.last)
    // One division and one product of numbers below one.
    #expect(line.allSatisfy { abs($0.x - 0.55) <= 4 * Double.ulpOfOne })
  }

  @Test func saddlesAndSeveralLines() {
    // Two peaks: two closed lines high up, one low down.
    let peaks = Self.field { x, y in
      exp(-4 * ((x - 1) * (x - 1) + y * y)) + exp(-4 * ((x + 1) * (x + 1) + y * y))
    }
    #expect(peaks.contours(at: 0.5).count == 2)
    #expect(peaks.contours(at: 0.02).count == 1)
    #expect(peaks.contours(at: 2).isEmpty)
    let checks = ScalarField(x: [0, 1], y: [0, 1], values: [1, 0, 0, 1])
    #expect(checks.contours(at: 0.6).count == 2)
    #expect(checks.contours(at: 0.4).count == 2)
    #expect(checks.contours(at: 0.6) != checks.contours(at: 0.4))
  }
}
