import CCairo
import CPNGShim

/// Makes files of drawings.
///
/// The bytes depend only on the drawing, the provenance, the font files and the versions of Cairo,
/// FreeType, libpng and zlib: not on clock, time zone, locale, path or thread. Calls from several
/// threads are safe; drawing itself happens one at a time, encoding of PNG in parallel.
public enum Renderer {
  /// Print resolution.
  public static let printResolution = 300.0

  /// A drawing as a PNG file: 8-bit RGB, with its resolution and a text chunk for each key.
  ///
  /// - Parameters:
  ///   - drawing: What is to be seen.
  ///   - dotsPerInch: The resolution; a page of width w points has w / 72 · dotsPerInch pixels.
  ///   - provenance: Keywords (1 to 79 printable ASCII characters) with their texts, in order.
  ///   - fonts: The font's files; by default those of ``FontFiles/locate(in:)``.
  /// - Throws: ``DrawingError``.
  public static func png(
    _ drawing: Drawing, dotsPerInch: Double = printResolution,
    provenance: [(key: String, text: String)] = [], fonts: FontFiles? = nil
  ) throws -> [UInt8] {
    try ProvenanceKey.check(provenance)
    let pixels = try pixels(drawing, dotsPerInch: dotsPerInch, fonts: fonts)
    return try PNGEncoder.encode(pixels, dotsPerInch: dotsPerInch, texts: provenance)
  }

  /// A drawing as a PDF file: vectors, with title and provenance in its metadata and no date.
  ///
  /// - Parameters:
  ///   - drawing: What is to be seen.
  ///   - provenance: Lines `key: text` of the metadata field "keywords", in order.
  ///   - fonts: The font's files; by default those of ``FontFiles/locate(in:)``.
  /// - Throws: ``DrawingError``.
  public static func pdf(
    _ drawing: Drawing, provenance: [(key: String, text: String)] = [], fonts: FontFiles? = nil
  ) throws -> [UInt8] {
    try ProvenanceKey.check(provenance)
    try checkPage(drawing, dotsPerInch: 72)
    let files = try fonts ?? FontFiles.locate()
    return try FontSet.withFonts(files) { fonts in
      try PDFFile.write(drawing, provenance: provenance, fonts: fonts)
    }
  }

  /// What else than the drawing decides on the bytes: versions of the libraries and paths of the
  /// fonts.
  public static func environment(fonts: FontFiles? = nil) throws -> [String: String] {
    let files = try fonts ?? FontFiles.locate()
    return [
      "cairo": String(cString: cairo_version_string()),
      "freetype": try FontSet.withFonts(files) { $0.freeTypeVersion },
      "libpng": String(cString: png_write_library_version()),
      "font.regular": files.regular, "font.bold": files.bold, "font.oblique": files.oblique,
    ]
  }

  /// The pixels of a drawing.
  static func pixels(
    _ drawing: Drawing, dotsPerInch: Double = printResolution, fonts: FontFiles? = nil
  ) throws -> Pixels {
    try checkPage(drawing, dotsPerInch: dotsPerInch)
    let files = try fonts ?? FontFiles.locate()
    return try FontSet.withFonts(files) { fonts in
      try PageImage(drawing, dotsPerInch: dotsPerInch, fonts: fonts).pixels
    }
  }

  /// Where the ink of each piece of text lies on the page, in points.
  static func textBoxes(_ drawing: Drawing, fonts: FontFiles? = nil) throws
    -> [(text: String, box: Rectangle)]
  {
    try checkPage(drawing, dotsPerInch: 72)
    let files = try fonts ?? FontFiles.locate()
    return try FontSet.withFonts(files) { fonts in
      try PageImage(drawing, dotsPerInch: 72, fonts: fonts).textBoxes
    }
  }

  private static func checkPage(_ drawing: Drawing, dotsPerInch: Double) throws(DrawingError) {
    let sides = [drawing.width, drawing.height].map { $0 * dotsPerInch / 72 }
    // 32767 is the largest side of a Cairo image.
    guard sides.allSatisfy({ $0 >= 1 && $0 <= 32767 }) && dotsPerInch > 0 else {
      throw .unusablePage(width: drawing.width, height: drawing.height, dotsPerInch: dotsPerInch)
    }
  }
}
