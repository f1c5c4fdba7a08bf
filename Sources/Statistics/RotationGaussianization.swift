import NumericalMethods

/// Rotation-based iterative Gaussianization (RBIG).
///
///     y ← R_l G(y),   l = 1 … L,   from y = x
///
/// | symbol | here      | shape | unit                                     |
/// |--------|-----------|-------|------------------------------------------|
/// | x      | `samples` | n × N | any, each coordinate in its own          |
/// | G      | –         | ``marginalGaussianization(ofRows:)``: each coordinate by its ranks | |
/// | R_l    | –         | N × N | orthogonal, uniform, independent of one another |
/// | L      | `layers`  | scalar | 1                                       |
/// | y      | result    | n × N | standard deviations                      |
///
/// A layer makes the marginals normal and then turns them; the last thing that is done is a turn, so
/// that the marginals of the result are normal only as far as the result is. Rotations here are
/// reflections half of the time, which makes no difference to a normal distribution. Equal values of
/// x are told apart by their rows. L layers and then K make L + K.
///
/// Few layers depend on their rotations: of pairs of photographs' filter responses 10 layers leave
/// 0.01 to 0.04 nat, the mean over seven photographs differing by a quarter from seed to seed; 30
/// layers leave 0.006 with hardly any spread.
///
/// Source: Laparra, Camps-Valls & Malo, "Iterative Gaussianization: from ICA to random rotations",
/// IEEE Trans. Neural Netw. 22 (2011), with random rotations and marginals by ranks (science C4).
/// The result has the same bits on every processor. Cost: N sorts and n N² products a layer; 0.25 s
/// for 10 layers of 261,120 × 2.
///
/// - Parameters:
///   - samples: a sample in each row.
///   - layers: how often marginals are made normal and turned.
///   - stream: gives the rotations; N² words a layer are drawn.
///   - checkpoint: is called before every layer; what it throws ends the computation.
/// - Precondition: there is a layer.
/// - Throws: ``StatisticsError`` for fewer than two samples, or where a number is not finite or a
///   coordinate is constant; and what `checkpoint` throws.
public func rotationGaussianization(
  ofRows samples: Matrix, layers: Int, from stream: inout RandomStream,
  checkpoint: () throws -> Void = {}
) throws -> Matrix {
  precondition(layers > 0, "no Gaussianization by \(layers) layers")
  try StatisticsError.check(samples.values, needed: 0)
  try checkRanks(ofRows: samples)
  var result = samples
  var scores = NormalScores(count: samples.rows)
  for _ in 0..<layers {
    try checkpoint()
    scores.replaceColumns(of: &result)
    result.turnRows(by: .randomOrthogonal(order: samples.columns, from: &stream))
  }
  return result
}

extension Matrix {
  /// Replaces every row y by R y, in plain sums: ranks downstream would show a difference in the
  /// last bit between kernels of a library.
  fileprivate mutating func turnRows(by rotation: Matrix) {
    let n = columns
    var turned = [Double](repeating: 0, count: n)
    values.withUnsafeMutableBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: n) {
        for i in 0..<n {
          var sum = 0.0
          for j in 0..<n { sum += rotation.values[i * n + j] * values[start + j] }
          turned[i] = sum
        }
        for i in 0..<n { values[start + i] = turned[i] }
      }
    }
  }
}
