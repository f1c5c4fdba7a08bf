import Foundation

@testable import Drawing

/// Synthetic figures with everything that the papers' figures need.
enum SampleDrawings {
  static let all: [(name: String, drawing: Drawing)] = [
    ("responses", responses), ("contours", contours), ("curves", curves), ("schematic", schematic),
  ]

  /// Three rows like figure 2 of the shaping paper: image, histogram, two curves, histogram.
  static let responses: Drawing = {
    var drawing = Drawing(title: "Responses", height: 330)
    let grid = Grid(
      in: drawing.page.inset(left: 6, top: 22, right: 8, bottom: 28),
      columns: [.points(84), .share(1), .share(1), .share(1), .share(1)],
      rows: [.share(1), .share(1), .share(1)], columnGaps: [34, 32, 32, 34], rowGaps: [15, 15])
    for row in 0..<3 {
      let isLast = row == 2
      drawing.add(
        Panel(
          image: photograph(row), frame: grid[row, 0], letter: row == 0 ? "A" : nil,
          style: letterStyle(-2)))
      drawing.add(
        density(grid[row, 1], variable: "s", shape: 0.65, letter: row == 0 ? "B" : nil, isLast))
      drawing.add(
        curve(
          grid[row, 2], x: .math("z"), y: .math("g f(θ, z)"), letter: row == 0 ? "C" : nil, isLast))
      drawing.add(
        curve(
          grid[row, 3], x: .math("s"), y: .math("r = T(s)"), letter: row == 0 ? "D" : nil, isLast))
      drawing.add(
        density(grid[row, 4], variable: "r", shape: 2, letter: row == 0 ? "E" : nil, isLast))
    }
    return drawing
  }()

  private static func letterStyle(_ x: Double) -> PanelStyle {
    var style = PanelStyle.journal
    style.letterOffset = Point(x, -6)
    return style
  }

  /// A smooth pattern with fine detail.
  private static func photograph(_ seed: Int) -> Raster {
    let side = 256
    let values = (0..<(side * side)).map { index -> Double in
      let (x, y) = (Double(index % side) / 40, Double(index / side) / 40)
      let waves = sin(x * x + Double(seed)) * cos(y + Double(seed) * x / 3)
      return 128 + 90 * waves + (index / side % 16 == 0 ? 30 : 0)
    }
    return Raster(width: side, height: side, values: values)
  }

  private static func density(
    _ frame: Rectangle, variable: String, shape: Double, letter: String?, _ isLast: Bool
  ) -> Panel {
    let width = 0.05
    let edges = (0...240).map { -6 + width * Double($0) }
    func fit(_ x: Double) -> Double { 1.2 * exp(-pow(abs(x) / 0.6, shape)) }
    let heights = edges.dropLast().enumerated().map { index, edge -> Double in
      let noise = 1 + 0.35 * sin(Double(index * index) * 0.7)
      let height = fit(edge + width / 2) * noise
      return height < 2e-3 ? 0 : height
    }
    var x = Axis(-6, 6, showsTickLabels: isLast)
    if isLast { x.label = .math(variable) }
    let red = Stroke.dashed(.publishedRed, width: 0.9)
    return Panel(
      frame: frame, x: x, y: Axis(1e-3, 5, scale: .logarithmic, label: "density"), letter: letter,
      marks: [
        .steps(Steps(edges: edges, heights: heights, stroke: Stroke(width: 0.5))),
        .line(edges.map { Point($0, fit($0)) }, red),
      ],
      legend: Legend([
        .init(.math("α") + " = 0.25", stroke: red), .init(.math("β") + " = 0.65"),
      ]), style: letterStyle(-22))
  }

