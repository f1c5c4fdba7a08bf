import NumericalMethods
import Pipeline

/// Samples of an N-dimensional variable: filter coefficients, pairs of them, responses of a circuit.
///
/// The file's array has shape (n, N), or (rows, columns, 1) for one number at each pixel. A response
/// that did not settle is marked: its numbers are not numbers.
public struct Samples: Artifact {
  public static let kind = "samples"
  public static let legend = [
    "samples.npy":
      "samples × dimensions, or rows × columns × 1; standard deviations of the signals or of the target"
  ]

  /// n × N: a sample in each row.
  public let values: Matrix
  /// The rows and columns of the image whose pixels the samples are, if they are.
  public let grid: Grid?

  /// The layout of samples that are the pixels of an image, row by row.
  public struct Grid: Equatable, Sendable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int

    /// A layout.
    public init(rows: Int, columns: Int) {
      self.rows = rows
      self.columns = columns
    }
  }

  /// Samples in rows.
  ///
  /// - Precondition: a grid has as many pixels as there are samples, of one number each.
  public init(values: Matrix, grid: Grid? = nil) {
    if let grid {
      precondition(
        grid.rows * grid.columns == values.rows && values.columns == 1,
        "\(values.rows) × \(values.columns) samples on \(grid.rows) × \(grid.columns) pixels")
    }
    self.values = values
    self.grid = grid
  }

  /// One number at each pixel of an image.
  public init(pixels: Matrix) {
    self.init(
      values: Matrix(rows: pixels.values.count, columns: 1, values: pixels.values),
      grid: Grid(rows: pixels.rows, columns: pixels.columns))
  }

  /// The samples as the pixels of an image, if they are.
  public var image: Matrix? {
    grid.map { Matrix(rows: $0.rows, columns: $0.columns, values: values.values) }
  }

  /// N.
  public var dimension: Int { values.columns }

  /// Refuses samples of another dimension than is expected.
  public func check(dimension expected: Int) throws(StageError) {
    guard dimension == expected else {
      throw .wrongDimension(found: dimension, expected: expected)
    }
  }

  /// The samples without those that did not settle: what statistics are made of.
  public var settled: Matrix {
    let rows = settledRows
    guard rows.count < values.rows else { return values }
    let n = dimension
    let kept = rows.flatMap { values.values[$0 * n..<($0 + 1) * n] }
    return Matrix(rows: rows.count, columns: n, values: kept)
  }

  /// The number of samples that did not settle.
  public var unsettled: Int { values.rows - settledRows.count }

  /// What a transform makes of the settled samples, on the same grid if none is left out.
  func mapSettled(_ transform: (Matrix) throws -> Matrix) rethrows -> Samples {
    let settled = settled
    return Samples(
      values: try transform(settled), grid: settled.rows == values.rows ? grid : nil)
  }

  private var settledRows: [Int] {
    let n = dimension
    return (0..<values.rows).filter { row in
      values.values[row * n..<(row + 1) * n].allSatisfy { !$0.isNaN }
    }
  }

  public func files() -> [ArtifactFile] {
    let shape = grid.map { [$0.rows, $0.columns, 1] } ?? [values.rows, values.columns]
    return [.array("samples.npy", NumPyArray(shape: shape, values: values.values))]
  }

  public init(files: [ArtifactFile]) throws {
    let array = try files.array("samples.npy")
    let shape = array.shape
    switch shape.count {
    case 2:
      self.init(values: Matrix(rows: shape[0], columns: shape[1], values: array.values))
    case 3 where shape[2] == 1:
      self.init(pixels: Matrix(rows: shape[0], columns: shape[1], values: array.values))
    default:
      throw FormatError.wrongShape(found: shape, expected: "(n, N) or (rows, columns, 1)")
    }
  }
}

// MARK: - Matrices in files

extension ArtifactFile {
  /// A matrix as a NumPy file of two axes.
  static func matrix(_ name: String, _ matrix: Matrix) -> ArtifactFile {
    .array(name, NumPyArray(shape: [matrix.rows, matrix.columns], values: matrix.values))
  }
}

extension [ArtifactFile] {
  /// The matrix in a NumPy file of two axes, which a fault calls as `axes` says.
  func matrix(_ name: String, axes: String = "(rows, columns)") throws(FormatError) -> Matrix {
    let array = try array(name)
    guard array.shape.count == 2 else {
      throw .wrongShape(found: array.shape, expected: axes)
    }
    return Matrix(rows: array.shape[0], columns: array.shape[1], values: array.values)
  }
}
