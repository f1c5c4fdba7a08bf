import NumericalMethods

/// A family of interneuron activation functions f(θ, ·), one for each value of a parameter θ.
///
/// The family is the exchangeable part of a ``ShapingCircuit``: a new circuit is a type that conforms
/// to this protocol, with its members' mathematics in an ``Activation``, and a line in the catalogue.
public protocol ActivationFamily: Codable, Equatable, Sendable {
  /// The name in manifests, lower-kebab.
  static var id: String { get }
  /// What the family is, in one sentence.
  static var summary: String { get }

  /// The family as it is unless a manifest says more.
  init()

  /// The function at one θ.
  associatedtype Member: Activation

  /// The function at θ, with everything computed that does not depend on its input.
  func member(theta: Double) -> Member

  /// The values of θ at which ∂f/∂θ jumps; none unless a family says so.
  var kinks: [Double] { get }

  /// Finds responses in lanes. Nothing to write: a requirement, so that the compiler makes a copy of
  /// the search for every family.
  static func settle(_ lanes: ResponseLanes<Self>, blocks: Range<Int>, accuracy: Double)
}

extension ActivationFamily {
  public var kinks: [Double] { [] }
}

/// The activation function of one interneuron, f at a fixed θ, and what learning needs of it.
///
/// | symbol    | here              | meaning                                                   |
/// |-----------|-------------------|-----------------------------------------------------------|
/// | z         | argument          | input w·r, in standard deviations of the target           |
/// | h         | `potential`       | ∂h/∂z = f, convex                                         |
/// | f         | `output`          | increasing                                                |
/// | f′        | `slope`           | ∂f/∂z                                                     |
/// | φ         | `objective`       | h(z) − E h(Z), Z normal: whether the input is too wide    |
/// | ∂φ/∂θ     | `thetaGradient`   | its derivative by θ                                       |
///
/// Source: paper, section 3.2; science A1.
public protocol Activation: Sendable {
  /// h, f and f′ at z, which the search for a response needs together.
  func response(_ z: Double) -> (potential: Double, output: Double, slope: Double)

  /// f, φ and ∂φ/∂θ at z, which learning needs together.
  func plasticity(_ z: Double) -> (output: Double, objective: Double, thetaGradient: Double)

  /// h, f and f′ in each lane: one after the other, unless a family knows better.
  func response(_ z: PartLanes) -> (potential: PartLanes, output: PartLanes, slope: PartLanes)

  /// f, φ and ∂φ/∂θ in each lane: one after the other, unless a family knows better.
  func plasticity(
    _ z: PartLanes
  ) -> (output: PartLanes, objective: PartLanes, thetaGradient: PartLanes)
}

extension Activation {
  /// h(z).
  public func potential(_ z: Double) -> Double { response(z).potential }
  /// f(z).
  public func output(_ z: Double) -> Double { response(z).output }
  /// f′(z).
  public func slope(_ z: Double) -> Double { response(z).slope }
  /// φ(z).
  public func objective(_ z: Double) -> Double { plasticity(z).objective }
  /// E h(Z), Z normal.
  public var normalPotential: Double { potential(0) - objective(0) }
  /// ∂φ/∂θ at z.
  public func thetaGradient(_ z: Double) -> Double { plasticity(z).thetaGradient }

  public func response(
    _ z: PartLanes
  ) -> (potential: PartLanes, output: PartLanes, slope: PartLanes) {
    var result = (potential: PartLanes.zero, output: PartLanes.zero, slope: PartLanes.zero)
    for lane in 0..<PartLanes.scalarCount {
      let one = response(z[lane])
      result.potential[lane] = one.potential
      result.output[lane] = one.output
      result.slope[lane] = one.slope
    }
    return result
  }

  public func plasticity(
    _ z: PartLanes
  ) -> (output: PartLanes, objective: PartLanes, thetaGradient: PartLanes) {
    var result = (output: PartLanes.zero, objective: PartLanes.zero, thetaGradient: PartLanes.zero)
    for lane in 0..<PartLanes.scalarCount {
      let one = plasticity(z[lane])
      result.output[lane] = one.output
      result.objective[lane] = one.objective
      result.thetaGradient[lane] = one.thetaGradient
    }
    return result
  }
}
