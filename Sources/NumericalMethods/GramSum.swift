/// Σ x xᵀ over vectors that come a few at a time.
///
/// | symbol | here       | shape | unit           |
/// |--------|------------|-------|----------------|
/// | x      | ``rows``   | n     | any            |
/// | Σ x xᵀ | ``matrix`` | n × n | that of x, squared |
///
/// For vectors that are made on the spot, and would have to be written to memory for BLAS. Sums run
/// in the order of the vectors, by plain products and sums, so that bits are those of every processor.
/// Accuracy: count · 2⁻⁵³ of Σ |xᵢ xⱼ|. Cost: n²/2 products for each vector.
public final class GramSum {
  /// How many vectors are added at once.
  public static let chunk = 16
  private static let width = PartLanes.scalarCount

  /// n.
  public let order: Int
  /// n, filled up to whole vectors of eight.
  public let stride: Int
  /// Room for the next ``chunk`` vectors, ``stride`` numbers for each.
  public let rows: UnsafeMutablePointer<Double>
  /// The sum in blocks on and below the diagonal, stride × stride.
  private let sums: UnsafeMutablePointer<Double>

  /// A sum of no vectors of n numbers.
  public init(order: Int) {
    self.order = order
    stride = (order + 7) / 8 * 8
    rows = Self.zeros(Self.chunk * stride)
    sums = Self.zeros(stride * stride)
  }

  deinit {
    rows.deallocate()
    sums.deallocate()
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8 * count, alignment: 64)
    return memory.initializeMemory(as: Double.self, repeating: 0, count: count)
  }

  /// Begins anew.
  public func clear() { sums.update(repeating: 0, count: stride * stride) }

  /// Adds the first vectors of ``rows``.
  ///
  /// - Precondition: at most ``chunk``.
  public func add(_ count: Int) {
    precondition(count <= Self.chunk, "\(count) vectors at once, more than \(Self.chunk)")
    for i in Swift.stride(from: 0, to: stride, by: 8) {
      for j in Swift.stride(from: 0, to: i &+ 8, by: Self.width) { addBlock(i, j, count) }
    }
  }

  /// Eight rows of the sum, and as many columns as a register takes.
  @inline(__always)
  private func addBlock(_ i: Int, _ j: Int, _ count: Int) {
    var (a, b, c, d) = (part(i, j), part(i &+ 1, j), part(i &+ 2, j), part(i &+ 3, j))
    var (e, f, g, h) = (part(i &+ 4, j), part(i &+ 5, j), part(i &+ 6, j), part(i &+ 7, j))
    for index in 0..<count {
      let row = rows + index &* stride
      let x = UnsafeRawPointer(row + j).load(as: PartLanes.self)
      a = a + row[i] * x
      b = b + row[i &+ 1] * x
      c = c + row[i &+ 2] * x
      d = d + row[i &+ 3] * x
      e = e + row[i &+ 4] * x
      f = f + row[i &+ 5] * x
      g = g + row[i &+ 6] * x
      h = h + row[i &+ 7] * x
    }
    set(i, j, a)
    set(i &+ 1, j, b)
    set(i &+ 2, j, c)
    set(i &+ 3, j, d)
    set(i &+ 4, j, e)
    set(i &+ 5, j, f)
    set(i &+ 6, j, g)
    set(i &+ 7, j, h)
  }

  @inline(__always)
  private func part(_ i: Int, _ j: Int) -> PartLanes {
    UnsafeRawPointer(sums + (i &* stride &+ j)).load(as: PartLanes.self)
  }

  @inline(__always)
  private func set(_ i: Int, _ j: Int, _ part: PartLanes) {
    UnsafeMutableRawPointer(sums + (i &* stride &+ j)).storeBytes(of: part, as: PartLanes.self)
  }

  /// The sum, exactly symmetric.
  public var matrix: Matrix {
    var matrix = Matrix(rows: order, columns: order)
    for i in 0..<order {
      for j in 0...i {
        matrix[i, j] = sums[i * stride + j]
        matrix[j, i] = sums[i * stride + j]
      }
    }
    return matrix
  }
}
