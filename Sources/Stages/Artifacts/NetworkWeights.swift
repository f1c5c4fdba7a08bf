import Circuits
import Foundation
import NumericalMethods
import Pipeline

/// Which of the two whitening networks.
public enum NetworkName: String, ParameterChoice, Sendable {
  /// Direct recurrent connections.
  case direct
  /// Connections through interneurons.
  case interneurons
}

/// A whitening network: `weights.npy`, M (n × n) or W (n × k), and in `network.json` which it is.
public struct NetworkWeights: Artifact {
  public static let kind = "whitening-network"
  public static let legend = [
    "network.json":
      "direct: weights are M; interneurons: weights are W",
    "weights.npy":
      "M (n × n, unit of the signals) or W (n × k, its root)",
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
    let array = NumPyArray(shape: [weights.rows, weights.columns], values: weights.values)
    let text = try JSONValue(encoding: Description(network: name)).text(indented: true)
    return [
      ArtifactFile(name: "network.json", bytes: Array(text.utf8)),
      ArtifactFile(name: "weights.npy", bytes: array.bytes),
    ]
  }

  public init(files: [ArtifactFile]) throws {
    name = try JSONDecoder().decode(
      Description.self, from: Data(files.bytes(of: "network.json"))
    ).network
    weights = try Matrix(parsing: files.bytes(of: "weights.npy"))
  }
}
