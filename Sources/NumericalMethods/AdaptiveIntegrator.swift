import RealModule

/// Solves y′ = f(y), y(0) given, with steps of controlled error.
///
/// The pair of orders 5 and 4 of Dormand and Prince; the fifth-order result is kept. A step is
/// accepted where the root mean square of error / (absolute + relative · |y|) over the components
/// is at most 1, and its length goes with the fifth root of that. Where f is undefined (a recurrence
/// that is no longer positive definite) the step is rejected and halved.
///
/// Source: Dormand & Prince, "A family of embedded Runge–Kutta formulae", J. Comput. Appl. Math. 6
/// (1980). Accuracy: the error of one step is within the tolerance; on flows that contract, as those
/// of whitening networks do, errors do not add up. Cost: six evaluations of f for a step.
public struct AdaptiveIntegrator {
  /// f; nil outside of its domain.
  public typealias Field = ([Double]) -> [Double]?

  /// The largest error of a step.
  public struct Tolerance: Equatable, Sendable {
    /// In terms of the component's magnitude.
    public var relative: Double
    /// Where that vanishes.
    public var absolute: Double

    /// A tolerance.
    public init(relative: Double, absolute: Double) {
      self.relative = relative
      self.absolute = absolute
    }
  }

  /// How an attempt to go on ended.
  public enum Progress: Equatable, Sendable {
    /// A step was made.
    case stepped
    /// No step is short enough: f is undefined ahead, or changes faster than time can be resolved.
    case stuck
  }

  /// t.
  public private(set) var time = 0.0
  /// y(t).
  public private(set) var state: [Double]
  /// Where the last step began.
  public private(set) var previous: (time: Double, state: [Double])

  private let field: Field
  private let tolerance: Tolerance
  private var slope: [Double]
  private var previousSlope: [Double]
  private var length: Double

  /// At the start; nil where f is undefined there.
  public init?(from state: [Double], tolerance: Tolerance, field: @escaping Field) {
    guard let slope = field(state) else { return nil }
    self.state = state
    self.tolerance = tolerance
    self.field = field
    self.slope = slope
    previous = (0, state)
    previousSlope = slope
    // A hundredth of the time in which y would change by itself.
    let (size, speed) = (Self.norm(state), Self.norm(slope))
    length = size > 0 && speed > 0 ? 0.01 * size / speed : 1e-6
  }

  /// Makes one step, not beyond `end`.
  public mutating func step(upTo end: Double) -> Progress {
    while time < end {
      // The rest in two where one would leave a sliver.
      let left = end - time
      let h = length >= left ? left : min(length, 0.5 * left)
      guard time + h > time else { return .stuck }
      guard let attempt = Self.attempt(state, slope, h, field) else {
        length = 0.5 * h
        continue
      }
      let error = scaledError(attempt)
      if error <= 1 {
        previous = (time, state)
        previousSlope = slope
        (state, slope) = (attempt.state, attempt.slope)
        time = h == left ? end : time + h
        // A step cut short by the end says nothing against the longer one.
        length = max(h * Self.growth(error), h < length ? length : 0)
        return .stepped
      }
      length = h * Self.growth(error)
    }
    return .stepped
  }

  /// y within the last step, `elapsed` after its beginning: by a step of that length.
  public func state(sincePrevious elapsed: Double) -> [Double] {
    Self.attempt(previous.state, previousSlope, elapsed, field)?.state ?? state
  }

  private struct Attempt {
    let state: [Double]
    let slope: [Double]
    /// Fifth minus fourth order.
    let error: [Double]
  }

  private func scaledError(_ attempt: Attempt) -> Double {
    var sum = 0.0
    for (index, error) in attempt.error.enumerated() {
      let size = max(abs(state[index]), abs(attempt.state[index]))
      let scaled = error / (tolerance.absolute + tolerance.relative * size)
      sum += scaled * scaled
    }
    return (sum / Double(max(1, state.count))).squareRoot()
  }

  /// By what a step's length changes after an error; not-a-number counts as large.
  private static func growth(_ error: Double) -> Double {
    guard error > 0 else { return error == 0 ? 5 : 0.2 }
    return min(max(0.9 * Double.pow(error, -0.2), 0.2), 5)
  }

  private static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  // MARK: The pair

  /// The rows of the tableau below the first; the last is that of the fifth-order result.
  private static let stages: [[Double]] = [
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ]
  /// Fifth minus fourth order.
  private static let errorWeights = [
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
  ]

  private static func attempt(
    _ start: [Double], _ slope: [Double], _ h: Double, _ field: Field
  ) -> Attempt? {
    var slopes = [slope]
    var end = start
    for weights in stages {
      end = moved(start, along: slopes, weights, h)
      guard let next = field(end) else { return nil }
      slopes.append(next)
    }
    let zero = [Double](repeating: 0, count: start.count)
    return Attempt(
      state: end, slope: slopes[slopes.count - 1],
      error: moved(zero, along: slopes, errorWeights, h))
  }

  private static func moved(
    _ start: [Double], along slopes: [[Double]], _ weights: [Double], _ h: Double
  ) -> [Double] {
    var moved = start
    for (slope, weight) in zip(slopes, weights) where weight != 0 {
      for index in moved.indices { moved[index] += h * weight * slope[index] }
    }
    return moved
  }
}
