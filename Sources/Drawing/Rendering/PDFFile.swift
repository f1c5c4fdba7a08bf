import CCairo

/// A drawing as a PDF file.
enum PDFFile {
  /// Collects what Cairo writes.
  private final class Sink {
    var bytes: [UInt8] = []
  }

  static func write(
    _ drawing: Drawing, provenance: [(key: String, text: String)], fonts: FontSet
  ) throws -> [UInt8] {
    let sink = Sink()
    // Cairo calls back until the surface is finished, which happens below, while `sink` lives.
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    let surface = cairo_pdf_surface_create_for_stream(
      { closure, data, count in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let sink = Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue()
        sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
      }, closure, drawing.width, drawing.height)
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
    setMetadata(surface, drawing: drawing, provenance: provenance)
    let canvas = try Canvas(on: surface, pixelsPerPoint: 1, fonts: fonts)
    try canvas.draw(drawing)
    cairo_show_page(canvas.context)
    try canvas.check(during: "finishing a page")
    cairo_surface_finish(surface)
    try CairoStatus.check(cairo_surface_status(surface), during: "writing a PDF file")
    return sink.bytes
  }

  private static func setMetadata(
    _ surface: OpaquePointer, drawing: Drawing, provenance: [(key: String, text: String)]
  ) {
    let lines = provenance.map { "\($0.key): \($0.text)" }.joined(separator: "\n")
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, drawing.title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, lines)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Interneurons")
    // Without a value Cairo takes the clock; an empty one leaves the date out.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, "")
  }
}
