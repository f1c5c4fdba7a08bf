/// Places for boxes in layers, from above to below, and ways for the edges between them.
///
/// The steps of Sugiyama, Tagawa & Toda (1981): an edge over several layers passes a place of its own
/// in each; the order in a layer is the one with the fewest crossings among those that sweeps of
/// barycenters find; horizontal places are weighted least squares of the distances to the neighbors,
/// at which nothing overlaps. Equal graphs have equal layouts.
///
/// Lengths are in pixels, y grows downwards.
struct LineageLayout: Equatable {
  /// What is to be placed.
  struct Node {
    let width: Double
    let layer: Int
  }

  /// A place for a node.
  struct Box: Equatable {
    /// The middle.
    var x: Double
    let top: Double
    let width: Double
    var left: Double { x - width / 2 }
    var right: Double { x + width / 2 }
    var bottom: Double { top + LineageLayout.height }
  }

  struct Point: Equatable {
    var x: Double
    let y: Double
  }

  static let height = 44.0
  static let gapBetweenLayers = 34.0
  static let gapBetweenBoxes = 22.0
  static let margin = 10.0
  /// The room of an edge that passes a layer.
  static let laneWidth = 14.0

  /// A box for each node, in their order.
  private(set) var boxes: [Box] = []
  /// For each edge the points where it leaves, enters and leaves layers.
  private(set) var routes: [[Point]] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  /// - Precondition: Every edge leads to a deeper layer.
  init(nodes: [Node], edges: [(from: Int, to: Int)]) {
    var layers = LayeredGraph(nodes: nodes, edges: edges)
    layers.order()
    let middles = layers.middles()
    let left = zip(layers.nodes, middles).map { $1 - $0.width / 2 }.min() ?? 0
    let places = zip(layers.nodes, middles).map { node, middle in
      Box(
        x: middle - left + Self.margin,
        top: Self.margin + Double(node.layer) * (Self.height + Self.gapBetweenLayers),
        width: node.width)
    }
    boxes = Array(places.prefix(nodes.count))
    routes = layers.chains.map { Self.route($0, places) }
    spreadEnds(edges)
    width = (places.map(\.right).max() ?? 0) + Self.margin
    height = (boxes.map(\.bottom).max() ?? 0) + Self.margin
  }

  /// From the lower side of the first box to the upper side of the last, straight through lanes.
  private static func route(_ chain: [Int], _ places: [Box]) -> [Point] {
    chain.enumerated().flatMap { index, node -> [Point] in
      let place = places[node]
      let top = Point(x: place.x, y: place.top)
      let bottom = Point(x: place.x, y: place.bottom)
      return index == 0 ? [bottom] : index == chain.count - 1 ? [top] : [top, bottom]
    }
  }

  /// Gives the edges that share a side of a box ends beside each other, in the order of their ways.
  private mutating func spreadEnds(_ edges: [(from: Int, to: Int)]) {
    for (box, place) in boxes.enumerated() {
      let leaving = edges.indices.filter { edges[$0].from == box }
        .sorted { (routes[$0][1].x, $0) < (routes[$1][1].x, $1) }
      for (edge, x) in zip(leaving, Self.ends(leaving.count, on: place)) { routes[edge][0].x = x }
      let entering = edges.indices.filter { edges[$0].to == box }.sorted {
        (routes[$0][routes[$0].count - 2].x, $0) < (routes[$1][routes[$1].count - 2].x, $1)
      }
      for (edge, x) in zip(entering, Self.ends(entering.count, on: place)) {
        routes[edge][routes[edge].count - 1].x = x
      }
    }
  }

  private static func ends(_ count: Int, on box: Box) -> [Double] {
    let step = min(18, (box.width - 24) / Double(max(count, 1)))
    return (0..<count).map { box.x + (Double($0) - Double(count - 1) / 2) * step }
  }
}
