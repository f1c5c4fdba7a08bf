extension Mark {
  var outline: String {
    switch self {
    case .line(let points, let stroke):
      return "line \(Outline.points(points)) \(Outline.stroke(stroke))"
    case .steps(let steps):
      return "steps \(steps.heights.count) edges \(Outline.series(steps.edges)) heights "
        + "\(Outline.series(steps.heights)) from \(Outline.number(steps.baseline)) "
        + Outline.paint(fill: steps.fill, stroke: steps.stroke)
    case .band(let x, let lower, let upper, let fill):
      return "band \(x.count) x \(Outline.series(x)) lower \(Outline.series(lower)) upper "
        + "\(Outline.series(upper)) fill \(Outline.color(fill))"
    case .points(let points, let marker):
      return "markers \(Outline.points(points)) \(Outline.marker(marker))"
    case .circle(let center, let radius, let stroke):
      return "circle \(Outline.point(center)) radius \(Outline.number(radius)) "
        + Outline.stroke(stroke)
    case .arrow(let arrow): return "arrow \(Outline.arrow(arrow))"
    case .contours(let field, let levels, let stroke):
      return "contours \(field.x.count) × \(field.y.count) x \(Outline.series(field.x)) "
        + "y \(Outline.series(field.y)) values \(Outline.series(field.values)) "
        + "levels [\(levels.map(Outline.number).joined(separator: ", "))] \(Outline.stroke(stroke))"
    case .image(let raster, let x, let y, let sampling):
      let ranges = [x.lowerBound, x.upperBound, y.lowerBound, y.upperBound].map(Outline.number)
      return "image \(raster.width) × \(raster.height) \(sampling.rawValue) x \(ranges[0])…"
        + "\(ranges[1]) y \(ranges[2])…\(ranges[3]) crc \(CRC32.checksum(raster.pixels))"
    case .text(let label, let position, let offset):
      return "text \(Outline.label(label)) at \(Outline.point(position)) + \(Outline.point(offset))"
    case .note(let label, let position, let offset):
      return "note \(Outline.label(label)) at \(Outline.point(position)) + \(Outline.point(offset))"
    }
  }
}
