import CCairo

/// A drawing on a Cairo image.
struct PageImage {
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