  private static func curve(
    _ frame: Rectangle, x: Text, y: Text, letter: String?, _ isLast: Bool
  ) -> Panel {
    let points = stride(from: -6.0, through: 6, by: 0.01).map { $0 }
    func odd(_ x: Double, _ power: Double) -> Double {
      (x < 0 ? -1 : 1) * 0.19 * pow(abs(x), power)
    }
    return Panel(
      frame: frame, x: Axis(-6, 6, label: isLast ? x : nil, showsTickLabels: isLast),
      y: Axis(-6, 6, label: y), grid: Stroke(.lightGray, width: 0.4), letter: letter,
      marks: [
        .line(points.map { Point($0, odd($0, 2.1)) }, Stroke(.gray, width: 2.6)),
        .line(from: Point(-6, -6), to: Point(6, 6), .dashed(width: 0.6)),
        .line(points.map { Point($0, odd($0, 2.25)) }, Stroke(width: 0.9)),
      ],
      legend: Legend(
        [.init(.math("g") + " = 0.19"), .init(.math("θ") + " = 2.25")], corner: .topLeft,
        background: .white.opacity(0.85)),
      style: letterStyle(-20))
  }

  /// Three rows and five columns of contours, circles and directions.
  static let contours: Drawing = {
    var drawing = Drawing(title: "Contours", height: 330)
    let grid = Grid(
      in: drawing.page.inset(left: 54, top: 24, right: 10, bottom: 28), columns: 5, rows: 3,
      columnGap: 12, rowGap: 10)
    let titles: [Text] = [
      "signal", "ZCA", Text.math("K") + " = 2", Text.math("K") + " = 3", Text.math("K") + " = 4",
    ]
    for row in 0..<3 {
      for column in 0..<5 {
        let panel = contourPanel(
          grid[row, column].centeredSquare, interneurons: column, showsX: row == 2,
          showsY: column == 0)
        var titled = panel
        if row == 0 { titled.title = titles[column] }
        drawing.add(titled)
      }
      let middle = grid[row, 0].center.y
      drawing.add(
        .text(
          Label(
            Text.math("d") + " = \([2, 8, 32][row])", size: 8, horizontal: .center,
            vertical: .middle, rotation: 90), at: Point(14, middle)))
    }
    return drawing
  }()

  private static func contourPanel(
    _ frame: Rectangle, interneurons: Int, showsX: Bool, showsY: Bool
  ) -> Panel {
    let nodes = (0...80).map { -4 + Double($0) / 10 }
    let correlation = 0.6 - 0.15 * Double(interneurons)
    let field = ScalarField(
      x: nodes, y: nodes,
      values: nodes.flatMap { y in
        nodes.map { x in
          exp(
            -(x * x - 2 * correlation * x * y + y * y) / (2 - 2 * correlation * correlation)
              - 0.08 * abs(x * y))
        }
      })
    let radii = [0.625, 1.25, 1.875]
    var marks: [Mark] = []
    for index in 0..<max(0, interneurons) {
      let angle = Double(index) * .pi / Double(max(1, interneurons)) + 0.3
      marks.append(
        .arrow(
          Arrow(
            from: Point(0, 0), to: Point(2.6 * cos(angle), 2.6 * sin(angle)),
            stroke: Stroke(.darkGray, width: 0.6), headLength: 3.5)))
    }
    marks.append(.contours(field, levels: radii.map { exp(-$0 * $0 / 2) }, Stroke(width: 0.8)))
    marks += radii.map {
      .circle(center: Point(0, 0), radius: $0, .dashed(.publishedRed, width: 0.7))
    }
    marks.append(
      .note(
        Label(
          Text.math("I") + " = 1.1 × 10" + .superscript("−2"), size: 6, vertical: .top,
          background: .white.opacity(0.8)), at: Point(0, 1), offset: Point(3, 3)))
    let ticks = Axis.TickChoice.automatic(atMost: 3)
    return Panel(
      frame: frame,
      x: Axis(
        -3, 3, ticks: ticks, label: showsX ? .math("r") + .subscript("1") : nil,
        showsTickLabels: showsX),
      y: Axis(
        -3, 3, ticks: ticks, label: showsY ? .math("r") + .subscript("2") : nil,
        showsTickLabels: showsY), marks: marks)
  }

