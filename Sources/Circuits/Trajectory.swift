import NumericalMethods

/// The parameters of a circuit at about a thousand evenly spaced iterations of its training.
public struct Trajectory: Equatable, Sendable {
  /// The numbers of steps done, from 0 to all.
  public private(set) var iterations: [Int] = []
  /// g: a row for each of `iterations`, a column for each interneuron.
  public var gains: Matrix { matrix(gainValues, columns: interneurons) }
  /// θ: rows and columns as in `gains`.
  public var thetas: Matrix { matrix(thetaValues, columns: interneurons) }
  /// W: a row for each of `iterations`, N × K columns, weight (j, i) in column j K + i.
  public var weights: Matrix { matrix(weightValues, columns: primaryNeurons * interneurons) }

  private let primaryNeurons: Int
  private let interneurons: Int
  private var gainValues: [Double] = []
  private var thetaValues: [Double] = []
  private var weightValues: [Double] = []

  /// An empty trajectory with room for the points of a schedule.
  init(primaryNeurons: Int, interneurons: Int, iterations count: Int) {
    self.primaryNeurons = primaryNeurons
    self.interneurons = interneurons
    // Reserved, so that recording allocates nothing while a circuit learns.
    let points = count / Self.stride(iterations: count) + 2
    iterations.reserveCapacity(points)
    gainValues.reserveCapacity(points * interneurons)
    thetaValues.reserveCapacity(points * interneurons)
    weightValues.reserveCapacity(points * primaryNeurons * interneurons)
  }

  /// The number of iterations between points.
  static func stride(iterations: Int) -> Int { max(1, iterations / 1000) }

  /// Whether the parameters after `done` of `iterations` steps are kept.
  static func keeps(_ done: Int, of iterations: Int) -> Bool {
    done == iterations || done % stride(iterations: iterations) == 0
  }

  /// Adds the parameters after `done` steps.
  mutating func record(done: Int, gains: [Double], thetas: [Double], weights: [Double]) {
    iterations.append(done)
    gainValues.append(contentsOf: gains)
    thetaValues.append(contentsOf: thetas)
    weightValues.append(contentsOf: weights)
  }

  private func matrix(_ values: [Double], columns: Int) -> Matrix {
    Matrix(rows: iterations.count, columns: columns, values: values)
  }
}
