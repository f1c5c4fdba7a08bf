/// A function sampled on a rectangular grid, of which contours can be drawn.
public struct ScalarField: Sendable, Equatable {
  /// The abscissae of the columns, ascending.
  public let x: [Double]
  /// The ordinates of the rows, ascending.
  public let y: [Double]
  /// The values: at (x[i], y[j]) stands `values[j * x.count + i]`.
  public let values: [Double]

  /// A field with values row by row, a row for each ordinate.
  ///
  /// - Precondition: there are `x.count * y.count` values.
  public init(x: [Double], y: [Double], values: [Double]) {
    precondition(
      values.count == x.count * y.count,
      "a field on \(x.count) × \(y.count) nodes cannot hold \(values.count) values")
    self.x = x
    self.y = y
    self.values = values
  }
}

// MARK: - Contours

extension ScalarField {
  /// The lines on which the field has the given value: closed ones end where they start.
  ///
  /// Marching squares: crossings are interpolated linearly along the edges of each cell; in a
  /// saddle the mean of the four corners decides. Error: second order in the cell size. Cost: one
  /// pass over the nodes. The order of the lines depends only on the field.
  public func contours(at level: Double) -> [[Point]] {
    guard x.count > 1 && y.count > 1 else { return [] }
    // A crossing lies on the edge to the right of a node (number 2·node) or above it (2·node + 1),
    // and belongs to at most two cells: so every crossing has at most two neighbors.
    var neighbors = [(first: Int, second: Int)](
      repeating: (-1, -1), count: 2 * x.count * y.count)
    func join(_ a: Int, _ b: Int) {
      if neighbors[a].first < 0 { neighbors[a].first = b } else { neighbors[a].second = b }
      if neighbors[b].first < 0 { neighbors[b].first = a } else { neighbors[b].second = a }
    }
    for j in 0..<(y.count - 1) {
      for i in 0..<(x.count - 1) {
        for (a, b) in crossings(column: i, row: j, level: level) { join(a, b) }
      }
    }
    return chains(neighbors).map { $0.map { crossing(on: $0, level: level) } }
  }

  /// The pairs of edges that contours join inside one cell.
  private func crossings(column i: Int, row j: Int, level: Double) -> [(Int, Int)] {
    let node = j * x.count + i
    let corners = [node, node + 1, node + x.count + 1, node + x.count]
    let above = corners.map { values[$0] >= level }
    let bottom = 2 * node
    let top = 2 * (node + x.count)
    let left = 2 * node + 1
    let right = 2 * (node + 1) + 1
    // The edge after corner k, counterclockwise from the lower left.
    let edges = [bottom, right, top, left]
    let crossed = (0..<4).filter { above[$0] != above[($0 + 1) % 4] }
    if crossed.count == 2 { return [(edges[crossed[0]], edges[crossed[1]])] }
    guard crossed.count == 4 else { return [] }
    let mean = corners.reduce(0) { $0 + values[$1] } / 4
    return (mean >= level) == above[0]
      ? [(bottom, right), (top, left)] : [(left, bottom), (right, top)]
  }

  /// Follows neighbors from end to end; open lines first, then closed ones.
  private func chains(_ neighbors: [(first: Int, second: Int)]) -> [[Int]] {
    var visited = [Bool](repeating: false, count: neighbors.count)
    var chains: [[Int]] = []
    func follow(from start: Int) -> [Int] {
      var chain = [start]
      visited[start] = true
      var current = start
      while true {
        let (first, second) = neighbors[current]
        if first >= 0 && !visited[first] {
          current = first
        } else if second >= 0 && !visited[second] {
          current = second
        } else {
          return chain
        }
        visited[current] = true
        chain.append(current)
      }
    }
    for start in neighbors.indices
    where !visited[start] && neighbors[start].first >= 0 && neighbors[start].second < 0 {
      chains.append(follow(from: start))
    }
    for start in neighbors.indices where !visited[start] && neighbors[start].first >= 0 {
      chains.append(follow(from: start) + [start])
    }
    return chains
  }

  /// Where the field takes the value on an edge.
  private func crossing(on edge: Int, level: Double) -> Point {
    let node = edge / 2
    let (i, j) = (node % x.count, node / x.count)
    let isVertical = edge % 2 == 1
    let other = isVertical ? node + x.count : node + 1
    let t = (level - values[node]) / (values[other] - values[node])
    return isVertical
      ? Point(x[i], y[j] + t * (y[j + 1] - y[j]))
      : Point(x[i] + t * (x[i + 1] - x[i]), y[j])
  }
}
