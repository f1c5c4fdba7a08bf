/// A graph in layers where every edge leads from one layer to the next, places in between filled with
/// lanes; finds an order in each layer and horizontal places.
struct LayeredGraph {
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
  var crossings: Int {
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
