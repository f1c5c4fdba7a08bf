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
