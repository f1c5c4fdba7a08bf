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
  func luminance(of crop: Crop, turned turn: Turn?) -> Matrix {
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
