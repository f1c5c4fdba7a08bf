import NumericalMethods
import Pipeline

extension Matrix {
  /// A matrix from a NumPy file of two axes.
  init(parsing bytes: [UInt8]) throws {
    let array = try NumPyArray(parsing: bytes)
    guard array.shape.count == 2 else {
      throw FormatError.wrongShape(found: array.shape, expected: "(rows, columns)")
    }
    self.init(rows: array.shape[0], columns: array.shape[1], values: array.values)
  }
}
