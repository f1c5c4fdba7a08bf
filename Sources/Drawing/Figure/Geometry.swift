/// A position: in points on the page (x to the right, y **down**) or in the units of a panel's axes.
public struct Point: Sendable, Equatable {
  /// The horizontal coordinate.
  public var x: Double
  /// The vertical coordinate.
  public var y: Double

  /// A point with the given coordinates.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// Whether both coordinates are finite.
  var isFinite: Bool { x.isFinite && y.isFinite }
}

extension [Point] {
  /// Pairs abscissae with ordinates.
  ///
  /// - Precondition: both have as many values.
  public init(x: [Double], y: [Double]) {
    precondition(x.count == y.count, "\(x.count) abscissae cannot pair with \(y.count) ordinates")
    self = zip(x, y).map { Point($0, $1) }
  }
}

// MARK: - Rectangles

/// A rectangle on the page, in points; its origin is the upper left corner.
public struct Rectangle: Sendable, Equatable {
  /// The left edge.
  public var x: Double
  /// The upper edge.
  public var y: Double
  /// The extent to the right.
  public var width: Double
  /// The extent downwards.
  public var height: Double

  /// A rectangle with the given upper left corner and size.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The left edge.
  public var minX: Double { x }
  /// The right edge.
  public var maxX: Double { x + width }
  /// The upper edge.
  public var minY: Double { y }
  /// The lower edge.
  public var maxY: Double { y + height }
  /// The center.
  public var center: Point { Point(x + width / 2, y + height / 2) }

  /// The rectangle without margins of the given widths; negative margins enlarge.
  public func inset(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0)
    -> Rectangle
  {
    Rectangle(x: x + left, y: y + top, width: width - left - right, height: height - top - bottom)
  }

  /// The largest square with the same center.
  public var centeredSquare: Rectangle {
    let side = min(width, height)
    return Rectangle(
      x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side)
  }

  /// Whether another rectangle lies inside, edges included.
  public func contains(_ other: Rectangle) -> Bool {
    minX <= other.minX && other.maxX <= maxX && minY <= other.minY && other.maxY <= maxY
  }

  /// Whether a point lies inside, where each edge gives way by `slack` points.
  func contains(_ point: Point, slack: Double) -> Bool {
    point.x >= minX - slack && point.x <= maxX + slack && point.y >= minY - slack
      && point.y <= maxY + slack
  }
}

// MARK: - Frames of panels

/// Splits an area of the page into the frames of panels.
///
/// A column or row takes a fixed number of points or a share of what fixed tracks and gaps leave.
/// Gaps must have room for the tick labels and axis labels that lie in them.
public struct Grid: Sendable, Equatable {
  /// The extent of a column or row.
  public enum Track: Sendable, Equatable {
    /// A fixed number of points.
    case points(Double)
    /// A share of the remaining space.
    case share(Double)
  }

  /// The left edges and widths of the columns.
  public let columns: [(start: Double, extent: Double)]
  /// The upper edges and heights of the rows.
  public let rows: [(start: Double, extent: Double)]

  /// Splits an area into columns and rows with a gap (in points) after each but the last.
  ///
  /// - Precondition: there is one gap fewer than tracks, and the sum fits.
  public init(
    in area: Rectangle, columns: [Track], rows: [Track], columnGaps: [Double], rowGaps: [Double]
  ) {
    self.columns = Grid.split(area.width, from: area.x, tracks: columns, gaps: columnGaps)
    self.rows = Grid.split(area.height, from: area.y, tracks: rows, gaps: rowGaps)
  }

  /// Splits an area into equal columns and rows with equal gaps in points.
  public init(
    in area: Rectangle, columns: Int, rows: Int, columnGap: Double, rowGap: Double
  ) {
    self.init(
      in: area, columns: Array(repeating: .share(1), count: columns),
      rows: Array(repeating: .share(1), count: rows),
      columnGaps: Array(repeating: columnGap, count: max(0, columns - 1)),
      rowGaps: Array(repeating: rowGap, count: max(0, rows - 1)))
  }

  /// The frame in a row and a column, both counted from 0.
  public subscript(row: Int, column: Int) -> Rectangle {
    Rectangle(
      x: columns[column].start, y: rows[row].start, width: columns[column].extent,
      height: rows[row].extent)
  }

  private static func split(_ total: Double, from origin: Double, tracks: [Track], gaps: [Double])
    -> [(start: Double, extent: Double)]
  {
    precondition(
      gaps.count == max(0, tracks.count - 1),
      "\(tracks.count) tracks have \(max(0, tracks.count - 1)) gaps between them, not \(gaps.count)"
    )
    var fixed = gaps.reduce(0, +)
    var shares = 0.0
    for track in tracks {
      switch track {
      case .points(let points): fixed += points
      case .share(let share): shares += share
      }
    }
    precondition(fixed <= total, "\(fixed) pt of fixed tracks and gaps do not fit in \(total) pt")
    var start = origin
    return tracks.enumerated().map { index, track in
      let extent: Double
      switch track {
      case .points(let points): extent = points
      case .share(let share): extent = (total - fixed) * share / shares
      }
      defer { start += extent + (index < gaps.count ? gaps[index] : 0) }
      return (start, extent)
    }
  }

  /// Whether two grids have the same frames.
  public static func == (left: Grid, right: Grid) -> Bool {
    left.columns.elementsEqual(right.columns, by: ==) && left.rows.elementsEqual(right.rows, by: ==)
  }
}
