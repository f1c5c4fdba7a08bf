import Foundation
import NumericalMethods
import Photographs
import Testing

/// The pyramid against closed forms, its definition written out, and the energy identity.
struct SteerablePyramidTests {
  /// Rounding of two transforms and a mask, relative to the largest input: some tens of ε.
  static let rounding = 1e-14
  /// Adding up to a million squares one after another rounds more than the transforms do.
  static let energyRounding = 1e-12

  /// A mask by the letter of science A3, at one frequency in units of Nyquist.
  static func mask(
    order: Int, scale: Int, orientation: Int, fx: Double, fy: Double
  ) -> Double {
    let radius = hypot(fx, fy)
    guard radius > 0 else { return 0 }
    let e = { (s: Int) in min(max(log2(radius) + Double(s) + 1, 0), 1) }
    let low = (0...scale).map { cos(Double.pi / 2 * e($0)) }.reduce(1, *)
    let high = sin(Double.pi / 2 * e(scale + 1))
    let n = Double(order)
    let factorials = exp2(2 * n) * pow(tgamma(n + 1), 2) / tgamma(2 * n + 1)
    let cosine = cos(atan2(fy, fx) - Double.pi * Double(orientation) / (n + 1))
    return low * high * (factorials / (n + 1)).squareRoot() * pow(cosine, n)
  }

