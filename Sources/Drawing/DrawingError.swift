/// What can go wrong when a figure is drawn, written or read back.
public enum DrawingError: Error, Sendable, Equatable {
  /// A file of the font is in none of the folders; the Debian package that has it.
  case missingFont(file: String, package: String, searched: [String])
  /// FreeType refused a file of the font.
  case unreadableFont(file: String, freeTypeError: Int)
  /// The font has no glyph for a character of a text.
  case missingGlyph(character: String, code: UInt32, file: String)
  /// An axis is empty, not finite, or logarithmic with an end ≤ 0.
  case unusableAxis(label: String, lower: Double, upper: Double, scale: Axis.Scale)
  /// A frame has no area or is not finite.
  case unusableFrame(Rectangle)
  /// A page has no area, is not finite, or has more pixels than an image may have.
  case unusablePage(width: Double, height: Double, dotsPerInch: Double)
  /// Cairo reported an error.
  case cairo(status: String, during: String)
  /// libpng reported an error.
  case png(reason: String)
  /// A key of the provenance cannot be a PNG keyword (1 to 79 printable ASCII characters, no outer
  /// or double spaces), or its text contains a zero.
  case unusableProvenance(key: String)
  /// Bytes that should be a PNG file are not, or are damaged at an offset.
  case damagedPNG(reason: String, offset: Int)
}
