import CCairo

@testable import Drawing

/// A PNG file as Cairo decodes it, which shares no code with our writer but libpng.
struct DecodedPNG {
  let width: Int
  let height: Int
  /// Red, green, blue of each pixel, row by row.
  let bytes: [UInt8]

  private final class Source {
    let bytes: [UInt8]
    var offset = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }
  }

  init(_ file: [UInt8]) throws {
    let source = Source(file)
    let surface = withExtendedLifetime(source) {
      cairo_image_surface_create_from_png_stream(
        { closure, data, count in
          guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
          let source = Unmanaged<Source>.fromOpaque(closure).takeUnretainedValue()
          guard source.offset + Int(count) <= source.bytes.count else {
            return CAIRO_STATUS_READ_ERROR
          }
          for index in 0..<Int(count) { data[index] = source.bytes[source.offset + index] }
          source.offset += Int(count)
          return CAIRO_STATUS_SUCCESS
        }, Unmanaged.passUnretained(source).toOpaque())
    }
    defer { cairo_surface_destroy(surface) }
    try CairoStatus.check(cairo_surface_status(surface), during: "decoding")
    guard let surface, let data = cairo_image_surface_get_data(surface) else {
      throw DrawingError.cairo(status: "no pixels", during: "decoding")
    }
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * width * height)
    for row in 0..<height {
      for column in 0..<width {
        // Little-endian 0xXXRRGGBB.
        let pixel = row * stride + 4 * column
        bytes += [data[pixel + 2], data[pixel + 1], data[pixel]]
      }
    }
    self.bytes = bytes
  }
}
