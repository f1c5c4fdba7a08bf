import NumericalMethods

@testable import Statistics

/// Signals with heavy tails, of which each Gaussianization can undo some.
enum HeavyTailedSignals: CaseIterable, Sendable {
  /// Independent coordinates z + z³: with no peak at 0, where errors of angles would show most.
  case independent
  /// Turns of them by 30 degrees, in each plane of two neighbors.
  case mixture
  /// ρ A z with a random ρ and a normal z: elliptical.
  case elliptical

  func samples(_ n: Int, dimensions: Int = 2) -> Matrix {
    var stream = RandomStream(key: [21, UInt64(dimensions)])
    var result = Matrix(rows: n, columns: dimensions)
    for row in 0..<n {
      // A product of two normal deviates has heavier tails than either.
      let scale = 1 + stream.normal() * stream.normal()
      for column in 0..<dimensions {
        let z = stream.normal()
        result[row, column] = self == .elliptical ? scale * z : z + z * z * z
      }
    }
    return self == .independent ? result : LinearAlgebra.product(result, matrix(dimensions))
  }

  /// What the sources are multiplied with, from the right.
  private func matrix(_ dimensions: Int) -> Matrix {
    var matrix = Matrix(rows: dimensions, columns: dimensions)
    for index in 0..<dimensions { matrix[index, index] = self == .elliptical ? 2 : 1 }
    for index in 1..<dimensions {
      if self == .elliptical {
        matrix[index, index - 1] = 1
      } else {
        matrix.turn(index - 1, index)
      }
    }
    return matrix
  }
}

extension Matrix {
  /// Turns two columns by 30 degrees.
  fileprivate mutating func turn(_ first: Int, _ second: Int) {
    let (cosine, sine) = (0.75.squareRoot(), 0.5)
    for row in 0..<rows {
      let (a, b) = (self[row, first], self[row, second])
      self[row, first] = cosine * a + sine * b
      self[row, second] = cosine * b - sine * a
    }
  }

  /// The elements of a column.
  func column(_ column: Int) -> [Double] { (0..<rows).map { self[$0, column] } }
}
