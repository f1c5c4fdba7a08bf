import Pipeline

/// The steps of an experiment as a picture: boxes from the photographs down to the figure.
///
/// Colors come from the page, so that the picture fits light, dark and paper.
struct LineageDrawing {
  /// What a box stands for.
  enum Kind: String {
    case photographs, step, figure
  }

  struct Item {
    let kind: Kind
    /// The name, in bold.
    let name: String
    /// What it is, below the name.
    let detail: String

    var width: Double {
      max(
        Self.width(of: name, character: 7.9), Self.width(of: detail, character: 6.5), 72
      ) + 24
    }

    /// Rather too wide than too narrow, since the reader's fonts are not known here.
    private static func width(of text: String, character: Double) -> Double {
      text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? character : 2 * character) }
    }
  }

  struct Edge {
    let from: Int
    let to: Int
    /// The inputs that it feeds.
    let inputs: String
  }

  private let title: String
  let items: [Item]
  let edges: [Edge]
  let layout: LineageLayout

  init(_ graph: StepGraph) {
    var items = graph.vertices.map { vertex in
      Item(
        kind: vertex.name == Manifest.figureStep ? .figure : .step,
        name: vertex.name + StepGraph.times(vertex.cells), detail: vertex.kind)
    }
    var edges = Self.merged(graph.edges)
    for (index, vertex) in graph.vertices.enumerated() where vertex.files > 0 {
      edges.append(Edge(from: items.count, to: index, inputs: "file"))
      let count = vertex.files == 1 ? "1 photograph" : "\(vertex.files) photographs"
      items.append(Item(kind: .photographs, name: count, detail: "data set"))
    }
    title = graph.experiment
    self.items = items
    self.edges = edges
    let ends = edges.map { (from: $0.from, to: $0.to) }
    let layers = LayerChoice(widths: items.map(\.width), edges: ends).layers
    layout = LineageLayout(
      nodes: zip(items, layers).map { LineageLayout.Node(width: $0.width, layer: $1) },
      edges: ends)
  }

  /// One line for all inputs that a step takes from another one.
  private static func merged(_ edges: [StepGraph.Edge]) -> [Edge] {
    edges.grouped { [$0.from, $0.to] }.map { ends, edges in
      Edge(from: ends[0], to: ends[1], inputs: edges.map(\.input).joined(separator: ", "))
    }
  }

  /// The picture for a page.
  var html: HTML {
    Tag.svg(
      .className("lineage"), .role("img"),
      .label("Which step of \(title) feeds which; the table of steps says the same"),
      Attribute(.width, Self.text(layout.width)), Attribute(.height, Self.text(layout.height)),
      Attribute(.viewBox, "0 0 \(Self.text(layout.width)) \(Self.text(layout.height))"),
      // Smaller letters than these, and it is better to scroll.
      Attribute(.style, "min-width:\(Self.text(layout.width * 0.8))px")
    ) {
      Tag.title { "Lineage of \(title)" }
      zip(edges, layout.routes).map { line($0, $1) }
      zip(items, layout.boxes).map { box($0, $1) }
    }
  }

  private func line(_ edge: Edge, _ points: [LineageLayout.Point]) -> HTML {
    Tag.g(.className("edge")) {
      Tag.title { "\(items[edge.from].name) → \(items[edge.to].name): \(edge.inputs)" }
      Tag.path(Attribute(.d, Self.curve(points)), .className("line"))
      if let end = points.last {
        Tag.path(
          Attribute(
            .d,
            "M\(Self.text(end.x - 4)) \(Self.text(end.y - 7))"
              + "h8L\(Self.text(end.x)) \(Self.text(end.y))Z"), .className("head"))
      }
    }
  }

  private func box(_ item: Item, _ box: LineageLayout.Box) -> HTML {
    Tag.g(.className("box \(item.kind.rawValue)")) {
      Tag.rect(
        Attribute(.x, Self.text(box.left)), Attribute(.y, Self.text(box.top)),
        Attribute(.width, Self.text(box.width)),
        Attribute(.height, Self.text(LineageLayout.height)),
        Attribute(.rx, item.kind == .photographs ? "22" : "5"))
      for (words, below, className) in [(item.name, 19.0, "name"), (item.detail, 35, "detail")] {
        Tag.textElement(
          Attribute(.x, Self.text(box.x)), Attribute(.y, Self.text(box.top + below)),
          Attribute(.anchor, "middle"), .className(className)
        ) { words }
      }
    }
  }

  /// Straight where it passes a layer, bent between layers; the last bend ends in the arrow's head.
  private static func curve(_ points: [LineageLayout.Point]) -> String {
    guard let first = points.first else { return "" }
    var path = "M\(text(first.x)) \(text(first.y))"
    for (index, (from, to)) in zip(points, points.dropFirst()).enumerated() {
      let isLast = index == points.count - 2
      let end = isLast ? to.y - 6 : to.y
      let middle = text((from.y + end) / 2)
      path +=
        index.isMultiple(of: 2)
        ? "C\(text(from.x)) \(middle) \(text(to.x)) \(middle) \(text(to.x)) \(text(end))"
        : "V\(text(to.y))"
    }
    return path
  }

  /// A length to a tenth of a pixel.
  private static func text(_ length: Double) -> String {
    let tenths = Int((length * 10).rounded())
    return tenths.isMultiple(of: 10)
      ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}
