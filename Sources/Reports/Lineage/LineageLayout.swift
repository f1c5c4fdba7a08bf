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
  private static let gapBetweenLayers = 34.0
  fileprivate static let gapBetweenBoxes = 22.0
  static let margin = 10.0
  /// The room of an edge that passes a layer.
  fileprivate static let laneWidth = 14.0

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

/// Chooses layers for the boxes of a graph: every edge leads downwards, all edges together pass few
/// layers, and boxes that may be in several layers go where there is room.
///
/// It begins with the longest way from above and moves one box at a time while that helps: a local
/// search instead of the network simplex of Gansner et al. (1993), enough for dozens of steps.
struct LayerChoice {
  private(set) var layers: [Int]
  private let widths: [Double]
  private let above: [[Int]]
  private let below: [[Int]]
  private let order: [Int]

  /// - Precondition: No box feeds itself, directly or not.
  init(widths: [Double], edges: [(from: Int, to: Int)]) {
    self.widths = widths
    var above = [[Int]](repeating: [], count: widths.count)
    var below = above
    for edge in edges {
      above[edge.to].append(edge.from)
      below[edge.from].append(edge.to)
    }
    (self.above, self.below) = (above, below)
    order = Self.inputsFirst(above, below)
    layers = Array(repeating: 0, count: widths.count)
    for node in order { layers[node] = (above[node].map { layers[$0] }.max() ?? -1) + 1 }
    // Each round moves each box once; more rounds than boxes cannot be needed.
    for _ in widths.indices {
      let before = layers
      for node in order.reversed() { move(node) }
      if layers == before { break }
    }
  }

  private static func inputsFirst(_ above: [[Int]], _ below: [[Int]]) -> [Int] {
    var open = above.map(\.count)
    var order = above.indices.filter { above[$0].isEmpty }
    var next = 0
    while next < order.count {
      for node in below[order[next]] {
        open[node] -= 1
        if open[node] == 0 { order.append(node) }
      }
      next += 1
    }
    precondition(order.count == above.count, "the graph has a cycle")
    return order
  }

  /// Puts a box where its edges are shortest, or where there is most room if they are everywhere.
  private mutating func move(_ node: Int) {
    let first = (above[node].map { layers[$0] }.max() ?? -1) + 1
    guard let last = below[node].map({ layers[$0] - 1 }).min(), first < last else { return }
    if above[node].count < below[node].count {
      layers[node] = last
    } else if above[node].count > below[node].count {
      layers[node] = first
    } else {
      var room = [Double](repeating: 0, count: last + 1)
      for other in widths.indices where other != node && layers[other] <= last {
        room[layers[other]] += widths[other] + LineageLayout.gapBetweenBoxes
      }
      // It stays where it is unless elsewhere is better.
      let best = (first...last).min { room[$0] < room[$1] } ?? first
      if room[best] + widths[node] < room[layers[node]] { layers[node] = best }
    }
  }
}

// MARK: - Order and places

/// A graph in layers where every edge leads from one layer to the next, places in between filled with
/// lanes; finds an order in each layer and horizontal places.
private struct LayeredGraph {
  /// The nodes, and behind them the lanes.
  private(set) var nodes: [LineageLayout.Node]
  /// For each edge the nodes and lanes that it visits.
  private(set) var chains: [[Int]] = []
  private let realCount: Int
  private var layers: [[Int]]
  private var above: [[Int]]
  private var below: [[Int]]

  init(nodes: [LineageLayout.Node], edges: [(from: Int, to: Int)]) {
    self.nodes = nodes
    realCount = nodes.count
    for edge in edges {
      let (first, last) = (nodes[edge.from].layer, nodes[edge.to].layer)
      precondition(first < last, "an edge leads from layer \(first) to layer \(last)")
      var chain = [edge.from]
      for layer in (first + 1)..<max(last, first + 1) {
        chain.append(self.nodes.count)
        self.nodes.append(LineageLayout.Node(width: LineageLayout.laneWidth, layer: layer))
      }
      chains.append(chain + [edge.to])
    }
    layers = Array(repeating: [], count: (nodes.map(\.layer).max() ?? -1) + 1)
    above = Array(repeating: [], count: self.nodes.count)
    below = above
    for (index, node) in self.nodes.enumerated() { layers[node.layer].append(index) }
    for chain in chains {
      for (upper, lower) in zip(chain, chain.dropFirst()) {
        above[lower].append(upper)
        below[upper].append(lower)
      }
    }
  }