  static func noise(rows: Int, columns: Int) -> Matrix {
    var state: UInt64 = 7
    return Matrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
      })
  }

  static func energy(_ matrix: Matrix) -> Double { matrix.values.reduce(0) { $0 + $1 * $1 } }

  static func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.values, b.values).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(arguments: [(62, 62), (300, 300), (400, 400), (16, 16), (30, 44), (64, 18), (33, 21)])
  func energyIsKept(rows: Int, columns: Int) {
    let image = Self.noise(rows: rows, columns: columns)
    let expected = Self.energy(image)
    let shapes = rows * columns > 10_000 ? [(2, 3)] : [(2, 3), (0, 1), (1, 2), (3, 4), (4, 6)]
    for (order, scales) in shapes {
      let pyramid = SteerablePyramid(order: order, scales: scales)
      let decomposition = pyramid.decomposition(of: image)
      let bands = (0..<scales).flatMap { scale in
        (0...order).map { Self.energy(decomposition.band(scale: scale, orientation: $0)) }
      }
      let residuals = [decomposition.highPassResidual, decomposition.lowPassResidual]
      let got = (bands + residuals.map(Self.energy)).reduce(0, +)
      let error = abs(got / expected - 1)
      #expect(
        error <= Self.energyRounding,
        "order \(order), \(scales) scales: got \(got), expected \(expected), error \(error)")
      // Teeth: no part is dispensable. (Coarse scales of small images are rightly empty.)
      for part in bands.prefix(order + 1) + residuals.map(Self.energy) {
        #expect(part > 1e3 * Self.energyRounding * expected)
      }
    }
  }

  /// cos φ leaves a band as gain · cos(φ − order π/2).
  @Test(arguments: [(5, 3), (0, 4), (7, -2), (1, 0), (3, -9), (0, 15)], 0...3)
  func planeWaveIsScaledAndTurned(wave: (x: Int, y: Int), order: Int) {
    let (rows, columns) = (48, 40)
    // Whole turns are taken off as integers: 2π times a large number would round.
    let phase = { (row: Int, column: Int) in
      2 * Double.pi * (Double(wave.x * column % 40) / 40 + Double(wave.y * row % 48) / 48)
    }
    var image = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { image[row, column] = cos(phase(row, column)) }
    }
    let decomposition = SteerablePyramid(order: order, scales: 3).decomposition(of: image)
    for scale in 0..<3 {
      for orientation in 0...order {
        let gain = Self.mask(
          order: order, scale: scale, orientation: orientation,
          fx: Double(wave.x) / 20, fy: Double(wave.y) / 24)
        var expected = image
        for row in 0..<rows {
          for column in 0..<columns {
            expected[row, column] = gain * cos(phase(row, column) - Double(order) * .pi / 2)
          }
        }
        let got = decomposition.band(scale: scale, orientation: orientation)
        let error = Self.largestDifference(got, expected)
        #expect(
          error <= Self.rounding,
          "band (\(scale), \(orientation)): error \(error), allowed \(Self.rounding)")
        guard abs(gain) > 0.01 else { continue }
        for index in expected.values.indices { expected.values[index] *= -1 }
        #expect(Self.largestDifference(got, expected) > 0.01, "the sign must matter")
      }
    }
  }

  /// The whole plane of frequencies, summed by hand: the half spectrum leaves nothing out.
  @Test(arguments: [(16, 16), (10, 14), (9, 16)], 0...2)
  func impulseResponseIsTheSumOverAllFrequencies(size: (Int, Int), order: Int) {
    let (rows, columns) = size
    var impulse = Matrix(rows: rows, columns: columns)
    impulse[0, 0] = 1
    let got = SteerablePyramid(order: order, scales: 2)
      .decomposition(of: impulse).band(scale: 1, orientation: order / 2)
    var expected = Matrix(rows: rows, columns: columns)
    for k in 0..<rows {
      for l in 0..<columns {
        // Signed frequencies in units of Nyquist.
        let fy = 2 * Double(2 * k < rows ? k : k - rows) / Double(rows)
        let fx = 2 * Double(2 * l < columns ? l : l - columns) / Double(columns)
        let gain = Self.mask(order: order, scale: 1, orientation: order / 2, fx: fx, fy: fy)
        for row in 0..<rows {
          for column in 0..<columns {
            let phase = Double.pi * (fy * Double(row) + fx * Double(column))
            expected[row, column] +=
              gain * cos(phase - Double(order) * .pi / 2) / Double(rows * columns)
          }
        }
      }
    }
    let error = Self.largestDifference(got, expected)
    #expect(error <= Self.rounding, "error \(error), allowed \(Self.rounding)")
    let other = SteerablePyramid(order: order, scales: 2)
      .decomposition(of: impulse).band(scale: 0, orientation: order / 2)
    #expect(Self.largestDifference(other, expected) > 0.01, "another scale must differ")
  }

  @Test func meanGoesToTheLowPassResidualAlone() {
    let image = Matrix(rows: 20, columns: 24, repeating: 0.7)
    let decomposition = SteerablePyramid().decomposition(of: image)
    #expect(Self.largestDifference(decomposition.lowPassResidual, image) <= Self.rounding)
    let zero = Matrix(rows: 20, columns: 24)
    let band = decomposition.band(scale: 2, orientation: 1)
    #expect(Self.largestDifference(band, zero) <= Self.rounding)
    #expect(Self.largestDifference(decomposition.highPassResidual, zero) <= Self.rounding)
  }

  /// The highest frequency has no sign and belongs to no direction.
  @Test(arguments: [(0, 1), (1, 0), (1, 1)])
  func nyquistGoesToTheHighPassResidualAlone(alongRow: Int, downColumn: Int) {
    var image = Matrix(rows: 20, columns: 24)
    for row in 0..<20 {
      for column in 0..<24 {
        image[row, column] = (row * downColumn + column * alongRow) % 2 == 0 ? 1 : -1
      }
    }
    let decomposition = SteerablePyramid().decomposition(of: image)
    #expect(Self.largestDifference(decomposition.highPassResidual, image) <= Self.rounding)
    let zero = Matrix(rows: 20, columns: 24)
    for orientation in 0..<3 {
      let band = decomposition.band(scale: 0, orientation: orientation)
      #expect(Self.largestDifference(band, zero) <= Self.rounding)
    }
  }

  /// Order 1 has the directions 0 and π/2: turning the image about its diagonal swaps them.
  @Test func transposedImageSwapsTheDirections() {
    func transposed(_ matrix: Matrix) -> Matrix {
      var result = Matrix(rows: matrix.columns, columns: matrix.rows)
      for row in 0..<result.rows {
        for column in 0..<result.columns { result[row, column] = matrix[column, row] }
      }
      return result
    }
    let image = Self.noise(rows: 32, columns: 32)
    let pyramid = SteerablePyramid(order: 1, scales: 2)
    let down = pyramid.decomposition(of: image).band(scale: 0, orientation: 1)
    let along = pyramid.decomposition(of: transposed(image)).band(scale: 0, orientation: 0)
    #expect(Self.largestDifference(transposed(along), down) <= Self.rounding)
    #expect(Self.largestDifference(along, down) > 0.01)
  }

  @Test func oneBandEqualsTheSharedDecomposition() {
    let image = Self.noise(rows: 62, columns: 40)
    let pyramid = SteerablePyramid()
    let shared = pyramid.decomposition(of: image)
    let again = pyramid.decomposition(of: image)
    for orientation in 0..<3 {
      let band = shared.band(scale: 1, orientation: orientation)
      let fresh = pyramid.decomposition(of: image)
      #expect(band == fresh.band(scale: 1, orientation: orientation))
      #expect(band == again.band(scale: 1, orientation: orientation))
    }
  }
}
