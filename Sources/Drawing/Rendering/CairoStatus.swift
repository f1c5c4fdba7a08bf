import CCairo

/// Turns Cairo's statuses into errors.
enum CairoStatus {
  /// Throws unless the status is success.
  static func check(_ status: cairo_status_t, during activity: String) throws(DrawingError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw .cairo(status: String(cString: cairo_status_to_string(status)), during: activity)
  }
}
