import Pipeline

/// Of circuits that learned from the same samples, the one with the least objective: the nearest to
/// optimal transport that is known.
///
/// No circuit's J is below J*, the largest E[s·Z] of any coupling with Z ~ N(0, I) (science C1). In one
/// dimension `optimal-map` gives J* itself; in more this is what bounds it from above.
public struct BestKnownCircuit: Stage {
  public static let id = "best-known-circuit"
  public static let summary = "The circuit with the least objective of several."

  @Input public var bank: LearnedCircuit
  @Gathered(over: .interneurons) public var circuits: Cells<LearnedCircuit, Int>

  public init() {}

  public func run(_ context: Context) throws -> LearnedCircuit {
    circuits.artifacts.reduce(bank) {
      $1.parameters.semidual < $0.parameters.semidual ? $1 : $0
    }
  }
}
