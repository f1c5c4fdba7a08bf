import NumericalMethods

/// The centered square of a photograph, as the luminance that the filters see.
///
///     y = (0.299 R + 0.587 G + 0.114 B) / (2^bits − 1)      or      y = v / (2^bits − 1)
///
/// | symbol  | here        | shape       | unit                         |
/// |---------|-------------|-------------|------------------------------|
/// | y       | `luminance` | size × size | white = 1, black = 0         |
/// | R, G, B | –           | –           | the file's samples, 8 or 16 bits |
/// | v       | –           | –           | a gray file's sample         |
///
/// Source: Rec. 601 luma, without rounding and on samples as stored; science A3 (the authors'
/// gray copies are the floor of this luma in 8 bits). Gray files give v / (2^bits − 1) correctly
/// rounded.
public struct Photograph: Equatable, Sendable {
  /// The luminance of the crop.
  public let luminance: Matrix
  /// Where the crop lies in the photograph, turned.
  public let crop: Crop
  /// Pixels in a row of the whole photograph, turned.
  public let width: Int
  /// Rows of the whole photograph, turned.
  public let height: Int
  /// Whether the file has transparency, which is ignored.
  public let alphaIgnored: Bool

  /// Decodes the contents of a PNG file, turns it and cuts out its center.
  ///
  /// Throws: what `PNGImage` and `Crop` throw, and `PhotographError.constant` if all pixels of
  /// the crop are equal.
  public init(
    decoding bytes: [UInt8], turn: Turn? = nil, cropSize: Int = 512
  ) throws(PhotographError) {
    try self.init(PNGImage(decoding: bytes), turn: turn, cropSize: cropSize)
  }

  /// Turns an image and cuts out its center.
  ///
  /// Throws: what `Crop` throws, and `PhotographError.constant` if all pixels of the crop are equal.
  public init(
    _ image: PNGImage, turn: Turn? = nil, cropSize: Int = 512
  ) throws(PhotographError) {
    (width, height) =
      turn?.size(ofTurned: image.width, by: image.height) ?? (image.width, image.height)
    let crop = try Crop(centeredIn: width, by: height, atMost: cropSize)
    let luminance = image.luminance(of: crop, turned: turn)
    if let first = luminance.values.first, luminance.values.allSatisfy({ $0 == first }) {
      throw .constant(gray: first)
    }
    self.luminance = luminance
    self.crop = crop
    alphaIgnored = image.alphaIgnored
  }
}

extension PNGImage {
  /// The luminance of a part of the turned image, in [0, 1]. Only that part is turned: a copy of the
  /// largest image would take 300 MB.
  fileprivate func luminance(of crop: Crop, turned turn: Turn?) -> Matrix {
    var result = Matrix(rows: crop.size, columns: crop.size)
    let white = Double(self.white)
    for row in 0..<crop.size {
      for column in 0..<crop.size {
        let place = (row: row + crop.top, column: column + crop.left)
        let stored =
          turn?.origin(ofRow: place.row, column: place.column, in: width, by: height) ?? place
        result[row, column] = luma(at: (stored.row * width + stored.column) * channels) / white
      }
    }
    return result
  }

  /// The luma of the pixel whose first sample has an index, in steps.
  private func luma(at start: Int) -> Double {
    guard channels == 3 else { return Double(samples[start]) }
    let (red, green, blue) = (samples[start], samples[start + 1], samples[start + 2])
    return 0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
  }
}

// MARK: - Crop

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

// MARK: - Turn

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
  ///   - row: A row of the turned picture.
  ///   - column: A column of the turned picture.
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

// MARK: - What cannot be used

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
