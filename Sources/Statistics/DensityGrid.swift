/// The nodes on which a density of pairs is computed, along one axis.
///
/// The nodes asked for, `refinement` − 1 more between neighbors so that they resolve the kernel,
/// and `padding` more on either side so that the periodic convolution does not wrap into them.
struct DensityGrid: Equatable, Sendable {
  /// The distance between two nodes.
  let step: Double
  /// The abscissa of the first node, padding included.
  let first: Double
  /// The number of all nodes; a size that is fast to transform.
  let count: Int
  /// The index of the first node asked for.
  let padding: Int
  /// The number of steps between two nodes asked for.
  let refinement: Int

  /// At most so many nodes along an axis: 2048² doubles are 34 MB, of which a few copies are held.
  static let largestCount = 2048

  /// The grid for a kernel, or nothing where that would take too many nodes.
  ///
  /// - Parameters:
  ///   - range: from the first to the last node asked for.
  ///   - nodes: how many are asked for, at least 2.
  ///   - resolution: the largest step.
  ///   - reach: how far the kernel reaches.
  init?(range: ClosedRange<Double>, nodes: Int, resolution: Double, reach: Double) {
    let asked = (range.upperBound - range.lowerBound) / Double(nodes - 1)
    let factor = (asked / resolution).rounded(.up)
    let inner = Double(nodes - 1) * max(factor, 1) + 1
    let step = asked / max(factor, 1)
    let outer = (reach / step).rounded(.up)
    // Not-a-number and infinity fail this, too.
    guard inner + 2 * outer <= Double(Self.largestCount) else { return nil }
    refinement = Int(max(factor, 1))
    self.step = step
    padding = Int(outer)
    first = range.lowerBound - outer * step
    count = Self.fastSize(atLeast: Int(inner) + 2 * Int(outer))
  }

  /// The smallest even number that has no prime factor above 5 and is not below another.
  static func fastSize(atLeast smallest: Int) -> Int {
    var size = max(2, smallest + smallest % 2)
    while true {
      var rest = size
      for prime in [2, 3, 5] { while rest % prime == 0 { rest /= prime } }
      if rest == 1 { return size }
      size += 2
    }
  }
}
