/// A circuit after training, and how it got there.
public struct TrainedCircuit<Family: ActivationFamily>: Equatable, Sendable {
  /// The circuit after the last step.
  public let circuit: ShapingCircuit<Family>
  /// Its parameters along the way.
  public let trajectory: Trajectory
  /// The number of responses that did not settle and were not learned from.
  public let unsettled: Int
  /// The number of all responses: batch size times iterations.
  public let samples: Int
  /// The largest residual of the settled responses, in signal standard deviations: of all in
  /// `Training`, of those at the trajectory's points in `LockstepTraining`.
  public let largestResidual: Double
}
