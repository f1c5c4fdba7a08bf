import NumericalMethods
import RealModule
import Testing

@testable import Statistics

/// The grid's density against the sum over kernels, and contours against a true Gaussian.
@Suite struct KernelDensityTests {
  /// The radii of the paper's circles, in standard deviations.
  static let radii = [0.625, 1.25, 1.875]
  /// Documented accuracy for a thousand and more pairs, in units of the largest density.
  static let gridTolerance = 1e-4
  /// Linear interpolation between nodes 0.025 apart: (0.025)²/8 of the curvature.
  static let radiusTolerance = 2e-4

  /// Correlated pairs, with heavy tails and a spike at 0 if so wanted.
  static func pairs(_ n: Int, correlation: Double, heavy: Bool) -> Matrix {
    var stream = RandomStream(key: [31, heavy ? 1 : 0])
    var result = Matrix(rows: n, columns: 2)
    let rest = (1 - correlation * correlation).squareRoot()
    for i in 0..<n {
      let width = heavy ? 0.4 * Double.exp(stream.normal()) : 1
      let first = stream.normal()
      result[i, 0] = width * first
      result[i, 1] = width * (correlation * first + rest * stream.normal())
    }
    return result
  }

  /// The density at a point, by its definition.
  static func sum(_ pairs: Matrix, bandwidth h: Matrix, x: Double, y: Double) -> Double {
    let determinant = h[0, 0] * h[1, 1] - h[0, 1] * h[1, 0]
    var sum = 0.0
    for i in 0..<pairs.rows {
      let (u, v) = (x - pairs[i, 0], y - pairs[i, 1])
      let form = h[1, 1] * u * u - 2 * h[0, 1] * u * v + h[0, 0] * v * v
      sum += Double.exp(-0.5 * form / determinant)
    }
    return sum / (2 * Double.pi * determinant.squareRoot() * Double(pairs.rows))
  }

