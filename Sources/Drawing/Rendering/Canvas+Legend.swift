extension Canvas {
  /// Draws a legend in a corner of a frame.
  func draw(_ legend: Legend, in frame: Rectangle) throws {
    let size = legend.size
    let lineHeight = 1.28 * size
    let indent =
      legend.entries.contains { $0.hasSample } ? legend.sampleLength + 0.5 * size : 0
    var textWidth = 0.0
    for entry in legend.entries {
      textWidth = max(textWidth, try width(of: entry.text, size: size))
    }
    let width = indent + textWidth
    let height =
      lineHeight * Double(max(0, legend.entries.count - 1)) + FontProportions.capitalHeight * size
    let isLeft = legend.corner == .topLeft || legend.corner == .bottomLeft
    let isTop = legend.corner == .topLeft || legend.corner == .topRight
    let left = isLeft ? frame.minX + legend.inset : frame.maxX - legend.inset - width
    let top = isTop ? frame.minY + legend.inset : frame.maxY - legend.inset - height
    if let background = legend.background {
      let margin = 0.25 * size
      rectangle(
        Rectangle(x: left, y: top, width: width, height: height)
          .inset(left: -margin, top: -margin, right: -margin, bottom: -margin))
      paint(fill: background, stroke: nil)
    }
    for (index, entry) in legend.entries.enumerated() {
      let middle =
        top + Double(index) * lineHeight + FontProportions.capitalHeight * size / 2
      drawSample(of: entry, from: Point(left, middle), length: legend.sampleLength)
      try draw(
        Label(entry.text, size: size, vertical: .middle), at: Point(left + indent, middle))
    }
  }

  private func drawSample(of entry: Legend.Entry, from start: Point, length: Double) {
    if let stroke = entry.stroke {
      trace([start, Point(start.x + length, start.y)])
      paint(stroke)
    }
    if let marker = entry.marker { draw(marker, at: Point(start.x + length / 2, start.y)) }
  }
}
