import CFFTW
import Synchronization

/// FFTW's planner keeps state of its own and is not safe to enter twice; executing a plan is.
private let planner = Mutex<Void>(())

/// The two-dimensional discrete Fourier transform of real matrices of one size.
///
///     forward:  F[k, l] = c Σ_{n, m} x[n, m] exp(−2πi (k n / N + l m / M))
///     inverse:  x[n, m] = d Σ_{k, l} F[k, l] exp(+2πi (k n / N + l m / M))
///
/// | symbol | here                 | shape                           |
/// |--------|----------------------|---------------------------------|
/// | x      | `Matrix`             | N × M, any size, also odd       |
/// | F      | `Spectrum`           | N × (M/2 + 1) stored            |
/// | c, d   | `Normalization`      | scalars with c d = 1/(N M)      |
///
/// Source: FFTW 3, planned by its estimate, so that the plan (and with it every rounding) depends
/// on the size and on the processor, but not on timings. All buffers are equally aligned, because
/// alignment enters a plan too. Accuracy: relative root-mean-square error of a few units in
/// the last place times √log(N M). Cost: O(N M log(N M)); 512 × 512 takes about a millisecond, and
/// about as much to plan. Throws nothing.
///
/// A value may be used from several tasks at once.
public final class FourierTransform: @unchecked Sendable {
  // Unchecked because of the two plans, which are made in `init`, destroyed in `deinit` and only
  // executed in between; FFTW documents `fftw_execute_dft_r2c` and `…_c2r` as safe for that.

  /// How the factor 1/(N M) is shared between the two directions.
  public enum Normalization: Sendable {
    /// c = d = 1/√(N M): both directions keep the sum of squares.
    case unitary
    /// c = 1, d = 1/(N M): the convention of NumPy and for convolutions.
    case inverse
  }

  /// N, the number of rows.
  public let rows: Int
  /// M, the number of columns.
  public let columns: Int
  /// How the factor 1/(N M) is shared between the two directions.
  public let normalization: Normalization

  private let forwardPlan: OpaquePointer
  private let inversePlan: OpaquePointer

