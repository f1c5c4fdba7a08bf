import NumericalMethods
import RealModule

/// The density of points of the plane by their distance from the origin, mean over all directions.
///
///     p_k = n_k / (n π w² (2k + 1)),   ring k: k w ≤ ‖r‖ < (k + 1) w
///
/// | symbol | here        | shape  | unit                   |
/// |--------|-------------|--------|------------------------|
/// | r      | `points`    | n × 2  | standard deviations    |
/// | w      | `width`     | scalar | the same               |
/// | p      | `densities` | rings  | 1 over their square    |
///
/// Source: derived. Accuracy: a relative 1/√n_k.
public struct RadialProfile: Codable, Equatable, Sendable {
  /// w.
  public let width: Double
  /// n_k; points beyond the last ring are in none.
  public let counts: [Int]
  /// p_k.
  public let densities: [Double]

  /// Counts points in rings up to a radius.
  ///
  /// - Precondition: there are two columns, and `width` and `rings` are positive.
  /// - Throws: ``StatisticsError`` without points, or where one is not finite.
  public init(of points: Matrix, width: Double, rings: Int) throws(StatisticsError) {
    precondition(
      points.columns == 2 && width > 0 && rings > 0,
      "\(points.rows) × \(points.columns) points have no \(rings) rings of width \(width)")
    try StatisticsError.check(points.values, needed: 2)
    var counts = [Int](repeating: 0, count: rings)
    for row in 0..<points.rows {
      let (x, y) = (points[row, 0], points[row, 1])
      let ring = ((x * x + y * y).squareRoot() / width).rounded(.down)
      if ring < Double(rings) { counts[Int(ring)] += 1 }
    }
    let area = Double.pi * width * width * Double(points.rows)
    self.width = width
    self.counts = counts
    densities = counts.enumerated().map { Double($1) / (area * Double(2 * $0 + 1)) }
  }

  /// The largest factor by which the density grows from a ring to one farther out: at most 1 where it
  /// falls all the way, as a normal density does. Rings with fewer than `least` points are passed over.
  public func greatestRise(least: Int = 1000) -> Double {
    var (smallest, rise) = (Double.infinity, 0.0)
    for (count, density) in zip(counts, densities) where count >= least {
      if smallest.isFinite { rise = max(rise, density / smallest) }
      smallest = min(smallest, density)
    }
    return rise
  }
}
