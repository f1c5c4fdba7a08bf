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

  /// Drawings as the pages of a PDF file: vectors, with the first one's title and the provenance in
  /// its metadata and no date.
  ///
  /// - Parameters:
  ///   - drawings: What is to be seen, a page each; at least one.
  ///   - provenance: Lines `key: text` of the metadata field "keywords", in order.
  ///   - fonts: The font's files; by default those of ``FontFiles/locate(in:)``.
  /// - Throws: ``DrawingError``.
  public static func pdf(
    _ drawings: [Drawing], provenance: [(key: String, text: String)] = [], fonts: FontFiles? = nil
  ) throws -> [UInt8] {
    try ProvenanceKey.check(provenance)
    for drawing in drawings { try checkPage(drawing, dotsPerInch: 72) }
    return try FontSet.withFonts(fonts) { fonts in
      try PDFFile.write(drawings, provenance: provenance, fonts: fonts)
    }
  }

  /// Refuses text that the font has no letter for, before anything is drawn.
  ///
  /// - Throws: ``DrawingError/missingGlyph(character:code:file:)``.
  public static func check(_ text: Text, fonts: FontFiles? = nil) throws {
    try FontSet.withFonts(fonts) { fonts in
      for run in text.runs { try fonts.check(run.string, face: run.face) }
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
    return try FontSet.withFonts(fonts) { fonts in
      try PageImage(drawing, dotsPerInch: dotsPerInch, fonts: fonts).pixels
    }
  }

  /// Where the ink of each piece of text lies on the page, in points.
  static func textBoxes(_ drawing: Drawing, fonts: FontFiles? = nil) throws
    -> [(text: String, box: Rectangle)]
  {
    try checkPage(drawing, dotsPerInch: 72)
    return try FontSet.withFonts(fonts) { fonts in
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

// MARK: - A page of pixels

/// A drawing on a Cairo image.
private struct PageImage {
  /// The pixels.
  let pixels: Pixels
  /// Where the ink of each piece of text lies, in points.
  let textBoxes: [(text: String, box: Rectangle)]

  init(_ drawing: Drawing, dotsPerInch: Double, fonts: FontSet) throws {
    let width = Int((drawing.width * dotsPerInch / 72).rounded())
    let height = Int((drawing.height * dotsPerInch / 72).rounded())
    let activity = "making a page of \(width) × \(height) pixels"
    guard
      let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    else { throw DrawingError.cairo(status: "no surface", during: activity) }
    defer { cairo_surface_destroy(surface) }
    try CairoStatus.check(cairo_surface_status(surface), during: activity)
    let canvas = try Canvas(on: surface, pixelsPerPoint: dotsPerInch / 72, fonts: fonts)
    try canvas.draw(drawing)
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else {
      throw DrawingError.cairo(status: "no pixels", during: activity)
    }
    pixels = PageImage.packed(
      data, stride: Int(cairo_image_surface_get_stride(surface)), width: width, height: height)
    textBoxes = canvas.textBoxes
  }

  /// Cairo's pixels are 32-bit integers 0xXXRRGGBB in the processor's order.
  private static func packed(
    _ data: UnsafeMutablePointer<UInt8>, stride: Int, width: Int, height: Int
  ) -> Pixels {
    let bytes = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { buffer, count in
      var next = 0
      for row in 0..<height {
        let line = UnsafeRawPointer(data + row * stride).assumingMemoryBound(to: UInt32.self)
        for column in 0..<width {
          let pixel = line[column]
          buffer[next] = UInt8(truncatingIfNeeded: pixel >> 16)
          buffer[next + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
          buffer[next + 2] = UInt8(truncatingIfNeeded: pixel)
          next += 3
        }
      }
      count = next
    }
    return Pixels(width: width, height: height, bytes: bytes)
  }
}

// MARK: - A file of vectors

/// Drawings as the pages of a PDF file.
private enum PDFFile {
  /// Collects what Cairo writes.
  private final class Sink {
    var bytes: [UInt8] = []
  }

  static func write(
    _ drawings: [Drawing], provenance: [(key: String, text: String)], fonts: FontSet
  ) throws -> [UInt8] {
    guard let first = drawings.first else { preconditionFailure("a PDF file needs a page") }
    let sink = Sink()
    // Cairo calls back until the surface is finished, which happens below, while `sink` lives.
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    let surface = cairo_pdf_surface_create_for_stream(
      { closure, data, count in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
      }, closure, first.width, first.height)
    guard let surface else {
      throw DrawingError.cairo(status: "no surface", during: "starting a PDF file")
    }
    defer {
      withExtendedLifetime(sink) {
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
      }
    }
    try CairoStatus.check(cairo_surface_status(surface), during: "starting a PDF file")
    setMetadata(surface, title: first.title, provenance: provenance)
    for drawing in drawings {
      cairo_pdf_surface_set_size(surface, drawing.width, drawing.height)
      let canvas = try Canvas(on: surface, pixelsPerPoint: 1, fonts: fonts)
      try canvas.draw(drawing)
      cairo_show_page(canvas.context)
      try canvas.check(during: "finishing a page")
    }
    cairo_surface_finish(surface)
    try CairoStatus.check(cairo_surface_status(surface), during: "writing a PDF file")
    return sink.bytes
  }

  private static func setMetadata(
    _ surface: OpaquePointer, title: String, provenance: [(key: String, text: String)]
  ) {
    let lines = provenance.map { "\($0.key): \($0.text)" }.joined(separator: "\n")
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, lines)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Interneurons")
    // Without a value Cairo takes the clock; an empty one leaves the date out.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, "")
  }
}
