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
