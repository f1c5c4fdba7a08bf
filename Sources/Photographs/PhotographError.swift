/// Why bytes are not a photograph that the science can use.
///
/// Knows no file names: whoever read the file adds its name.
public enum PhotographError: Error, Equatable, Sendable {
  /// The bytes do not start with the eight bytes of every PNG file.
  case notAPNG
  /// The file is cut or altered; the reason is the PNG library's.
  case damaged(reason: String)
  /// The header promises more than `sideLimit` pixels on a side or `pixelLimit` in all.
  case tooLarge(width: Int, height: Int, sideLimit: Int, pixelLimit: Int)
  /// The shorter side is below what a steerable pyramid of three scales can see.
  case tooSmall(width: Int, height: Int, minimum: Int)
  /// Every pixel of the crop has this luminance in [0, 1]: there is nothing to filter.
  case constant(gray: Double)

  /// One sentence without a file name and without a full stop.
  public var message: String {
    switch self {
    case .notAPNG:
      "not a PNG file"
    case .damaged(let reason):
      "damaged PNG file: \(reason)"
    case .tooLarge(let width, let height, let sideLimit, let pixelLimit):
      "\(width) × \(height) pixels are too many: at most \(sideLimit) on a side "
        + "and \(pixelLimit) in all"
    case .tooSmall(let width, let height, let minimum):
      "\(width) × \(height) pixels are too few: at least \(minimum) × \(minimum) are needed"
    case .constant(let gray):
      "every pixel of the crop has the same gray, \(gray)"
    }
  }
}
