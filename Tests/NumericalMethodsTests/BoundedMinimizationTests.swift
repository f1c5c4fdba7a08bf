import NumericalMethods
import Testing

/// Minima within bounds, against functions whose minimum is known.
@Suite struct BoundedMinimizationTests {
  private func problem(_ bounds: [ClosedRange<Double>], tolerance: Double = 1e-8)
    -> BoundedMinimization
  {
    BoundedMinimization(
      lowerBounds: bounds.map(\.lowerBound), upperBounds: bounds.map(\.upperBound),
      tolerance: tolerance, maximumEvaluations: 500)
  }

  /// Rosenbrock's valley, minimum 0 at (1, 1).
  private func valley(_ x: [Double]) -> (Double, [Double]) {
    let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
    return (a * a + 100 * b * b, [-2 * a - 400 * b * x[0], 200 * b])
  }

  /// A convex quadratic form with its minimum at 1, 2, …, in any dimension.
  private func bowl(_ x: [Double]) -> (Double, [Double]) {
    let moved = x.enumerated().map { $1 - Double($0 + 1) }
    let weighted = moved.enumerated().map { Double($0 + 1) * $1 }
    return (0.5 * zip(moved, weighted).reduce(0) { $0 + $1.0 * $1.1 }, weighted)
  }

  @Test func curvedValley() throws {
    let open = -Double.infinity...Double.infinity
    let best = try problem([open, open]).minimum(from: [-1.2, 1], of: valley)
    #expect(best.projectedGradient <= 1e-8 && best.evaluations < 100)
    #expect(abs(best.point[0] - 1) < 1e-7 && abs(best.point[1] - 1) < 1e-7)
  }

  /// The bound x ≤ ½ holds the minimum, and the gradient there points out.
  @Test func boundsHold() throws {
    let best = try problem([-2...0.5, -5...5]).minimum(from: [3, 1], of: valley)
    #expect(best.point[0] == 0.5 && abs(best.point[1] - 0.25) < 1e-8)
    #expect(valley(best.point).1[0] < -0.1 && best.projectedGradient <= 1e-8)
  }

  /// More variables than have a dense Hessian, one of them fixed.
  @Test func manyVariables() throws {
    var bounds = [ClosedRange<Double>](repeating: -1000...1000, count: 150)
    bounds[7] = 3...3
    let best = try problem(bounds, tolerance: 1e-6)
      .minimum(from: [Double](repeating: 0, count: 150), of: bowl)
    #expect(best.projectedGradient <= 1e-6 && best.point[7] == 3)
    for index in 0..<150 where index != 7 {
      #expect(abs(best.point[index] - Double(index + 1)) < 1e-5)
    }
  }

  @Test func endsWithItsPatienceAndSaysSo() throws {
    let open = -Double.infinity...Double.infinity
    var few = problem([open, open])
    few.maximumEvaluations = 5
    let best = try few.minimum(from: [-1.2, 1], of: valley)
    #expect(best.evaluations <= 6 && best.projectedGradient > 1e-3)
  }

  @Test func whatAFunctionThrowsEndsTheSearch() {
    struct Interrupted: Error {}
    var calls = 0
    #expect(throws: Interrupted.self) {
      try problem([-9...9, -9...9]).minimum(from: [-1.2, 1]) { point in
        calls += 1
        if calls == 3 { throw Interrupted() }
        return valley(point)
      }
    }
    #expect(calls == 3)
  }

  /// With the Hessian itself a quadratic form takes a step or two, with one a tenth off some more.
  @Test(arguments: [(1.0, 3), (0.9, 9)])
  func newtonStepsFromNearby(factor: Double, most: Int) throws {
    let wide = problem([-50...50, -50...50, -50...50])
    let exact = try wide.hessian(at: [1, 2, 3], of: bowl)
    for index in 0..<3 {
      #expect(abs(exact[index, index] - Double(index + 1)) < 1e-8)
    }
    let hessian = Matrix(rows: 3, columns: 3, values: exact.values.map { factor * $0 })
    let best = try wide.refined(from: [1.1, 2.1, 2.9], hessian: hessian, of: bowl)
    #expect(best.projectedGradient <= 1e-8 && best.evaluations <= most)
  }

  @Test func newtonStepsEndAtBounds() throws {
    let narrow = problem([-50...50, -50...1.5, 3...3])
    let best = try narrow.refined(
      from: [1.1, 1.4, 3], hessian: narrow.hessian(at: [1, 1, 3], of: bowl), of: bowl)
    #expect(best.point[1] == 1.5 && abs(best.point[0] - 1) < 1e-8 && best.point[2] == 3)
    #expect(best.projectedGradient <= 1e-8)
  }
}
