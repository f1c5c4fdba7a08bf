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
  /// The largest residual of the settled responses, in signal standard deviations.
  ///
  /// Of all responses in `Training`. In `LockstepTraining`, which all records of trained circuits
  /// come from, only of those in the steps that follow the trajectory's points (about a thousand
  /// batches) and of those that the damped solver found: there residuals are computed anew. In all
  /// other steps the kernels' own bound, 5e-13 (1 + ‖s‖) on the residual of their expanded forces,
  /// decided what settled.
  public let largestResidual: Double
}
