import Testing

@testable import Reports

/// Where boxes and edges of a lineage go.
struct LineageLayoutTests {
  private typealias Edge = (from: Int, to: Int)

  /// Numbers that are the same on every machine.
  private struct Dice {
    var state: UInt64
    mutating func roll(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
  }

  /// A graph in which every box but the first is fed by one to three earlier ones.
  private static func graph(_ seed: Int) -> (widths: [Double], edges: [Edge]) {
    var dice = Dice(state: UInt64(seed) + 1)
    let count = 2 + dice.roll(18)
    let widths = (0..<count).map { _ in Double(80 + dice.roll(120)) }
    let edges = (1..<count).flatMap { node -> [Edge] in
      let inputs = Set((0...dice.roll(3)).map { _ in dice.roll(node) })
      return inputs.sorted().map { (from: $0, to: node) }
    }
    return (widths, edges)
  }

  private static func layout(_ widths: [Double], _ edges: [Edge]) -> LineageLayout {
    let layers = LayerChoice(widths: widths, edges: edges).layers
    return LineageLayout(
      nodes: zip(widths, layers).map { LineageLayout.Node(width: $0, layer: $1) }, edges: edges)
  }

  /// Pairs of boxes that share a point.
  private static func overlaps(_ boxes: [LineageLayout.Box]) -> Int {
    boxes.indices.reduce(0) { sum, one in
      sum
        + boxes[..<one].count { other in
          other.left < boxes[one].right && boxes[one].left < other.right
            && other.top < boxes[one].bottom && boxes[one].top < other.bottom
        }
    }
  }

  @Test func boxesDoNotOverlapAndEdgesPointDown() {
    for seed in 0..<200 {
      let (widths, edges) = Self.graph(seed)
      let layout = Self.layout(widths, edges)
      #expect(Self.overlaps(layout.boxes) == 0, "seed \(seed)")
      #expect(layout.boxes.allSatisfy { $0.left > 0 && $0.right < layout.width })
      #expect(layout.boxes.allSatisfy { $0.top > 0 && $0.bottom < layout.height })
      for (edge, route) in zip(edges, layout.routes) {
        let (from, to) = (layout.boxes[edge.from], layout.boxes[edge.to])
        #expect(route.first?.y == from.bottom && route.last?.y == to.top)
        #expect(route.first.map { from.left < $0.x && $0.x < from.right } == true)
        #expect(route.last.map { to.left < $0.x && $0.x < to.right } == true)
        #expect(zip(route, route.dropFirst()).allSatisfy { $0.y < $1.y }, "seed \(seed)")
      }
    }
  }

  /// Where an edge passes a layer it is straight: there it must miss the boxes.
  @Test func edgesPassBetweenBoxes() {
    for seed in 0..<200 {
      let (widths, edges) = Self.graph(seed)
      let layout = Self.layout(widths, edges)
      for route in layout.routes {
        for point in route.dropFirst().dropLast() {
          let hits = layout.boxes.filter {
            $0.top <= point.y && point.y <= $0.bottom && $0.left < point.x && point.x < $0.right
          }
          #expect(hits.isEmpty, "seed \(seed)")
        }
      }
    }
  }

  /// Near misses: what counts overlaps does see one.
  @Test func overlapsAreSeen() {
    let box = LineageLayout.Box(x: 50, top: 0, width: 40)
    var other = box
    other.x = 89.9
    #expect(Self.overlaps([box, other]) == 1)
    other.x = 90
    #expect(Self.overlaps([box, other]) == 0)
  }

  @Test func crossingsThatNeedNotBeAreNot() {
    // Two chains, listed crosswise.
    let nodes = [0, 0, 1, 1].map { LineageLayout.Node(width: 80, layer: $0) }
    let layout = LineageLayout(nodes: nodes, edges: [(from: 0, to: 3), (from: 1, to: 2)])
    #expect((layout.boxes[0].x < layout.boxes[1].x) == (layout.boxes[3].x < layout.boxes[2].x))
    #expect(layout.boxes[0].x == layout.boxes[3].x && layout.boxes[1].x == layout.boxes[2].x)
  }

  @Test func chainsAreStraight() {
    let layout = Self.layout([80, 200, 120], [(from: 0, to: 1), (from: 1, to: 2)])
    #expect(Set(layout.boxes.map(\.x)) == [110])
    #expect(layout.routes == layout.routes.map { $0.map { .init(x: 110, y: $0.y) } })
  }

  @Test func boxesGoWhereEdgesAreShort() {
    // 3 waits for a long chain: what feeds only it stands next to it.
    let edges: [Edge] = [
      (from: 0, to: 1), (from: 1, to: 2), (from: 2, to: 3), (from: 4, to: 3),
    ]
    let layers = LayerChoice(widths: Array(repeating: 80, count: 5), edges: edges).layers
    #expect(layers == [0, 1, 2, 3, 2])
  }

  @Test func boxesThatMayGoAnywhereShareTheRoom() {
    // Between 0 and the end of a chain of four, three boxes have two layers to choose from.
    let edges: [Edge] =
      [(from: 0, to: 1), (from: 1, to: 2), (from: 2, to: 3), (from: 3, to: 4)]
      + (5...7).flatMap { [(from: 0, to: $0), (from: $0, to: 4)] }
    let layers = LayerChoice(widths: Array(repeating: 80, count: 8), edges: edges).layers
    #expect(Set(layers[5...7]) == [1, 2, 3])
  }

  @Test func nothingIsAPicture() {
    let layout = LineageLayout(nodes: [], edges: [])
    #expect(layout.boxes.isEmpty && layout.width == LineageLayout.margin)
  }

  @Test func equalGraphsHaveEqualLayouts() {
    let (widths, edges) = Self.graph(7)
    #expect(Self.layout(widths, edges) == Self.layout(widths, edges))
  }
}
