import Foundation
import NumericalMethods
import Testing

/// The transform against its defining sum, closed forms and invariants.
struct FourierTransformTests {
  /// Relative rounding error allowed: FFTW's grows as ε √log n; 1e-14 is 45 ε, about ten times
  /// what sizes up to 512² need, and the defining sums below lose as much themselves.
  static let rounding = 1e-14

  static let sizes = [(1, 1), (2, 2), (4, 6), (5, 8), (9, 7), (62, 62), (30, 44), (17, 12)]

  /// Deterministic values in (−1, 1) without structure.
  static func noise(rows: Int, columns: Int, seed: UInt64 = 1) -> Matrix {
    var state = seed
    return Matrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int64(bitPattern: state) >> 11) / Double(1 << 52)
      })
  }

  static func energy(_ matrix: Matrix) -> Double {
    matrix.values.reduce(0) { $0 + $1 * $1 }
  }

  /// The largest difference between a spectrum and the defining sum with the sign of its exponent.
  static func errorAgainstSum(_ matrix: Matrix, _ spectrum: Spectrum, sign: Double) -> Double {
    var worst = 0.0
    for k in 0..<matrix.rows {
      for l in 0..<spectrum.storedColumns {
        var (real, imaginary) = (0.0, 0.0)
        for n in 0..<matrix.rows {
          for m in 0..<matrix.columns {
            let phase =
              sign * 2 * Double.pi
              * (Double(k * n % matrix.rows) / Double(matrix.rows)
                + Double(l * m % matrix.columns) / Double(matrix.columns))
            real += matrix[n, m] * cos(phase)
            imaginary += matrix[n, m] * sin(phase)
          }
        }
        let index = k * spectrum.storedColumns + l
        worst = max(worst, abs(spectrum.realParts[index] - real))
        worst = max(worst, abs(spectrum.imaginaryParts[index] - imaginary))
      }
    }
    return worst
  }

  @Test(arguments: sizes)
  func forwardIsTheDefiningSum(rows: Int, columns: Int) {
    let matrix = Self.noise(rows: rows, columns: columns)
    let transform = FourierTransform(rows: rows, columns: columns, normalization: .inverse)
    let spectrum = transform.forward(matrix)
    // The sum of n terms below 1 rounds each of them.
    let allowed = Self.rounding * Double(rows * columns)
    let error = Self.errorAgainstSum(matrix, spectrum, sign: -1)
    #expect(error <= allowed, "\(rows) × \(columns): error \(error), allowed \(allowed)")
    guard rows > 2 || columns > 2 else { return }  // Smaller spectra are real.
    let nearMiss = Self.errorAgainstSum(matrix, spectrum, sign: 1)
    #expect(nearMiss > 0.1, "the other sign of the exponent must differ, got \(nearMiss)")
  }

  @Test(arguments: sizes, [FourierTransform.Normalization.unitary, .inverse])
  func inverseUndoesForward(size: (Int, Int), normalization: FourierTransform.Normalization) {
    let matrix = Self.noise(rows: size.0, columns: size.1)
    let transform = FourierTransform(
      rows: size.0, columns: size.1, normalization: normalization)
    let back = transform.inverse(transform.forward(matrix))
    let error = zip(matrix.values, back.values).map { abs($0 - $1) }.max() ?? .infinity
    #expect(error <= Self.rounding, "\(size): error \(error), allowed \(Self.rounding)")
  }

  @Test(arguments: [(300, 300), (400, 400), (62, 62), (512, 512), (30, 45)])
  func unitaryTransformKeepsTheEnergy(rows: Int, columns: Int) {
    let matrix = Self.noise(rows: rows, columns: columns)
    let transform = FourierTransform(rows: rows, columns: columns, normalization: .unitary)
    let spectrum = transform.forward(matrix)
    var sum = 0.0
    for index in spectrum.realParts.indices {
      let column = index % spectrum.storedColumns
      // Columns that mirror onto themselves are stored once and counted once.
      let count: Double = column == 0 || 2 * column == columns ? 1 : 2
      let (re, im) = (spectrum.realParts[index], spectrum.imaginaryParts[index])
      sum += count * (re * re + im * im)
    }
    let expected = Self.energy(matrix)
    let error = abs(sum / expected - 1)
    // Adding up to 262,144 squares one after another rounds more than the transform.
    let allowed = 1e-12
    #expect(error <= allowed, "got \(sum), expected \(expected), error \(error)")
    let plain = FourierTransform(rows: rows, columns: columns, normalization: .inverse)
    #expect(plain.forward(matrix).realParts[0] != spectrum.realParts[0])
  }

  @Test func planeWaveHasOneCoefficient() {
    let (rows, columns, k, l) = (12, 10, 5, 3)
    var wave = Matrix(rows: rows, columns: columns)
    for n in 0..<rows {
      for m in 0..<columns {
        let phase = Double(k * n) / Double(rows) + Double(l * m) / Double(columns)
        wave[n, m] = cos(2 * Double.pi * phase)
      }
    }
    let spectrum = FourierTransform(rows: rows, columns: columns, normalization: .unitary)
      .forward(wave)
    var expected = Spectrum(rows: rows, columns: columns)
    expected.realParts[k * spectrum.storedColumns + l] = Double(rows * columns).squareRoot() / 2
    let pairs =
      zip(spectrum.realParts, expected.realParts).map { ($0, $1) }
      + zip(spectrum.imaginaryParts, expected.imaginaryParts).map { ($0, $1) }
    for (got, wanted) in pairs {
      let allowed = Self.rounding * Double(rows * columns)
      #expect(abs(got - wanted) <= allowed, "got \(got), expected \(wanted), allowed \(allowed)")
    }
  }

  @Test func rowFrequenciesFollowNumPy() {
    let even = Spectrum(rows: 6, columns: 2)
    #expect((0..<6).map(even.rowFrequency) == [0, 1, 2, -3, -2, -1])
    let odd = Spectrum(rows: 5, columns: 2)
    #expect((0..<5).map(odd.rowFrequency) == [0, 1, 2, -2, -1])
  }

  /// The planner is entered from many tasks at once, with sizes that share parts of their plans.
  @Test func concurrentUseGivesTheSameBits() async {
    let sizes = [(64, 64), (300, 300), (62, 60), (128, 64)]
    let alone = sizes.map { Self.spectrum(rows: $0.0, columns: $0.1) }
    let together = await withTaskGroup(of: (Int, Spectrum).self) { group in
      for round in 0..<32 {
        let which = round % sizes.count
        group.addTask {
          (which, Self.spectrum(rows: sizes[which].0, columns: sizes[which].1))
        }
      }
      return await group.reduce(into: [(Int, Spectrum)]()) { $0.append($1) }
    }
    #expect(together.count == 32)
    for (which, spectrum) in together {
      #expect(spectrum == alone[which], "size \(sizes[which]) depends on its neighbors")
    }
    #expect(alone[0] != Self.spectrum(rows: 64, columns: 64, seed: 2))
  }

  static func spectrum(rows: Int, columns: Int, seed: UInt64 = 1) -> Spectrum {
    FourierTransform(rows: rows, columns: columns, normalization: .unitary)
      .forward(noise(rows: rows, columns: columns, seed: seed))
  }

  @Test func libraryIsFFTW3() {
    #expect(FourierTransform.libraryVersion.hasPrefix("fftw-3."))
  }
}
