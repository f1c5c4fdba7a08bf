/// A gray image: rows from top to bottom, 0 black, 255 white.
public struct Raster: Sendable, Equatable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The pixels, row by row.
  public let pixels: [UInt8]

  /// An image of the given pixels, row by row from the top.
  ///
  /// - Precondition: both sides are positive, and there are `width * height` pixels.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height,
      "a raster of \(width) × \(height) cannot hold \(pixels.count) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// An image of gray values, where `black` and `white` are the values at the ends of the scale;
  /// values beyond are cut off, and what is not a number becomes black.
  public init(
    width: Int, height: Int, values: [Double], black: Double = 0, white: Double = 255
  ) {
    let scale = 255 / (white - black)
    let pixels = values.map { value -> UInt8 in
      let level = ((value - black) * scale).rounded()
      return level > 0 ? UInt8(min(level, 255)) : 0
    }
    self.init(width: width, height: height, pixels: pixels)
  }
}
