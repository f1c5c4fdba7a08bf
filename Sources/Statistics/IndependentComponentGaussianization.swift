import NumericalMethods

/// Independent components, each mapped by its ranks to a standard normal one.
///
///     y = G(R C^(−1/2) x),   R the rotation with the least Σⱼ E|(R C^(−1/2) x)_j|
///
/// | symbol | here      | shape | unit                                                     |
/// |--------|-----------|-------|----------------------------------------------------------|
/// | x      | `samples` | n × N | any                                                      |
/// | C^(−1/2) | –       | N × N | ``Whitening`` of x                                       |
/// | G      | –         | ``marginalGaussianization(ofRows:)``: each coordinate by its ranks | |
/// | y      | result    | n × N | standard deviations                                      |
///
/// Makes linear mixtures of sparse independent sources independent and normal: of white signals the
/// sources have the least absolute values. (Sources with lighter tails than a normal one have the
/// largest, and are not found.) As the whitening does, it leaves the mean of x in.
///
/// R is one angle for N = 2: the best of 64, refined by a golden-section search. For larger N planes
/// are turned one after the other, each to its best angle, until in none is anything left to gain (a
/// part of 10⁻⁸); the result may then be a local minimum. N = 1 has no plane.
///
/// Source: science C4. Accuracy: between kinks at angles where a sample crosses an axis the function
/// is concave, so that the angle is a best one only to the distance of kinks, π/(4n). The same bits
/// on every processor for N = 2. Cost: 100 sums of 2n terms for a plane; 60 ms for 261,120 × 2.
///
/// - Parameters:
///   - samples: a sample in each row.
///   - checkpoint: is called before every plane; what it throws ends the computation.
/// - Throws: ``StatisticsError`` for fewer than two samples or a number that is not finite;
///   `LinearAlgebraError` where the covariance is singular; and what `checkpoint` throws.
public func independentComponentGaussianization(
  ofRows samples: Matrix, checkpoint: () throws -> Void = {}
) throws -> Matrix {
  var result = try Whitening(ofRows: samples).applied(toRows: samples)
  let planes = (0..<samples.columns).flatMap { j in (0..<j).map { (first: $0, second: j) } }
  var (next, settled) = (0, 0)
  while settled < planes.count {
    try checkpoint()
    let (first, second) = planes[next]
    let plane = PlaneOfSamples(of: result, first, second)
    let turn = plane.sparsestTurn()
    if plane.absoluteSum(turn) < (1 - 1e-8) * plane.absoluteSum(PlaneTurn(0)) {
      result.turn(turn, first, second)
      settled = 0  // the others may gain again; this one cannot
    }
    settled += 1
    next = (next + 1) % planes.count
  }
  return try marginalGaussianization(ofRows: result)
}

// MARK: - Turns

/// A turn of a plane by φ: (a, b) → (cos φ a + sin φ b, −sin φ a + cos φ b).
///
/// By t = tan(φ/2), so that no trigonometric function of the system library decides on bits.
struct PlaneTurn: Equatable {
  let cosine: Double
  let sine: Double

  /// The turn with t = tan(φ/2): 0 to 1 is a right angle.
  init(_ t: Double) {
    cosine = (1 - t * t) / (1 + t * t)
    sine = 2 * t / (1 + t * t)
  }
}

extension Matrix {
  fileprivate mutating func turn(_ turn: PlaneTurn, _ first: Int, _ second: Int) {
    for row in 0..<rows {
      let (a, b) = (self[row, first], self[row, second])
      self[row, first] = turn.cosine * a + turn.sine * b
      self[row, second] = turn.cosine * b - turn.sine * a
    }
  }
}

/// Two coordinates of samples, eight samples side by side; the last are filled up with zeros.
struct PlaneOfSamples {
  private var a: [Lanes]
  private var b: [Lanes]

  init(of samples: Matrix, _ first: Int, _ second: Int) {
    a = [Lanes](repeating: .zero, count: (samples.rows + 7) / 8)
    b = a
    for row in 0..<samples.rows {
      a[row / 8][row % 8] = samples[row, first]
      b[row / 8][row % 8] = samples[row, second]
    }
  }

  /// Σ |cos φ a + sin φ b| + |cos φ b − sin φ a|.
  func absoluteSum(_ turn: PlaneTurn) -> Double {
    let (cosine, sine) = (Lanes(repeating: turn.cosine), Lanes(repeating: turn.sine))
    var sums = Lanes.zero
    for (a, b) in zip(a, b) {
      sums += Self.magnitude(cosine * a + sine * b)
      sums += Self.magnitude(cosine * b - sine * a)
    }
    return (0..<8).reduce(0) { $0 + sums[$1] }
  }

  private static func magnitude(_ x: Lanes) -> Lanes {
    let withoutSign = SIMD8<UInt64>(repeating: ~(1 << 63))
    return unsafeBitCast(unsafeBitCast(x, to: SIMD8<UInt64>.self) & withoutSign, to: Lanes.self)
  }

  /// The turn with the least ``absoluteSum(_:)``, which a right angle does not change.
  func sparsestTurn() -> PlaneTurn {
    let steps = 64
    let grid = (0..<steps).map { step in
      let t = Double(step) / Double(steps)
      return (t: t, sum: absoluteSum(PlaneTurn(t)))
    }
    let best = grid.reduce(grid[0]) { $1.sum < $0.sum ? $1 : $0 }
    // 32 steps shorten an interval 5·10⁶ times.
    let refined = goldenSection(
      from: best.t - 1 / Double(steps), to: best.t + 1 / Double(steps), steps: 32
    ) { absoluteSum(PlaneTurn($0)) }
    return PlaneTurn(refined.value < best.sum ? refined.place : best.t)
  }
}
