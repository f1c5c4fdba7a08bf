import CNLopt

/// The minimum of a smooth function of some variables, each between two bounds.
///
/// NLopt's sequential quadratic programming (SLSQP: Kraft 1994) up to a hundred variables, its L-BFGS
/// beyond. Both are deterministic. The search ends where the projected gradient is small, where no step
/// gains any more, or after so many evaluations; the projected gradient of the result tells a minimum.
public struct BoundedMinimization: Sendable {
  /// One for each variable; infinite where there is none.
  public var lowerBounds: [Double]
  /// One for each variable, not below the lower one; a variable between equal bounds is fixed.
  public var upperBounds: [Double]
  /// The largest component of the projected gradient at which a point counts as a minimum.
  public var tolerance: Double
  /// The search ends after so many.
  public var maximumEvaluations: Int

  /// So many variables or fewer have a dense approximation of the Hessian.
  private static let dense = 100

  /// A search.
  ///
  /// - Precondition: there are as many lower as upper bounds.
  public init(
    lowerBounds: [Double], upperBounds: [Double], tolerance: Double, maximumEvaluations: Int
  ) {
    precondition(
      lowerBounds.count == upperBounds.count,
      "\(lowerBounds.count) lower and \(upperBounds.count) upper bounds")
    self.lowerBounds = lowerBounds
    self.upperBounds = upperBounds
    self.tolerance = tolerance
    self.maximumEvaluations = maximumEvaluations
  }

  /// The best point that a search has seen.
  public struct Minimum: Equatable, Sendable {
    /// The variables.
    public let point: [Double]
    /// The function there.
    public let value: Double
    /// The largest component of the gradient that does not point out of a bound.
    public let projectedGradient: Double
    /// How often the function was computed.
    public let evaluations: Int
  }

  /// Searches from a point, which is moved between the bounds first.
  ///
  /// `function` gives a value and its gradient; what it throws ends the search.
  ///
  /// - Precondition: the point has as many numbers as there are bounds.
  public func minimum(
    from start: [Double], of function: (_ point: [Double]) throws -> (Double, [Double])
  ) throws -> Minimum {
    precondition(
      start.count == lowerBounds.count, "\(start.count) variables, \(lowerBounds.count) bounds")
    return try withoutActuallyEscaping(function) { function in
      let search = Search(self, function)
      try search.run(from: clipped(start))
      guard let best = search.best else { preconditionFailure("the library took no point") }
      return best
    }
  }

  // MARK: Close to a minimum

  /// Goes on from a point close to a minimum: Newton's steps with the Hessian of another function like
  /// this one, as of fewer data, which learns from every step (BFGS).
  ///
  /// Variables that a gradient holds at a bound stay there; steps end at bounds. Steps are damped after
  /// Levenberg, the more the less they gain, so that flat directions do no harm. The search ends where
  /// the projected gradient is small, where five evaluations gain less than 10⁻⁸ of the value, or after
  /// 80.
  public func refined(
    from start: [Double], hessian: Matrix,
    of function: (_ point: [Double]) throws -> (Double, [Double])
  ) throws -> Minimum {
    var (point, hessian) = (clipped(start), hessian)
    var (value, gradient) = try function(point)
    var (evaluations, damping, before) = (1, 1e-7, Double.infinity)
    while largest(gradient, at: point) > tolerance && evaluations < 80 && damping < 10 {
      if evaluations % 5 == 0 {
        guard value < before - 1e-8 * abs(value) else { break }
        before = value
      }
      let step = try newtonStep(hessian, gradient, at: point, damping: damping)
      let trial = clipped(zip(point, step).map { $0 + $1 })
      let (there, slopes) = try function(trial)
      evaluations += 1
      hessian.learn(
        from: zip(trial, point).map { $0 - $1 }, change: zip(slopes, gradient).map { $0 - $1 })
      if there <= value + 1e-12 * abs(value) {  // sums of many terms are rounded
        (point, value, gradient) = (trial, there, slopes)
        damping = max(0.1 * damping, 1e-7)
      } else {
        damping = max(10 * damping, 1e-4)
      }
    }
    return Minimum(
      point: point, value: value, projectedGradient: largest(gradient, at: point),
      evaluations: evaluations)
  }

  /// −(|H| + ε λ I)⁻¹ times the gradient among the variables that may move, λ the largest eigenvalue of
  /// |H| and ε the damping; at most ½ long.
  private func newtonStep(
    _ hessian: Matrix, _ gradient: [Double], at point: [Double], damping: Double
  ) throws -> [Double] {
    let moving = projected(gradient, at: point)
    let free = point.indices.filter { moving[$0] != 0 }
    var part = Matrix(rows: free.count, columns: free.count)
    for (a, i) in free.enumerated() {
      for (b, j) in free.enumerated() { part[a, b] = hessian[i, j] }
    }
    let decomposition = try SymmetricEigendecomposition(part)
    let added = damping * (decomposition.values.map(abs).max() ?? 0)
    var step = [Double](repeating: 0, count: point.count)
    for (e, value) in decomposition.values.enumerated() {
      let along = free.indices.reduce(0) { $0 + decomposition.vectors[$1, e] * moving[free[$1]] }
      for (a, i) in free.enumerated() {
        step[i] -= decomposition.vectors[a, e] * along / (abs(value) + added)
      }
    }
    let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0.5 ? step.map { 0.5 / length * $0 } : step
  }

