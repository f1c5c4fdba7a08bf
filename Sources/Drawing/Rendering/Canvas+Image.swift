import CCairo

extension Canvas {
  /// Draws a gray image over ranges of both axes, its first row at the upper end.
  func draw(
    _ raster: Raster, x: ClosedRange<Double>, y: ClosedRange<Double>, sampling: Mark.Sampling,
    in panel: Panel
  ) throws {
    let upperLeft = panel.project(Point(x.lowerBound, y.upperBound))
    let lowerRight = panel.project(Point(x.upperBound, y.lowerBound))
    let (width, height) = (lowerRight.x - upperLeft.x, lowerRight.y - upperLeft.y)
    guard upperLeft.isFinite && lowerRight.isFinite && width > 0 && height > 0 else { return }
    let surface = try surface(of: raster)
    isolated {
      cairo_translate(context, upperLeft.x, upperLeft.y)
      cairo_scale(context, width / Double(raster.width), height / Double(raster.height))
      cairo_set_source_surface(context, surface, 0, 0)
      let pattern = cairo_get_source(context)
      cairo_pattern_set_filter(
        pattern, sampling == .nearest ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
      // On an image the border pixels would fade into transparency without this; in a PDF it would
      // enlarge and resample the picture.
      let type = cairo_surface_get_type(cairo_get_target(context))
      if type == CAIRO_SURFACE_TYPE_IMAGE { cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD) }
      rectangle(Rectangle(x: 0, y: 0, width: Double(raster.width), height: Double(raster.height)))
      cairo_fill(context)
    }
  }

  /// The image as Cairo wants it; one surface for equal images, so that a PDF holds them once.
  private func surface(of raster: Raster) throws(DrawingError) -> OpaquePointer {
    if let known = images.first(where: { $0.raster == raster }) { return known.surface }
    let activity = "making an image of \(raster.width) × \(raster.height) pixels"
    guard
      let surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32(clamping: raster.width), Int32(clamping: raster.height))
    else { throw .cairo(status: "no surface", during: activity) }
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
      cairo_surface_destroy(surface)
      throw .cairo(status: String(cString: cairo_status_to_string(status)), during: activity)
    }
    cairo_surface_flush(surface)
    let stride = Int(cairo_image_surface_get_stride(surface))
    for row in 0..<raster.height {
      let line = UnsafeMutableRawPointer(data + row * stride)
        .assumingMemoryBound(to: UInt32.self)
      for column in 0..<raster.width {
        line[column] = UInt32(raster.pixels[row * raster.width + column]) * 0x01_01_01
      }
    }
    cairo_surface_mark_dirty(surface)
    images.append((raster, surface))
    return surface
  }
}
