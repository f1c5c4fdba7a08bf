import NumericalMethods

/// Pairs of filter responses a number of pixels apart, each coordinate in its standard deviations.
///
///     vertical:    (c[i, j]/σ₁, c[i+d, j]/σ₂),   column by column (j outer, i inner)
///     horizontal:  (c[i, j]/σ₁, c[i, j+d]/σ₂),   row by row       (i outer, j inner)
///
/// | symbol | here           | shape          | unit                         |
/// |--------|----------------|----------------|------------------------------|
/// | c      | `coefficients` | rows × columns | any                          |
/// | d      | `offset`       | scalar         | pixels                       |
/// | σ₁, σ₂ | –              | scalars        | that of c; about the mean of each coordinate, dividing by n |
/// | result | –              | n × 2          | standard deviations; the mean stays |
///
/// Source: science A3. The paper says "horizontal", the published code takes vertical pairs; the
/// order of the list matters to estimates from every 10th pair.
public struct PairsAtOffset: Codable, Equatable, Sendable {
  /// Along which axis of the image the two coefficients of a pair lie.
  public enum Direction: String, CaseIterable, Codable, Sendable {
    /// One below the other, as in the published code.
    case vertical
    /// Side by side, as the paper says.
    case horizontal
  }

  /// The distance in pixels.
  public let offset: Int
  /// Along which axis.
  public let direction: Direction

  /// Pairs at a distance along an axis.
  ///
  /// - Precondition: the offset is positive.
  public init(offset: Int, direction: Direction) {
    precondition(offset > 0, "a pair needs two coefficients, not an offset of \(offset)")
    self.offset = offset
    self.direction = direction
  }

  /// The pairs in an image of coefficients.
  ///
  /// - Throws: ``PairsError/offsetTooLarge(offset:coefficients:)`` where the offset leaves no pair;
  ///   ``StatisticsError`` for coefficients that are not finite, fewer than two pairs, or a
  ///   coordinate that is constant.
  public func pairs(of coefficients: Matrix) throws -> Matrix {
    let along = direction == .vertical ? coefficients.rows : coefficients.columns
    guard offset < along, !coefficients.values.isEmpty else {
      throw PairsError.offsetTooLarge(offset: offset, coefficients: along)
    }
    let (first, second) = coordinates(of: coefficients)
    let scales = (try Self.deviation(of: first), try Self.deviation(of: second))
    var pairs = Matrix(rows: first.count, columns: 2)
    pairs.values.withUnsafeMutableBufferPointer { values in
      for index in first.indices {
        values[2 * index] = first[index] / scales.0
        values[2 * index + 1] = second[index] / scales.1
      }
    }
    return pairs
  }

  /// Both coordinates in the order of the list.
  private func coordinates(of c: Matrix) -> (first: [Double], second: [Double]) {
    var (first, second) = ([Double](), [Double]())
    switch direction {
    case .vertical:
      let count = (c.rows - offset) * c.columns
      first.reserveCapacity(count)
      second.reserveCapacity(count)
      for j in 0..<c.columns {
        for i in 0..<c.rows - offset {
          first.append(c[i, j])
          second.append(c[i + offset, j])
        }
      }
    case .horizontal:
      for i in 0..<c.rows {
        let row = c.values[i * c.columns..<(i + 1) * c.columns]
        first.append(contentsOf: row.dropLast(offset))
        second.append(contentsOf: row.dropFirst(offset))
      }
    }
    return (first, second)
  }

  private static func deviation(of samples: [Double]) throws(StatisticsError) -> Double {
    try StatisticsError.check(samples, needed: 2)
    // Rounding of the mean can give equal samples a deviation; compare them instead.
    guard samples.contains(where: { $0 != samples[0] }) else {
      throw .constant(value: samples[0], samples: samples.count)
    }
    return try Moments(samples).standardDeviation
  }
}
