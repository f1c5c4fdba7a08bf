import Photographs

/// Whether two pictures look the same: drawn of numbers that differ in their last digits, edges of
/// lines change a little, and nothing else.
enum PictureAgreement {
  /// A pixel differs if one of its colors does by more than this share of white: half a pixel's edge.
  private static let visible = 0.25
  /// So many pixels in a thousand may: the edges of a few curves.
  private static let shareLimit = 1e-3

  /// What is different, if the eye could see it.
  ///
  /// - Throws: `PhotographError` where `made` is no picture; a published file that is none differs.
  static func difference(published: [UInt8], made: [UInt8]) throws -> String? {
    let made = try PNGImage(decoding: made)
    guard let old = picture(published) else { return "it cannot be read" }
    guard old.width == made.width, old.height == made.height, old.channels == made.channels,
      old.bitDepth == made.bitDepth
    else {
      return "\(old.width) × \(old.height) pixels, made \(made.width) × \(made.height)"
    }
    let limit = Int(visible * Double(made.white))
    let pixels = made.width * made.height
    let differing = (0..<pixels).count { pixel in
      (0..<made.channels).contains { channel in
        let index = pixel * made.channels + channel
        return abs(Int(old.samples[index]) - Int(made.samples[index])) > limit
      }
    }
    return Double(differing) > shareLimit * Double(pixels)
      ? "\(differing) of \(pixels) pixels look different" : nil
  }

  /// Nil where a file is no picture.
  private static func picture(_ bytes: [UInt8]) -> PNGImage? {
    do {
      return try PNGImage(decoding: bytes)
    } catch {
      return nil
    }
  }
}
