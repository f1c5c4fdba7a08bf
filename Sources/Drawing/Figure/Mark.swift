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
}

// MARK: - Histograms

/// A histogram's outline: a height over each interval between successive edges.
public struct Steps: Sendable, Equatable {
  /// The edges, ascending: one more than heights.
  public let edges: [Double]
  /// The heights.
  public let heights: [Double]
  /// Where the outline starts and ends, and down to where it is filled.
  public var baseline: Double
  /// The color under the outline, if any.
  public var fill: Color?
  /// The outline, if any.
  public var stroke: Stroke?

  /// A histogram with the given edges and heights.
  ///
  /// - Precondition: there is one more edge than heights.
  public init(
    edges: [Double], heights: [Double], baseline: Double = 0, fill: Color? = nil,
    stroke: Stroke? = Stroke()
  ) {
    precondition(
      edges.count == heights.count + 1,
      "\(heights.count) heights need \(heights.count + 1) edges, not \(edges.count)")
    self.edges = edges
    self.heights = heights
    self.baseline = baseline
    self.fill = fill
    self.stroke = stroke
  }

  /// The corners of the outline, from baseline to baseline.
  var corners: [Point] {
    guard let first = edges.first, let last = edges.last else { return [] }
    var corners = [Point(first, baseline)]
    for (index, height) in heights.enumerated() {
      corners.append(Point(edges[index], height))
      corners.append(Point(edges[index + 1], height))
    }
    corners.append(Point(last, baseline))
    return corners
  }
}

// MARK: - Images

/// A gray image: rows from top to bottom, 0 black, 255 white.
public struct Raster: Sendable, Equatable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The pixels, row by row.
  public let pixels: [UInt8]

  /// An image of the given pixels, row by row from the top.
  ///
  /// - Precondition: both sides are positive, and there are `width * height` pixels.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height,
      "a raster of \(width) × \(height) cannot hold \(pixels.count) pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// An image of gray values, where `black` and `white` are the values at the ends of the scale;
  /// values beyond are cut off, and what is not a number becomes black.
  public init(
    width: Int, height: Int, values: [Double], black: Double = 0, white: Double = 255
  ) {
    let scale = 255 / (white - black)
    let pixels = values.map { value -> UInt8 in
      let level = ((value - black) * scale).rounded()
      return level > 0 ? UInt8(min(level, 255)) : 0
    }
    self.init(width: width, height: height, pixels: pixels)
  }
}
