/// A square part of a photograph.
public struct Crop: Equatable, Sendable {
  /// The rows above the square.
  public let top: Int
  /// The columns left of the square.
  public let left: Int
  /// The square's side in pixels, even.
  public let size: Int

  /// The smallest side that is of use.
  ///
  /// The lowest frequency of a square of n pixels is 2/n of Nyquist, and the third scale of a
  /// steerable pyramid passes 1/8 in full and less above: below 16 pixels it has nothing of its own.
  public static let minimumSize = 16

  /// The largest centered square with even side, at most `size`; where the margins cannot be
  /// equal, the upper and the left one are a pixel smaller.
  ///
  /// Throws: `PhotographError.tooSmall` if that square's side is below `minimumSize`.
  ///
  /// - Precondition: `size` is at least `minimumSize`.
  public init(
    centeredIn width: Int, by height: Int, atMost size: Int = 512
  ) throws(PhotographError) {
    precondition(size >= Self.minimumSize, "a crop of \(size) pixels is below the minimum")
    let side = min(width, height, size) / 2 * 2
    guard side >= Self.minimumSize else {
      throw .tooSmall(width: width, height: height, minimum: Self.minimumSize)
    }
    top = (height - side) / 2
    left = (width - side) / 2
    self.size = side
  }
}