  @Test(arguments: [(0.0, false), (0.6, true), (-0.97, true)])
  func gridIsTheSumOverKernels(correlation: Double, heavy: Bool) throws {
    let pairs = Self.pairs(3000, correlation: correlation, heavy: heavy)
    let density = try KernelDensity(of: pairs, x: -3...3, y: -2...2.5)
    // Scott's rule by its letter.
    let covariance = try Covariance(ofRows: pairs).matrix
    let factor = Double.pow(3000, -1.0 / 3)
    for (got, wanted) in zip(density.bandwidth.values, covariance.values) {
      expectAgreement(got, factor * wanted, allowed: 1e-14, "bandwidth")
    }
    let peak = density.values.max() ?? 0
    var (worst, miss) = (0.0, 0.0)
    for j in stride(from: 0, to: density.y.count, by: 15) {
      for i in stride(from: 0, to: density.x.count, by: 15) {
        let (x, y) = (density.x[i], density.y[j])
        let expected = Self.sum(pairs, bandwidth: density.bandwidth, x: x, y: y)
        worst = max(worst, abs(density.values[j * density.x.count + i] - expected))
        // Near miss: the neighboring node, and with it any shift of the grid.
        if i + 1 < density.x.count {
          miss = max(miss, abs(density.values[j * density.x.count + i + 1] - expected))
        }
      }
    }
    #expect(
      worst <= Self.gridTolerance * peak,
      "correlation \(correlation): error \(worst / peak), allowed \(Self.gridTolerance)")
    #expect(miss > 10 * Self.gridTolerance * peak, "near miss \(miss / peak)")
  }

  @Test func mirroredPairsHaveMirroredDensities() throws {
    let pairs = Self.pairs(500, correlation: 0.5, heavy: true)
    var swapped = pairs
    for i in 0..<500 { (swapped[i, 0], swapped[i, 1]) = (pairs[i, 1], pairs[i, 0]) }
    let density = try KernelDensity(of: pairs, x: -3...3, y: -2...2, nodes: 61)
    let mirrored = try KernelDensity(of: swapped, x: -2...2, y: -3...3, nodes: 61)
    let peak = density.values.max() ?? 0
    for j in 0..<61 {
      for i in 0..<61 {
        expectAgreement(
          density.values[j * 61 + i], mirrored.values[i * 61 + j], allowed: 1e-12 * peak)
      }
    }
  }

  /// A density of N(0, variance I) at the nodes.
  static func gaussian(variance: Double, reach: Double = 3) -> KernelDensity {
    let nodes = (0...240).map { reach * (Double($0) / 120 - 1) }
    let values = nodes.flatMap { y in
      nodes.map { x in
        Double.exp(-0.5 * (x * x + y * y) / variance) / (2 * Double.pi * variance)
      }
    }
    return KernelDensity(
      x: nodes, y: nodes, values: values, bandwidth: Matrix(rows: 2, columns: 2))
  }

  /// Where a density falls through a level along an axis or the diagonal, by linear interpolation.
  static func radius(of density: KernelDensity, level: Double, diagonal: Bool) -> Double {
    let n = density.x.count
    let middle = n / 2
    let ray = (middle..<n).map { density.values[(diagonal ? $0 : middle) * n + $0] }
    guard let index = ray.indices.dropFirst().first(where: { ray[$0] < level }) else { return .nan }
    let part = (ray[index - 1] - level) / (ray[index - 1] - ray[index])
    let step = (density.x[1] - density.x[0]) * (diagonal ? 2.0.squareRoot() : 1)
    return (Double(index - 1) + part) * step
  }

  @Test(arguments: radii) func contoursOfAGaussianAreTheCircles(radius: Double) throws {
    let density = Self.gaussian(variance: 1)
    let mass = KernelDensity.outsideMass(ofGaussianRadius: radius)
    let level = try #require(density.level(outsideMass: mass))
    for diagonal in [false, true] {
      let got = Self.radius(of: density, level: level, diagonal: diagonal)
      expectAgreement(got, radius, allowed: Self.radiusTolerance, "radius, \(diagonal)")
    }
    // Near miss: the published library's levels, at radii 1.86, 1.11 and 0.62 (science A4).
    let other = try #require(density.level(outsideMass: 1 - mass))
    let miss = Self.radius(of: density, level: other, diagonal: false)
    let published = (-2 * Double.log(1 - mass)).squareRoot()
    expectAgreement(miss, published, allowed: Self.radiusTolerance, "published library")
    #expect(!agrees(miss, radius, allowed: 10 * Self.radiusTolerance))
  }

  /// Two nodes each way are a cell; one is a line, which holds nothing.
  @Test func oneCellHasItsMass() {
    func density(_ width: Int) -> KernelDensity {
      KernelDensity(
        x: (0..<width).map { Double($0) }, y: [0, 3],
        values: Array(repeating: 0.25, count: 2 * width), bandwidth: Matrix(rows: 2, columns: 2))
    }
    #expect(density(2).mass(above: 0.1) == 0.75 && density(2).mass(above: 0.3) == 0)
    #expect(density(1).mass(above: 0.1) == 0)
  }

  @Test func levelsKnowWhenTheyLeaveTheGrid() throws {
    // On ±2 the circle of radius 1.875 fits, the one of 2.1 does not, though it holds less mass
    // (0.89) than the square (0.91).
    let density = Self.gaussian(variance: 1, reach: 2)
    #expect(density.level(outsideMass: KernelDensity.outsideMass(ofGaussianRadius: 1.875)) != nil)
    #expect(density.level(outsideMass: KernelDensity.outsideMass(ofGaussianRadius: 2.1)) == nil)
    #expect(density.level(outsideMass: 1e-3) == nil)
    expectAgreement(density.mass(above: 0), 0.9111, allowed: 5e-5, "erf(√2)²")
  }

  /// 261,121 = 511² pairs of normal quantiles: N(0, 1) but for what lies beyond its outermost
  /// quantiles, 1/511 of the mass of each coordinate.
  @Test(arguments: radii) func contoursOfNormalPairsAreWidenedCircles(radius: Double) throws {
    let side = 511
    let quantiles = (0..<side).map {
      StandardNormal.quantile((Double($0) + 0.5) / Double(side))
    }
    let values = quantiles.flatMap { y in quantiles.flatMap { x in [x, y] } }
    let pairs = Matrix(rows: side * side, columns: 2, values: values)
    let density = try KernelDensity(of: pairs, x: -3...3, y: -3...3)
    let level = try #require(
      density.level(outsideMass: KernelDensity.outsideMass(ofGaussianRadius: radius)))
    // Covariance (1 + n^(−1/3)), a standard deviation of 1.0078.
    let widening = (1 + Double.pow(Double(side * side), -1.0 / 3)).squareRoot()
    let latticeTolerance = 2e-3
    for diagonal in [false, true] {
      let got = Self.radius(of: density, level: level, diagonal: diagonal)
      expectAgreement(got, widening * radius, allowed: latticeTolerance, "radius, \(diagonal)")
    }
    let narrow = 1 / widening * radius
    #expect(!agrees(narrow, widening * radius, allowed: latticeTolerance))
  }

  /// Random pairs: a level's radius spreads by its mass's binomial error, √(p(1 − p)/n), over the
  /// slope ρ e^(−ρ²/2) of the mass, and by the density's own noise.
  @Test(arguments: radii) func contoursOfRandomPairs(radius: Double) throws {
    let n = 261_120
    let pairs = Self.pairs(n, correlation: 0, heavy: false)
    let density = try KernelDensity(of: pairs, x: -3...3, y: -3...3)
    let mass = KernelDensity.outsideMass(ofGaussianRadius: radius)
    let level = try #require(density.level(outsideMass: mass))
    let variance = 1 + Double.pow(Double(n), -1.0 / 3)
    // f is uncertain by √(f/(4π n |H|^½)); the level by that averaged over a contour of many
    // kernels. Four errors of a single node are a safe bound.
    let expected = mass / (2 * Double.pi * variance)
    let noise = (expected / (4 * Double.pi * Double(n) * (variance - 1))).squareRoot()
    expectAgreement(level, expected, allowed: 4 * noise, "level")
    #expect(!agrees((1 - mass) / (2 * Double.pi * variance), expected, allowed: 4 * noise))
  }

  /// A spike at 0 of a heavy-tailed signal, and mass beyond the axes, which counts as outside.
  @Test func massBeyondTheAxesCounts() throws {
    let pairs = Self.pairs(100_000, correlation: 0.3, heavy: true)
    let density = try KernelDensity(of: pairs, x: -3...3, y: -3...3)
    let inside = (0..<pairs.rows).count { abs(pairs[$0, 0]) < 3 && abs(pairs[$0, 1]) < 3 }
    let share = Double(inside) / Double(pairs.rows)
    #expect(share < 0.995)
    // The kernel moves a little mass across the axes, of which the outer side has less.
    expectAgreement(density.mass(above: 0), share, allowed: 2e-3, "mass on the grid")
    for radius in Self.radii {
      let mass = KernelDensity.outsideMass(ofGaussianRadius: radius)
      let level = try #require(density.level(outsideMass: mass))
      expectAgreement(density.mass(above: level), 1 - mass, allowed: 1e-9, "mass inside")
    }
  }

  @Test func grids() throws {
    #expect([2, 3, 7, 301, 481].map(DensityGrid.fastSize) == [2, 4, 8, 320, 486])
    let grid = try #require(DensityGrid(range: -3...3, nodes: 61, resolution: 0.04, reach: 0.5))
    #expect(grid.refinement == 3 && grid.padding == 15 && grid.count == 216)
    #expect(DensityGrid(range: -3...3, nodes: 61, resolution: 1e-4, reach: 0.5) == nil)
  }

  @Test func pairsWithoutADensityAreRefused() throws {
    let line = Matrix(rows: 3, columns: 2, values: [0, 0, 1, 2, 2, 4])
    #expect(throws: LinearAlgebraError.self) { try KernelDensity(of: line, x: -3...3, y: -3...3) }
    #expect(throws: StatisticsError.tooFew(samples: 1, needed: 2)) {
      try KernelDensity(of: Matrix(rows: 1, columns: 2), x: -3...3, y: -3...3)
    }
    let pairs = Self.pairs(1000, correlation: 0, heavy: false)
    #expect(throws: PairsError.self) { try KernelDensity(of: pairs, x: -3000...3000, y: -3...3) }
  }
}