  /// The Hessian of a function at a point, by differences of its gradient; 0 in the rows and columns of
  /// variables between equal bounds.
  public func hessian(
    at point: [Double], of function: (_ point: [Double]) throws -> (Double, [Double])
  ) throws -> Matrix {
    let here = try function(point).1
    var hessian = Matrix(rows: point.count, columns: point.count)
    for i in point.indices where lowerBounds[i] < upperBounds[i] {
      let step = point[i] + 1e-5 <= upperBounds[i] ? 1e-5 : -1e-5
      var moved = point
      moved[i] += step
      let there = try function(moved).1
      for j in point.indices where lowerBounds[j] < upperBounds[j] {
        hessian[j, i] = (there[j] - here[j]) / step
      }
    }
    return hessian.symmetricPart
  }

  // MARK: Bounds

  private func clipped(_ point: [Double]) -> [Double] {
    point.indices.map { min(max(point[$0], lowerBounds[$0]), upperBounds[$0]) }
  }

  private func largest(_ gradient: [Double], at point: [Double]) -> Double {
    projected(gradient, at: point).reduce(0) { max($0, abs($1)) }
  }

  /// The gradient's components, 0 where one points out of a bound that its variable has reached.
  public func projected(_ gradient: [Double], at point: [Double]) -> [Double] {
    gradient.indices.map { index in
      // The library ends next to a bound, and units that change back and forth round.
      let isOut =
        gradient[index] > 0
        ? point[index] <= lowerBounds[index] + 1e-12 : point[index] >= upperBounds[index] - 1e-12
      return isOut || lowerBounds[index] == upperBounds[index] ? 0 : gradient[index]
    }
  }

  /// The library's version: results depend on it.
  public static var libraryVersion: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    nlopt_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }

  // MARK: The library's calls

  /// What a search remembers between the library's calls.
  private final class Search {
    private let problem: BoundedMinimization
    private let function: ([Double]) throws -> (Double, [Double])
    private(set) var best: Minimum?
    private var evaluations = 0
    private var failure: (any Error)?
    private let optimizer: nlopt_opt?

    init(
      _ problem: BoundedMinimization, _ function: @escaping ([Double]) throws -> (Double, [Double])
    ) {
      self.problem = problem
      self.function = function
      let count = problem.lowerBounds.count
      optimizer = nlopt_create(
        count <= BoundedMinimization.dense ? NLOPT_LD_SLSQP : NLOPT_LD_LBFGS, UInt32(count))
    }

    deinit { nlopt_destroy(optimizer) }

    func run(from start: [Double]) throws {
      nlopt_set_lower_bounds(optimizer, problem.lowerBounds)
      nlopt_set_upper_bounds(optimizer, problem.upperBounds)
      nlopt_set_maxeval(optimizer, Int32(problem.maximumEvaluations))
      // No step gains any more: rounding.
      nlopt_set_ftol_rel(optimizer, 1e-15)
      let context = Unmanaged.passUnretained(self).toOpaque()
      nlopt_set_min_objective(
        optimizer,
        { count, point, gradient, context in
          guard let point, let context else { return .nan }
          let search = Unmanaged<Search>.fromOpaque(context).takeUnretainedValue()
          return search.evaluate(
            Array(UnsafeBufferPointer(start: point, count: Int(count))), gradient)
        }, context)
      var (point, value) = (start, 0.0)
      // Its code says no more than `best` does.
      _ = nlopt_optimize(optimizer, &point, &value)
      if let failure { throw failure }
    }

    private func evaluate(_ point: [Double], _ target: UnsafeMutablePointer<Double>?) -> Double {
      do {
        let (value, gradient) = try function(point)
        evaluations += 1
        if let target {
          for index in gradient.indices { target[index] = gradient[index] }
        }
        note(point, value, gradient)
        return value
      } catch {
        failure = error
        nlopt_force_stop(optimizer)
        return .infinity
      }
    }

    private func note(_ point: [Double], _ value: Double, _ gradient: [Double]) {
      let slope = problem.largest(gradient, at: point)
      let isBetter = best.map { value < $0.value } ?? true
      let arrives = slope <= problem.tolerance
      if isBetter || arrives {
        best = Minimum(
          point: point, value: value, projectedGradient: slope, evaluations: evaluations)
      } else if let known = best {
        best = Minimum(
          point: known.point, value: known.value, projectedGradient: known.projectedGradient,
          evaluations: evaluations)
      }
      if arrives { nlopt_force_stop(optimizer) }
    }
  }
}

extension Matrix {
  /// The BFGS update of a Hessian B after a step s along which the gradient changed by y:
  /// B + y yᵀ/yᵀs − B s sᵀB/sᵀB s. None where the curvature along s is not positive.
  fileprivate mutating func learn(from s: [Double], change y: [Double]) {
    let bs = (0..<rows).map { i in (0..<rows).reduce(0) { $0 + self[i, $1] * s[$1] } }
    let (ys, sbs) = (
      zip(y, s).reduce(0) { $0 + $1.0 * $1.1 }, zip(s, bs).reduce(0) { $0 + $1.0 * $1.1 }
    )
    guard ys > 1e-12 * sbs, sbs > 0 else { return }
    for i in 0..<rows {
      for j in 0..<rows { self[i, j] += y[i] * y[j] / ys - bs[i] * bs[j] / sbs }
    }
  }
}
