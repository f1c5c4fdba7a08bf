/// What a panel shows, in the units of its axes. Lines, areas and images are cut off at the frame;
/// a marker is drawn whole if its center lies inside; text may reach beyond.
///
/// A line breaks at a point that is not a number; on a logarithmic axis, values ≤ 0 lie infinitely
/// far below.
public enum Mark: Sendable, Equatable {
  /// A polyline.
  case line([Point], Stroke)
  /// A histogram.
  case steps(Steps)
  /// The area between two curves over the same abscissae.
  case band(x: [Double], lower: [Double], upper: [Double], fill: Color)
  /// Markers.
  case points([Point], Marker)
  /// A circle whose radius is in the units of the axes.
  case circle(center: Point, radius: Double, Stroke)
  /// An arrow.
  case arrow(Arrow)
  /// Level lines of a function on a grid.
  case contours(ScalarField, levels: [Double], Stroke)
  /// A gray image that fills the given ranges of both axes, its first row on top.
  case image(Raster, x: ClosedRange<Double>, y: ClosedRange<Double>, Sampling)
  /// Text at a position in the units of the axes, shifted by `offset` points (to the right, down).
  case text(Label, at: Point, offset: Point)
  /// Text at a fraction of the frame, (0, 0) lower left, (1, 1) upper right, shifted by points.
  case note(Label, at: Point, offset: Point)

  /// How an image is enlarged or reduced.
  public enum Sampling: String, Sendable, Equatable {
    /// Every pixel a rectangle.
    case nearest
    /// Averaged and interpolated.
    case smooth
  }

  /// A diagonal or other straight line between two points.
  public static func line(from: Point, to: Point, _ stroke: Stroke) -> Mark {
    .line([from, to], stroke)
  }

  /// An image that fills a panel made with ``Panel/init(image:frame:sampling:title:letter:style:)``.
  public static func image(_ raster: Raster, sampling: Sampling = .smooth) -> Mark {
    .image(raster, x: 0...Double(raster.width), y: 0...Double(raster.height), sampling)
  }
}
