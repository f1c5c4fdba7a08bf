/// Cuts lines and polygons at a rectangle before Cairo sees them: its coordinates are 24-bit fixed
/// point and would wrap around far outside the page, and what lies outside would swell a PDF.
struct Clipping {
  /// The rectangle that is kept.
  let box: Rectangle

  /// The parts of a polyline inside the box. The line breaks at points that are not numbers.
  func lines(_ points: [Point]) -> [[Point]] {
    var parts: [[Point]] = []
    var current: [Point] = []
    func finish() {
      if current.count > 1 { parts.append(current) }
      current = []
    }
    var previous: Point?
    for point in points {
      guard let next = bounded(point) else {
        finish()
        previous = nil
        continue
      }
      defer { previous = next }
      guard let start = previous else { continue }
      guard let (a, b) = segment(start, next) else {
        finish()
        continue
      }
      if current.last != a {
        finish()
        current = [a]
      }
      current.append(b)
    }
    finish()
    return parts
  }

  /// The part of a polygon inside the box (Sutherland–Hodgman); points that are not numbers are left
  /// out.
  func polygon(_ points: [Point]) -> [Point] {
    var kept = points.compactMap(bounded)
    kept = cut(kept, at: box.minX, along: \.x, keepsGreater: true)
    kept = cut(kept, at: box.maxX, along: \.x, keepsGreater: false)
    kept = cut(kept, at: box.minY, along: \.y, keepsGreater: true)
    return cut(kept, at: box.maxY, along: \.y, keepsGreater: false)
  }

  /// A point with infinite coordinates (a zero on a logarithmic axis) drawn in to a far, finite place.
  private func bounded(_ point: Point) -> Point? {
    if point.isFinite { return point }
    if point.x.isNaN || point.y.isNaN { return nil }
    let far = 1e6
    return Point(
      point.x.isFinite ? point.x : (point.x < 0 ? -far : far),
      point.y.isFinite ? point.y : (point.y < 0 ? -far : far))
  }

  /// The part of a segment inside the box (Liang–Barsky).
  private func segment(_ a: Point, _ b: Point) -> (Point, Point)? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (enter, leave) = (0.0, 1.0)
    let constraints = [
      (-dx, a.x - box.minX), (dx, box.maxX - a.x), (-dy, a.y - box.minY), (dy, box.maxY - a.y),
    ]
    for (direction, distance) in constraints {
      if direction == 0 {
        if distance < 0 { return nil }
      } else if direction < 0 {
        enter = max(enter, distance / direction)
      } else {
        leave = min(leave, distance / direction)
      }
    }
    guard enter <= leave else { return nil }
    let start = enter > 0 ? Point(a.x + enter * dx, a.y + enter * dy) : a
    let end = leave < 1 ? Point(a.x + leave * dx, a.y + leave * dy) : b
    return (start, end)
  }

  private func cut(
    _ points: [Point], at limit: Double, along axis: KeyPath<Point, Double>, keepsGreater: Bool
  ) -> [Point] {
    func isInside(_ point: Point) -> Bool {
      keepsGreater ? point[keyPath: axis] >= limit : point[keyPath: axis] <= limit
    }
    var kept: [Point] = []
    guard var previous = points.last else { return [] }
    for point in points {
      if isInside(point) != isInside(previous) {
        let (from, to) = (previous[keyPath: axis], point[keyPath: axis])
        let t = (limit - from) / (to - from)
        kept.append(
          Point(previous.x + t * (point.x - previous.x), previous.y + t * (point.y - previous.y)))
      }
      if isInside(point) { kept.append(point) }
      previous = point
    }
    return kept
  }
}
