import NumericalMethods

/// What a whitening network is to reach, and how far it still has to go.
///
///     S = C^(1/2),   V(M) = Tr(M⁻¹C + M − 2S) = ‖L⁻¹(M − S)‖²,  M = L Lᵀ,   C_y = M⁻¹CM⁻¹
///
/// | symbol | here          | shape | unit                 |
/// |--------|---------------|-------|----------------------|
/// | C      | `covariance`  | n × n | that of x, squared   |
/// | S      | `recurrence`  | n × n | that of x            |
/// | V      | `Distance.objective` |  | that of x           |
/// | ‖C_y − I‖ | `Distance.whiteningError` | | 1 (Frobenius norm) |
/// | ‖M − S‖ | `Distance.recurrenceError` | | that of x (Frobenius norm) |
///
/// V is computed as the square, which does not cancel near the solution. Source: science B.
public struct WhiteningTarget: Equatable, Sendable {
  /// C.
  public let covariance: Matrix
  /// S, the M that whitens.
  public let recurrence: Matrix
  /// The variances along the principal axes, ascending.
  public let eigenvalues: [Double]
  /// The principal axes, a column each.
  public let axes: Matrix

  /// How far a network is from whitening.
  public struct Distance: Codable, Equatable, Sendable {
    /// V ≥ 0.
    public let objective: Double
    /// ‖C_y − I‖.
    public let whiteningError: Double
    /// ‖M − S‖.
    public let recurrenceError: Double

    var ifFinite: Distance? { objective.isFinite && whiteningError.isFinite ? self : nil }
  }

  /// Tr S, the objective's own scale.
  fileprivate var trace: Double { eigenvalues.reduce(0) { $0 + $1.squareRoot() } }

  /// The target for inputs with a covariance.
  ///
  /// - Precondition: the matrix is square.
  /// - Throws: `LinearAlgebraError`: not finite, not symmetric, or singular where 1/condition is at
  ///   most order · 2⁻⁵²: such inputs cannot be whitened.
  public init(covariance: Matrix) throws(LinearAlgebraError) {
    let decomposition = try SymmetricEigendecomposition(covariance)
    let condition = decomposition.reciprocalCondition
    guard condition > Double(covariance.rows) * 0x1p-52 else {
      throw .singular(order: covariance.rows, reciprocalCondition: condition)
    }
    self.covariance = covariance
    recurrence = decomposition.reassembled { $0.squareRoot() }
    eigenvalues = decomposition.values
    axes = decomposition.vectors
  }

  /// M⁻¹CM⁻¹ − I, the mean of y yᵀ − I; nil where M is not positive definite, or has run away: its
  /// diagonal beyond 10¹² times the largest element that S can have.
  public func excess(of recurrence: Matrix) -> Matrix? {
    factor(recurrence).map(excess)
  }

  /// How far a network with recurrence M is from whitening; nil as for ``excess(of:)``.
  public func distance(of recurrence: Matrix) -> Distance? {
    guard let factor = factor(recurrence) else { return nil }
    var difference = recurrence
    for index in difference.values.indices {
      difference.values[index] -= self.recurrence.values[index]
    }
    return Distance(
      objective: Self.square(factor.solveLower(difference)),
      whiteningError: Self.square(excess(factor)).squareRoot(),
      recurrenceError: Self.square(difference).squareRoot()
    ).ifFinite
  }

  /// Whether a recurrence with this diagonal is a trillion times too large.
  func hasRunAway(_ diagonal: [Double]) -> Bool {
    let limit = 1e12 * (eigenvalues.last ?? 0).squareRoot()
    return !diagonal.allSatisfy { $0 < limit }
  }

  /// M⁻¹CM⁻¹ − I = (M⁻¹S)(M⁻¹S)ᵀ − I, exactly symmetric.
  private func excess(_ factor: CholeskyFactor) -> Matrix {
    var excess = LinearAlgebra.gram(factor.solve(recurrence), transposing: .second)
    for i in 0..<excess.rows { excess[i, i] -= 1 }
    return excess
  }

  /// A recurrence that is not positive definite, or singular to rounding, does not settle.
  private func factor(_ recurrence: Matrix) -> CholeskyFactor? {
    if hasRunAway((0..<recurrence.rows).map { recurrence[$0, $0] }) { return nil }
    do {
      return try CholeskyFactor(recurrence)
    } catch {
      return nil
    }
  }

