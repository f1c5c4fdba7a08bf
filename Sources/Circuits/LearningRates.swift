/// The sizes of a learning step, for gains, activation parameters and weights.
public struct LearningRates: Codable, Equatable, Sendable {
  /// η_g.
  public var gain: Double
  /// η_θ; 0 keeps θ.
  public var theta: Double
  /// η_w; 0 keeps the directions of the weights.
  public var weight: Double

  /// The three rates.
  public init(gain: Double, theta: Double, weight: Double) {
    self.gain = gain
    self.theta = theta
    self.weight = weight
  }
}
