/// The pixels of a drawn page: three bytes each (red, green, blue), row by row from the top.
struct Pixels: Sendable, Equatable {
  let width: Int
  let height: Int
  let bytes: [UInt8]

  /// The three components of a pixel.
  subscript(column: Int, row: Int) -> [UInt8] {
    let start = 3 * (row * width + column)
    return Array(bytes[start..<(start + 3)])
  }
}
