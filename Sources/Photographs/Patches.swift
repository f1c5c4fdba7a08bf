import NumericalMethods

/// Square patches of an image at random places.
///
/// | symbol | here     | shape          | unit             |
/// |--------|----------|----------------|------------------|
/// | x      | `values` | count × size²  | that of the image |
///
/// A patch is a row, its pixels row by row. Every place at which a patch fits is equally likely;
/// places are drawn with replacement, row before column, one word each. Source: science B (figure 6).
public struct Patches: Equatable, Sendable {
  /// A patch in each row.
  public let values: Matrix

  /// Draws patches.
  ///
  /// - Precondition: size and count are positive, and a patch fits into the image.
  public init(of image: Matrix, size: Int, count: Int, from stream: inout RandomStream) {
    precondition(
      size > 0 && count > 0 && size <= min(image.rows, image.columns),
      "\(count) patches of \(size) × \(size) in an image of \(image.rows) × \(image.columns)")
    var values = Matrix(rows: count, columns: size * size)
    for patch in 0..<count {
      let top = Int(stream.integer(below: UInt64(image.rows - size + 1)))
      let left = Int(stream.integer(below: UInt64(image.columns - size + 1)))
      for pixel in 0..<size * size {
        values[patch, pixel] = image[top + pixel / size, left + pixel % size]
      }
    }
    self.values = values
  }
}