  /// Lines with an error band and markers on logarithmic axes, beside linear ones.
  static let curves: Drawing = {
    var drawing = Drawing(title: "Curves", height: 190)
    let grid = Grid(
      in: drawing.page.inset(left: 46, top: 22, right: 12, bottom: 32), columns: 2, rows: 1,
      columnGap: 56, rowGap: 0)
    let offsets = [2.0, 4, 8, 16, 32, 64]
    let names: [Text] = ["signal", "ZCA", .math("K") + " = 2", .math("K") + " = 3"]
    let colors: [Color] = [.blue, .vermilion, .bluishGreen, .reddishPurple]
    var marks: [Mark] = []
    var entries: [Legend.Entry] = []
    for (index, name) in names.enumerated() {
      let color = colors[index]
      let values = offsets.map { 0.2 / (1 + Double(index * 3)) * pow($0, -0.8) }
      if index == 0 {
        marks.append(
          .band(
            x: offsets, lower: values.map { $0 * 0.7 }, upper: values.map { $0 * 1.4 },
            fill: color.opacity(0.2)))
      }
      let marker = Marker([.circle, .square, .triangle, .diamond][index], size: 3.6, fill: color)
      marks.append(.line([Point](x: offsets, y: values), Stroke(color, width: 1)))
      marks.append(.points([Point](x: offsets, y: values), marker))
      entries.append(.init(name, stroke: Stroke(color, width: 1), marker: marker))
    }
    drawing.add(
      Panel(
        frame: grid[0, 0],
        x: Axis(
          1.8, 71, scale: .logarithmic, ticks: .at(offsets), label: "offset " + .math("d") + " (px)"
        ), y: Axis(1e-4, 1, scale: .logarithmic, label: "mutual information (nat)"),
        letter: "A", marks: marks, legend: Legend(entries, sampleLength: 14),
        style: letterStyle(-36)))
    let times = stride(from: 0.0, through: 0.19, by: 0.001).map { $0 }
    drawing.add(
      Panel(
        frame: grid[0, 1], x: Axis(0, 0.19, label: "time"),
        y: Axis(
          -50_000, 250_000,
          label: .math("Φ") + .superscript("−1") + .math("(F")
            + .subscript("s", face: .oblique) + .math("(s))")), letter: "B",
        marks: [
          .line(times.map { Point($0, 2e5 * exp(-$0 * 30)) }, Stroke(.blue, width: 1)),
          .line(times.map { Point($0, 1e5 * cos($0 * 60)) }, .dotted(.vermilion, width: 1)),
        ], style: letterStyle(-36)))
    return drawing
  }()

  /// A circuit of circles, arrows and text.
  static let schematic: Drawing = {
    var drawing = Drawing(title: "Circuit", width: 252, height: 130)
    let primary = [Point(80, 90), Point(170, 90)]
    let interneurons = [Point(60, 35), Point(125, 35), Point(190, 35)]
    for (i, neuron) in primary.enumerated() {
      for (k, other) in interneurons.enumerated() {
        drawing.add(
          .arrow(
            Arrow(
              from: Point(neuron.x, neuron.y - 12), to: Point(other.x, other.y + 10.5),
              bend: i == k ? 0.12 : 0.05, stroke: Stroke(.darkGray, width: 0.7),
              head: (i + k) % 2 == 0 ? .triangle : .bar)))
      }
      drawing.add(
        .circle(center: neuron, radius: 12, fill: .skyBlue.opacity(0.4), stroke: Stroke(width: 0.8))
      )
      drawing.add(
        .text(
          Label(
            .math("r") + .subscript("\(i + 1)"), size: 8, horizontal: .center, vertical: .middle),
          at: neuron))
      drawing.add(
        .arrow(Arrow(from: Point(neuron.x, 122), to: Point(neuron.x, 103))))
    }
    for (k, neuron) in interneurons.enumerated() {
      drawing.add(.circle(center: neuron, radius: 9, fill: .white))
      drawing.add(
        .text(
          Label(
            .math("n") + .subscript("\(k + 1)"), size: 7, horizontal: .center, vertical: .middle),
          at: neuron))
    }
    drawing.add(
      .rectangle(
        Rectangle(x: 205, y: 70, width: 40, height: 30), cornerRadius: 4, fill: nil,
        stroke: .dashed(width: 0.6)))
    drawing.add(
      .text(
        Label(.math("f(θ, z)"), size: 7, horizontal: .center, vertical: .middle),
        at: Point(225, 85)))
    return drawing
  }()
}
