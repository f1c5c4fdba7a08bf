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
