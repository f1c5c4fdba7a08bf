import NumericalMethods
import RealModule

/// A linear recurrent network of n neurons that learns to whiten its inputs.
///
///     y = M⁻¹ x   settles from   ẏ = x − M y,      so that M → C^(1/2),   y → C^(−1/2) x
///
/// | symbol | here         | shape          | unit                    |
/// |--------|--------------|----------------|-------------------------|
/// | x      | inputs       | n (rows: b × n) | any                    |
/// | y      | responses    | n (rows: b × n) | 1                      |
/// | M      | `recurrence` | n × n          | that of x               |
/// | C      | covariance   | n × n          | that of x, squared      |
///
/// M is positive definite, or the responses do not settle. Two networks are built on this, which
/// differ in what their synapses are and so in how fast they learn: ``DirectWhitening`` and
/// ``InterneuronWhitening``. Source: acceleration paper, figure 1; science B (equations derived).
public protocol WhiteningNetwork: Equatable, Sendable {
  /// The synaptic weights.
  var weights: Matrix { get }
  /// M, symmetric.
  var recurrence: Matrix { get }
  /// The same network with other weights of the same shape.
  func with(weights: Matrix) -> Self
  /// Adds a multiple of a flow to the weights.
  mutating func move(_ rate: Double, along flow: Matrix)

  /// What the weights change by in a unit of time, given the mean of y yᵀ − I: over samples, or
  /// M⁻¹CM⁻¹ − I for the mean flow.
  func flow(excess: Matrix) -> Matrix

  /// M of eight networks, n × n, from their weights, n × k.
  static func recurrence(
    of weights: UnsafePointer<Lanes>, neurons: Int, columns: Int,
    into recurrence: UnsafeMutablePointer<Lanes>)

  /// Moves the weights of eight networks along the flow of an excess; scratch is as large as they.
  static func move(
    _ weights: UnsafeMutablePointer<Lanes>, _ rate: Double, excess: UnsafePointer<Lanes>,
    neurons: Int, columns: Int, scratch: UnsafeMutablePointer<Lanes>)

  /// The largest learning rate at which explicit Euler steps of the mean flow stay near the
  /// solution, for inputs with these variances along their principal axes.
  static func stabilityBound(eigenvalues: [Double]) -> Double

  /// The time in which the mean flow takes a mode of M from m₀ to m; spectral initialization.
  static func modeTime(from m0: Double, to m: Double, eigenvalue c: Double) -> Double

  /// A mode of M after a time of the mean flow; spectral initialization.
  static func mode(at time: Double, from m0: Double, eigenvalue c: Double) -> Double
}

extension WhiteningNetwork {
  /// n.
  public var neurons: Int { weights.rows }

  /// One learning step on a batch of responses, given the mean of y yᵀ over it.
  ///
  /// - Precondition: the mean is n × n.
  public mutating func learn(fromMoment moment: consuming Matrix, rate: Double) {
    precondition(
      moment.rows == neurons && moment.columns == neurons,
      "moments \(moment.rows) × \(moment.columns) of \(neurons) neurons")
    for i in 0..<neurons { moment[i, i] -= 1 }
    move(rate, along: flow(excess: moment))
  }

  /// The time until a mode of M is within a distance ε of √c, from either side.
  ///
  /// - Precondition: m₀, c and ε are positive, and ε is below √c.
  public static func convergenceTime(
    from m0: Double, eigenvalue c: Double, tolerance epsilon: Double
  ) -> Double {
    let root = c.squareRoot()
    precondition(
      m0 > 0 && c > 0 && epsilon > 0 && epsilon < root,
      "no convergence from \(m0) to within \(epsilon) of the root of \(c)")
    guard abs(m0 - root) > epsilon else { return 0 }
    return modeTime(from: m0, to: m0 > root ? root + epsilon : root - epsilon, eigenvalue: c)
  }
}

// MARK: - Where it starts

/// The recurrence M₀ from which a whitening network starts.
///
///     M₀ = a U diag(q^(u₁) … q^(uₙ)) Uᵀ,   uᵢ evenly spaced from −½ to ½      or      a C^(1/2)
///
/// | symbol | here     | shape | unit          |
/// |--------|----------|-------|---------------|
/// | a      | `scale`  |       | that of x, or 1 |
/// | q      | `spread` |       | 1             |
/// | U      | `kind`   | n × n | 1             |
///
/// With q = 1, M₀ is a I and commutes with every covariance. Source: science B.
public struct InitialRecurrence: Equatable, Sendable {
  /// What M₀ is like.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// U are the principal axes of the signals, the weakest with u₁: M₀ commutes with C ("spectral
    /// initialization").
    case commuting
    /// U is a random rotation.
    case random
    /// a C^(1/2): with a = 1 the network whitens from the start.
    case solution
  }

  /// a.
  public var scale: Double
  /// q, the ratio of the largest and the smallest eigenvalue.
  public var spread: Double
  /// What M₀ is like.
  public var kind: Kind

  /// A start.
  ///
  /// - Precondition: scale and spread are positive.
  public init(_ kind: Kind, scale: Double, spread: Double = 1) {
    precondition(scale > 0 && spread > 0, "no positive recurrence of \(scale) and \(spread)")
    self.scale = scale
    self.spread = spread
    self.kind = kind
  }

  /// M₀, exactly symmetric. Draws n² words where it is random.
  public func matrix(for target: WhiteningTarget, from stream: inout RandomStream) -> Matrix {
    let n = target.covariance.rows
    if kind == .solution {
      var matrix = target.recurrence
      for index in matrix.values.indices { matrix.values[index] *= scale }
      return matrix
    }
    var half =
      kind == .commuting ? target.axes : Matrix.randomOrthogonal(order: n, from: &stream)
    for j in 0..<n {
      let exponent = n > 1 ? Double(j) / Double(n - 1) - 0.5 : 0
      let root = (scale * Double.pow(spread, exponent)).squareRoot()
      for i in 0..<n { half[i, j] *= root }
    }
    return LinearAlgebra.gram(half, transposing: .second)
  }
}
