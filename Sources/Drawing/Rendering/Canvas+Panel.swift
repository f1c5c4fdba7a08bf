import CCairo

extension Canvas {
  /// Draws a panel: grid, marks, frame with ticks, then everything that is text.
  func draw(_ panel: Panel) throws {
    try panel.x.check()
    try panel.y.check()
    let frame = panel.frame
    guard frame.width > 0 && frame.height > 0 && frame.width.isFinite && frame.height.isFinite,
      frame.x.isFinite && frame.y.isFinite
    else { throw DrawingError.unusableFrame(frame) }
    let (x, y) = (panel.x.resolvedTicks, panel.y.resolvedTicks)
    drawGrid(of: panel, x: x, y: y)
    for mark in panel.marks { try drawShape(of: mark, in: panel) }
    if panel.border != .none {
      rectangle(frame)
      paint(Stroke(panel.style.axisColor, width: panel.style.axisWidth))
      drawTicks(of: panel, x: x, y: y)
    }
    try drawHorizontalLabels(of: panel, ticks: x)
    try drawVerticalLabels(of: panel, ticks: y)
    try drawHeading(of: panel)
    for mark in panel.marks { try drawText(of: mark, in: panel) }
    if let legend = panel.legend { try draw(legend, in: panel.frame) }
  }

  private func drawGrid(of panel: Panel, x: Ticks, y: Ticks) {
    guard let grid = panel.grid else { return }
    let frame = panel.frame
    for value in x.major {
      let position = panel.project(Point(value, panel.y.lower)).x
      trace([Point(position, frame.minY), Point(position, frame.maxY)])
    }
    for value in y.major {
      let position = panel.project(Point(panel.x.lower, value)).y
      trace([Point(frame.minX, position), Point(frame.maxX, position)])
    }
    paint(grid)
  }

  private func drawTicks(of panel: Panel, x: Ticks, y: Ticks) {
    let frame = panel.frame
    let style = panel.style
    // From the outer edge of the frame's line, which is half a width outside.
    let edge = style.axisWidth / 2
    func addTicks(_ horizontal: [Double], _ vertical: [Double], length: Double) {
      for value in horizontal {
        let position = panel.project(Point(value, panel.y.lower)).x
        trace([Point(position, frame.maxY), Point(position, frame.maxY + edge + length)])
      }
      for value in vertical {
        let position = panel.project(Point(panel.x.lower, value)).y
        trace([Point(frame.minX, position), Point(frame.minX - edge - length, position)])
      }
    }
    addTicks(x.major, y.major, length: style.tickLength)
    paint(Stroke(style.axisColor, width: style.axisWidth))
    addTicks(x.minor, y.minor, length: style.minorTickLength)
    paint(Stroke(style.axisColor, width: 0.7 * style.axisWidth))
  }

  private func drawHorizontalLabels(of panel: Panel, ticks: Ticks) throws {
    let style = panel.style
    var below = panel.frame.maxY + (ticks.major.isEmpty ? 0 : style.tickLength)
    if panel.x.showsTickLabels && !ticks.labels.isEmpty {
      // Raised exponents stand above the capitals: their line moves down so that they keep clear.
      let hasExponents = ticks.labels.contains { $0.runs.contains { $0.position == .superscript } }
      below += style.tickLabelDistance + (hasExponents ? 0.16 * style.tickLabelSize : 0)
      for (value, text) in zip(ticks.major, ticks.labels) {
        let x = panel.project(Point(value, panel.y.lower)).x
        try draw(
          Label(
            text, size: style.tickLabelSize, color: style.axisColor, horizontal: .center,
            vertical: .top), at: Point(x, below))
      }
      below += FontProportions.capitalHeight * style.tickLabelSize
    }
    guard let text = panel.x.label else { return }
    let top = panel.x.labelOffset.map { panel.frame.maxY + $0 } ?? below + style.labelDistance
    try draw(
      Label(
        text, size: style.labelSize, color: style.axisColor, horizontal: .center, vertical: .top),
      at: Point(panel.frame.center.x, top))
  }

  private func drawVerticalLabels(of panel: Panel, ticks: Ticks) throws {
    let style = panel.style
    var left = panel.frame.minX - (ticks.major.isEmpty ? 0 : style.tickLength)
    if panel.y.showsTickLabels && !ticks.labels.isEmpty {
      left -= style.tickLabelDistance
      var widest = 0.0
      for (value, text) in zip(ticks.major, ticks.labels) {
        let y = panel.project(Point(panel.x.lower, value)).y
        widest = max(widest, try width(of: text, size: style.tickLabelSize))
        try draw(
          Label(
            text, size: style.tickLabelSize, color: style.axisColor, horizontal: .right,
            vertical: .middle), at: Point(left, y))
      }
      left -= widest
    }
    guard let text = panel.y.label else { return }
    let right = panel.y.labelOffset.map { panel.frame.minX - $0 } ?? left - style.labelDistance
    // Rotated, the descenders point to the frame.
    try draw(
      Label(
        text, size: style.labelSize, color: style.axisColor, horizontal: .center,
        vertical: .bottom, rotation: 90), at: Point(right, panel.frame.center.y))
  }

  private func drawHeading(of panel: Panel) throws {
    let style = panel.style
    if let title = panel.title {
      try draw(
        Label(title, size: style.titleSize, horizontal: .center),
        at: Point(panel.frame.center.x, panel.frame.minY - style.titleDistance))
    }
    if let letter = panel.letter {
      try draw(
        Label(.bold(letter), size: style.letterSize),
        at: Point(panel.frame.minX + style.letterOffset.x, panel.frame.minY + style.letterOffset.y))
    }
  }
}

// MARK: - The legend

extension Canvas {
  /// Draws a legend in a corner of a frame.
  private func draw(_ legend: Legend, in frame: Rectangle) throws {
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