  // MARK: Order

  private static let sweeps = 24

  /// Sorts every layer by the mean place of its neighbors, down and up again, and keeps the best.
  mutating func order() {
    var best = layers
    var fewest = crossings
    for sweep in 0..<Self.sweeps where fewest > 0 {
      let isDownwards = sweep.isMultiple(of: 2)
      for layer in isDownwards ? Array(layers.indices) : layers.indices.reversed() {
        sort(layer, by: isDownwards ? above : below)
      }
      let count = crossings
      if count < fewest { (best, fewest) = (layers, count) }
    }
    layers = best
  }

  private mutating func sort(_ layer: Int, by neighbors: [[Int]]) {
    let place = places
    let keys = layers[layer].enumerated().map { index, node -> (Double, Int, Int) in
      let near = neighbors[node].map { Double(place[$0]) }
      // What has no neighbor there stays where it is.
      let mean = near.isEmpty ? Double(index) : near.reduce(0, +) / Double(near.count)
      return (mean, index, node)
    }
    layers[layer] = keys.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  private var places: [Int] {
    var places = [Int](repeating: 0, count: nodes.count)
    for layer in layers {
      for (place, node) in layer.enumerated() { places[node] = place }
    }
    return places
  }

  /// How many pairs of edges cross.
  private var crossings: Int {
    let place = places
    return layers.reduce(0) { sum, layer in
      let edges = layer.flatMap { node in below[node].map { (place[node], place[$0]) } }
      let pairs = edges.indices.reduce(0) { count, one in
        count
          + edges[..<one].count { other in
            (other.0 - edges[one].0) * (other.1 - edges[one].1) < 0
          }
      }
      return sum + pairs
    }
  }

  // MARK: Places

  /// The middle of every node and lane.
  func middles() -> [Double] {
    var x = [Double](repeating: 0, count: nodes.count)
    for layer in layers { settle(layer, &x, neighbors: above) }
    for _ in 0..<Self.sweeps {
      for layer in layers.reversed() { settle(layer, &x, neighbors: below) }
      for layer in layers { settle(layer, &x, neighbors: above) }
      for layer in layers { settle(layer, &x, neighbors: zip(above, below).map { $0 + $1 }) }
    }
    return x
  }

  /// Brings a layer as near to its neighbors as its order and the gaps allow.
  private func settle(_ layer: [Int], _ x: inout [Double], neighbors: [[Int]]) {
    var offsets: [Double] = []
    var targets: [(value: Double, weight: Double)] = []
    for (index, node) in layer.enumerated() {
      offsets.append(index == 0 ? 0 : offsets[index - 1] + distance(layer[index - 1], node))
      let weights = neighbors[node].map { weight(node, $0) }
      let sum = weights.reduce(0, +)
      let mean = zip(neighbors[node], weights).reduce(0) { $0 + x[$1.0] * $1.1 }
      // What has no neighbor there goes along with the others.
      targets.append(
        sum > 0 ? (mean / sum - offsets[index], sum) : (x[node] - offsets[index], 1e-3))
    }
    for (index, value) in Self.isotonic(targets).enumerated() {
      x[layer[index]] = value + offsets[index]
    }
  }

  private func distance(_ left: Int, _ right: Int) -> Double {
    let gap =
      left < realCount || right < realCount ? LineageLayout.gapBetweenBoxes : 0
    return (nodes[left].width + nodes[right].width) / 2 + gap
  }

  /// Lanes should be straight more than boxes should be near.
  private func weight(_ one: Int, _ other: Int) -> Double {
    switch (one < realCount, other < realCount) {
    case (true, true): 1
    case (false, false): 16
    default: 0.5
    }
  }

  /// The nondecreasing values nearest to the targets, by pooling adjacent violators.
  private static func isotonic(_ targets: [(value: Double, weight: Double)]) -> [Double] {
    var pools: [(value: Double, weight: Double, count: Int)] = []
    for target in targets {
      var pool = (value: target.value, weight: target.weight, count: 1)
      while let last = pools.last, last.value > pool.value {
        let weight = last.weight + pool.weight
        pool = (
          (last.value * last.weight + pool.value * pool.weight) / weight, weight,
          last.count + pool.count
        )
        pools.removeLast()
      }
      pools.append(pool)
    }
    return pools.flatMap { Array(repeating: $0.value, count: $0.count) }
  }
}
