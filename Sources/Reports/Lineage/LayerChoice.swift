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
