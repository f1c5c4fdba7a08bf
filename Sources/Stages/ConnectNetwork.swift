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

/// Which of the two whitening networks.
public enum NetworkName: String, ParameterChoice, Sendable {
  /// Direct recurrent connections.
  case direct
  /// Connections through interneurons.
  case interneurons

  /// A network with one neuron, whose recurrence is a mode m₀.
  func mode(_ start: Double) -> any WhiteningNetwork {
    switch self {
    case .direct: DirectWhitening(weights: .scalar(start))
    case .interneurons: InterneuronWhitening(weights: .scalar(start.squareRoot()))
    }
  }
}

extension Matrix {
  /// A 1 × 1 matrix.
  static func scalar(_ value: Double) -> Matrix { Matrix(rows: 1, columns: 1, values: [value]) }
}

/// A whitening network: `weights.npy`, M (n × n) or W (n × k), and in `network.json` which it is.
public struct NetworkWeights: Artifact {
  public static let kind = "whitening-network"
  public static let legend = [
    "network.json": "direct: weights are M; interneurons: weights are W",
    "weights.npy": "M (n × n, unit of the signals) or W (n × k, its root)",
  ]

  /// Which network.
  public let name: NetworkName
  /// M or W.
  public let weights: Matrix

  private struct Description: Codable {
    let network: NetworkName
  }

  init(name: NetworkName, weights: Matrix) {
    self.name = name
    self.weights = weights
  }

  /// The network that has these weights.
  public var network: any WhiteningNetwork {
    switch name {
    case .direct: DirectWhitening(weights: weights)
    case .interneurons: InterneuronWhitening(weights: weights)
    }
  }

  public func files() throws -> [ArtifactFile] {
    [try .record("network.json", Description(network: name)), .matrix("weights.npy", weights)]
  }

  public init(files: [ArtifactFile]) throws {
    let description: Description = try files.record("network.json")
    name = description.network
    weights = try files.matrix("weights.npy")
  }
}
