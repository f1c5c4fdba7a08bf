/// How a picture that was stored on its side, or on its head, is turned before it is used.
public enum Turn: String, CaseIterable, Codable, Sendable {
  /// By a quarter: what was on the left comes to the top.
  case clockwise
  /// By a quarter: what was on the right comes to the top.
  case counterclockwise
  /// By a half.
  case upsideDown = "upside-down"

  /// Width and height of the turned picture.
  public func size(ofTurned width: Int, by height: Int) -> (width: Int, height: Int) {
    self == .upsideDown ? (width, height) : (height, width)
  }

  /// Where the stored picture has the pixel that the turned one has in a row and column.
  ///
  /// - Parameters:
  ///   - width: Pixels in a row of the stored picture.
  ///   - height: Rows of the stored picture.
  public func origin(
    ofRow row: Int, column: Int, in width: Int, by height: Int
  ) -> (row: Int, column: Int) {
    switch self {
    case .clockwise: (height - 1 - column, row)
    case .counterclockwise: (column, width - 1 - row)
    case .upsideDown: (height - 1 - row, width - 1 - column)
    }
  }
}