  private static func square(_ matrix: Matrix) -> Double {
    matrix.values.reduce(0) { $0 + $1 * $1 }
  }
}

// MARK: - When it is reached

/// When a network counts as whitening.
public struct WhiteningCriterion: Codable, Equatable, Sendable {
  /// By what its distance is measured.
  public enum Measure: String, Codable, CaseIterable, Sendable {
    /// V.
    case objective
    /// ‖C_y − I‖.
    case whiteningError = "whitening-error"
    /// ‖M − C^(1/2)‖.
    case recurrenceError = "recurrence-error"
  }

  /// What the threshold is a multiple of.
  public enum Reference: String, Codable, CaseIterable, Sendable {
    /// The unit.
    case absolute
    /// The distance at the start.
    case initial
  }

  /// By what the distance is measured.
  public var measure: Measure
  /// The largest distance that counts as whitening.
  public var threshold: Double
  /// What the threshold is a multiple of.
  public var reference: Reference

  /// A criterion.
  public init(measure: Measure, threshold: Double, reference: Reference = .absolute) {
    self.measure = measure
    self.threshold = threshold
    self.reference = reference
  }

  /// Whether a distance meets the criterion, given the distance at the start.
  public func isMet(by distance: WhiteningTarget.Distance, from start: WhiteningTarget.Distance)
    -> Bool
  {
    let limit = reference == .initial ? threshold * size(of: start) : threshold
    return size(of: distance) <= limit
  }

  private func size(of distance: WhiteningTarget.Distance) -> Double {
    switch measure {
    case .objective: distance.objective
    case .whiteningError: distance.whiteningError
    case .recurrenceError: distance.recurrenceError
    }
  }
}

// MARK: - The way there

/// How far a network was from whitening in the course of its learning.
///
/// Time is in units of 1/η: after t/η steps with learning rate η, t has passed.
public struct WhiteningCourse: Codable, Equatable, Sendable {
  /// How the learning ended.
  public enum Ending: String, Codable, Sendable {
    /// At the end of its time.
    case complete
    /// M was no longer positive definite, and responses no longer settled: too long a step, or an
    /// overshoot. The course goes as far as they did.
    case lostStability = "lost-stability"
    /// At the end of its time, but farther from the solution than at its start, and than M = 2.6 S
    /// would be (V > Tr S): steps too long for their fluctuations.
    case diverged
  }

  /// When the network was looked at, ascending from 0.
  public private(set) var times: [Double] = []
  /// V at these times.
  public private(set) var objectives: [Double] = []
  /// ‖C_y − I‖ at these times.
  public private(set) var whiteningErrors: [Double] = []
  /// When the criterion was first met; none where it was not.
  public internal(set) var convergenceTime: Double?
  /// How the learning ended.
  public internal(set) var ending = Ending.complete

  init() {}

  /// Ends the course at the end of its time, if it came that far.
  mutating func complete(towards target: WhiteningTarget) {
    guard ending == .complete, let first = objectives.first, let last = objectives.last else {
      return
    }
    ending = last > max(first, target.trace) ? .diverged : .complete
  }

  /// Notes how far the network is, and whether that is near enough for the first time; the end of a
  /// course where nothing settles.
  ///
  /// - Parameter first: how far it was at the start, which is noted there.
  mutating func record(
    _ distance: WhiteningTarget.Distance?, since first: inout WhiteningTarget.Distance?,
    at time: Double, until criterion: WhiteningCriterion?
  ) {
    guard let distance else {
      ending = .lostStability
      return
    }
    record(distance, at: time)
    let start = first ?? distance
    first = start
    if convergenceTime == nil, criterion?.isMet(by: distance, from: start) == true {
      convergenceTime = time
    }
  }

  mutating func record(_ distance: WhiteningTarget.Distance, at time: Double) {
    times.append(time)
    objectives.append(distance.objective)
    whiteningErrors.append(distance.whiteningError)
  }
}

/// A network that has learned, and how.
public struct WhitenedNetwork<Network: WhiteningNetwork>: Equatable, Sendable {
  /// The network at the end.
  public let network: Network
  /// How far it was from whitening on the way.
  public let course: WhiteningCourse
}
