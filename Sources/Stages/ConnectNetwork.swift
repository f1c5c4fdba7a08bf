import Circuits
import NumericalMethods
import Pipeline

/// A whitening network with a given recurrence: M itself, or W = M^(1/2) Q with random orthonormal
/// rows Q.
public struct ConnectNetwork: Stage {
  public static let id = "whitening-network"
  public static let summary = "A whitening network, direct or with interneurons, as it starts."
  public static let dependence = Dependence.recipe

  @Input public var recurrence: Recurrence
  @Parameter("direct or interneurons") public var network = NetworkName.interneurons
  @Parameter(in: 0...4096, "k; 0 is one for each neuron") public var interneurons = 0
  @Parameter("changes all random numbers") public var seed = 1

  public init() {}

  public func run(_ context: Context) throws -> NetworkWeights {
    let n = recurrence.matrix.rows
    switch network {
    case .direct: return NetworkWeights(name: network, weights: recurrence.matrix)
    case .interneurons:
      let k = interneurons == 0 ? n : interneurons
      guard k >= n else {
        throw StageError.tooFewForWhitening(interneurons: k, neurons: n)
      }
      var stream = RandomStream(seed: context.streamSeed)
      let start = try InterneuronWhitening(
        recurrence: recurrence.matrix, interneurons: k, from: &stream)
      return NetworkWeights(name: network, weights: start.weights)
    }
  }
}
