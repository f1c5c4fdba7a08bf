/// What lies on a page, in points from its upper left corner, y down.
public enum Element: Sendable, Equatable {
  /// A panel with axes.
  case panel(Panel)
  /// Text.
  case text(Label, at: Point)
  /// A polyline.
  case line([Point], Stroke)
  /// An arrow.
  case arrow(Arrow)
  /// An ellipse with horizontal and vertical axes.
  case ellipse(
    center: Point, horizontalRadius: Double, verticalRadius: Double, fill: Color?, stroke: Stroke?)
  /// A rectangle, with round corners if `cornerRadius` is not 0.
  case rectangle(Rectangle, cornerRadius: Double, fill: Color?, stroke: Stroke?)

  /// A circle.
  public static func circle(
    center: Point, radius: Double, fill: Color? = nil, stroke: Stroke? = Stroke()
  ) -> Element {
    .ellipse(
      center: center, horizontalRadius: radius, verticalRadius: radius, fill: fill, stroke: stroke)
  }
}
