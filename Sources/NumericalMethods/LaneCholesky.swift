/// A symmetric positive definite matrix in each lane of a part, and in its place its Cholesky factor.
///
/// The lower triangle is packed row after row, N (N + 1)/2 vectors; the factor has reciprocals on its
/// diagonal. Source: the textbook's; lanes never mix. Cost: N³/6 products for a factor, N² for a
/// solution.
public struct LaneCholesky {
  /// N.
  public let order: Int
  @usableFromInline let triangle: LanePart

  /// A matrix in storage of N (N + 1)/2 vectors, whose contents are whatever they are.
  @inlinable @inline(__always)
  public init(order: Int, in triangle: LanePart) {
    self.order = order
    self.triangle = triangle
  }

  /// The number of vectors that a matrix takes.
  @inlinable @inline(__always)
  public static func count(order: Int) -> Int { order &* (order &+ 1) / 2 }

  /// An element of the matrix or of its factor, in a row and a column up to the diagonal.
  @inlinable @inline(__always)
  public subscript(row: Int, column: Int) -> PartLanes {
    get { triangle[row &* (row &+ 1) / 2 &+ column] }
    nonmutating set { triangle[row &* (row &+ 1) / 2 &+ column] = newValue }
  }

  /// Makes it c I.
  @inlinable @inline(__always)
  public func setMultipleOfIdentity(_ c: PartLanes) {
    for index in 0..<Self.count(order: order) { triangle[index] = .zero }
    for j in 0..<order { self[j, j] = c }
  }

  /// Adds c w wᵀ, w the vectors at `column`, `column` + `stride`, …
  @inlinable @inline(__always)
  public func add(_ c: PartLanes, outer w: LanePart, column: Int, stride: Int) {
    var index = 0
    for j in 0..<order {
      let cw = c * w[j &* stride &+ column]
      for l in 0...j {
        triangle[index] += cw * w[l &* stride &+ column]
        index &+= 1
      }
    }
  }

  /// Replaces the matrix by its factor; gives the least pivot as a share of its diagonal, or not a
  /// number.
  @inlinable @inline(__always)
  public func factorize() -> PartLanes {
    var least = PartLanes(repeating: 1)
    for j in 0..<order {
      for l in 0...j {
        let whole = self[j, l]
        var rest = whole
        for m in 0..<l { rest -= self[j, m] * self[l, m] }
        if l < j {
          self[j, l] = rest * self[l, l]
        } else {
          let share = rest / whole
          // Not-a-number is less than nothing, and must not be forgotten.
          least = least.replacing(with: share, where: .!(least .<= share))
          self[j, j] = 1 / rest.squareRoots
        }
      }
    }
    return least
  }

  /// Replaces b by the solution of A x = b, once the matrix is its factor.
  @inlinable @inline(__always)
  public func solve(_ b: LanePart) {
    for j in 0..<order {
      var rest = b[j]
      for m in 0..<j { rest -= self[j, m] * b[m] }
      b[j] = rest * self[j, j]
    }
    for j in stride(from: order &- 1, through: 0, by: -1) {
      var rest = b[j]
      for m in j &+ 1..<order { rest -= self[m, j] * b[m] }
      b[j] = rest * self[j, j]
    }
  }
}