  /// Plans the transforms of N × M matrices.
  ///
  /// - Precondition: both numbers are positive and fit FFTW's 32-bit sizes.
  public init(rows: Int, columns: Int, normalization: Normalization) {
    precondition(
      rows > 0 && columns > 0 && rows <= Int32.max && columns <= Int32.max,
      "no Fourier transform of a \(rows) × \(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.normalization = normalization
    let (n, m) = (Int32(rows), Int32(columns))
    let plans = withAlignedBuffers(rows: rows, columns: columns) { real, complex in
      let (x, f) = (real.baseAddress, complex.baseAddress)
      return planner.withLock { _ in
        // The inverse destroys its input, which is always a copy made here.
        let flags = UInt32(FFTW_ESTIMATE) | UInt32(FFTW_DESTROY_INPUT)
        return [
          fftw_plan_dft_r2c_2d(n, m, x, f, flags),
          fftw_plan_dft_c2r_2d(n, m, f, x, flags),
        ].compactMap { plan in plan.map { Plan(pointer: $0) } }
      }
    }
    // FFTW plans every size; it returns nothing only for flags that forbid planning.
    precondition(plans.count == 2, "FFTW made no plan for a \(rows) × \(columns) matrix")
    forwardPlan = plans[0].pointer
    inversePlan = plans[1].pointer
  }

  deinit {
    let plans = [Plan(pointer: forwardPlan), Plan(pointer: inversePlan)]
    planner.withLock { _ in
      for plan in plans { fftw_destroy_plan(plan.pointer) }
    }
  }

  /// The spectrum of a matrix.
  ///
  /// - Precondition: the matrix has this transform's size.
  public func forward(_ matrix: Matrix) -> Spectrum {
    preconditionSize(matrix.rows, matrix.columns)
    var spectrum = Spectrum(rows: rows, columns: columns)
    let factor = normalization == .unitary ? unitaryFactor : 1
    withAlignedBuffers(rows: rows, columns: columns) { real, complex in
      _ = real.initialize(from: matrix.values)
      withExtendedLifetime(self) {
        fftw_execute_dft_r2c(forwardPlan, real.baseAddress, complex.baseAddress)
      }
      spectrum.realParts = complex.map { factor * $0.0 }
      spectrum.imaginaryParts = complex.map { factor * $0.1 }
    }
    return spectrum
  }

  /// The real matrix with a spectrum.
  ///
  /// Where a coefficient is its own mirror image (frequencies 0 and, for even sizes, one half) the
  /// imaginary part is ignored: the result is the real part of the full inverse transform.
  ///
  /// - Precondition: the spectrum has this transform's size.
  public func inverse(_ spectrum: Spectrum) -> Matrix {
    preconditionSize(spectrum.rows, spectrum.columns)
    let factor =
      normalization == .unitary ? unitaryFactor : 1 / (Double(rows) * Double(columns))
    return withAlignedBuffers(rows: rows, columns: columns) { real, complex in
      for index in complex.indices {
        complex[index] = (spectrum.realParts[index], spectrum.imaginaryParts[index])
      }
      withExtendedLifetime(self) {
        fftw_execute_dft_c2r(inversePlan, complex.baseAddress, real.baseAddress)
      }
      return Matrix(rows: rows, columns: columns, values: real.map { factor * $0 })
    }
  }

  /// The version text of the FFTW that runs, like "fftw-3.3.10-sse2-avx".
  public static var libraryVersion: String { String(cString: fftw_version_text()) }

  private var unitaryFactor: Double { 1 / (Double(rows) * Double(columns)).squareRoot() }

  private func preconditionSize(_ otherRows: Int, _ otherColumns: Int) {
    precondition(
      otherRows == rows && otherColumns == columns,
      "a \(rows) × \(columns) transform cannot take \(otherRows) × \(otherColumns)")
  }
}

/// A plan on its way out of the planner's lock; plans are safe to send (see `FourierTransform`).
private struct Plan: @unchecked Sendable {
  let pointer: OpaquePointer
}

/// Runs a body with memory for a real matrix and for its spectrum, at addresses that every
/// processor's vector instructions accept.
///
/// Scoped, because an object that owned the memory could be freed while FFTW still writes there.
private func withAlignedBuffers<Result>(
  rows: Int, columns: Int,
  _ body: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<fftw_complex>) -> Result
) -> Result {
  let (reals, complexes) = (rows * columns, rows * (columns / 2 + 1))
  return withUnsafeTemporaryAllocation(
    byteCount: reals * MemoryLayout<Double>.stride, alignment: 64
  ) { real in
    withUnsafeTemporaryAllocation(
      byteCount: complexes * MemoryLayout<fftw_complex>.stride, alignment: 64
    ) { complex in
      body(real.bindMemory(to: Double.self), complex.bindMemory(to: fftw_complex.self))
    }
  }
}

// MARK: - Spectrum

/// The Fourier coefficients of a real matrix, one half of them.
///
/// The other half follows from F[−k, −l] = conj F[k, l], so that of M columns only the first
/// M/2 + 1 (rounded down) are stored: frequencies 0 … M/2 along a row and all N along a column.
///
/// | symbol | here                     | shape           |
/// |--------|--------------------------|-----------------|
/// | Re F   | `realParts`              | N × (M/2 + 1)   |
/// | Im F   | `imaginaryParts`         | N × (M/2 + 1)   |
/// | k      | `rowFrequency(_:)`       | −N/2 … (N−1)/2  |
/// | l      | the column               | 0 … M/2         |
public struct Spectrum: Equatable, Sendable {
  /// N, the number of rows of the matrix and of the spectrum.
  public let rows: Int
  /// M, the number of columns of the matrix (not of the spectrum).
  public let columns: Int
  /// The real parts, row by row, `storedColumns` to a row.
  public var realParts: [Double]
  /// The imaginary parts, row by row, `storedColumns` to a row.
  public var imaginaryParts: [Double]

  /// The number of columns that are stored.
  public var storedColumns: Int { columns / 2 + 1 }

  /// The spectrum of a matrix that is zero everywhere.
  public init(rows: Int, columns: Int) {
    precondition(rows > 0 && columns > 0, "a \(rows) × \(columns) matrix has no spectrum")
    self.rows = rows
    self.columns = columns
    let count = rows * (columns / 2 + 1)
    realParts = Array(repeating: 0, count: count)
    imaginaryParts = Array(repeating: 0, count: count)
  }

  /// The signed number of cycles over a column's length that a row of the spectrum stands for.
  ///
  /// Half of an even N counts as negative, as in NumPy's `fftfreq`.
  public func rowFrequency(_ row: Int) -> Int {
    row < (rows + 1) / 2 ? row : row - rows
  }
}
