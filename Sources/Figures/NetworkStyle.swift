import Drawing
import Stages

extension NetworkName {
  /// Both networks in the order of panels.
  static let both: [NetworkName] = [.direct, .interneurons]

  /// The colors of schematics: direct connections are primary neurons' own.
  var color: Color {
    switch self {
    case .direct: NeuronSymbol.Population.primary.color
    case .interneurons: NeuronSymbol.Population.interneurons.color
    }
  }

  /// The symbol of measured points.
  var markerShape: Marker.Shape {
    switch self {
    case .direct: .circle
    case .interneurons: .square
    }
  }

  /// Over panels and in legends.
  var title: String {
    switch self {
    case .direct: "direct connections"
    case .interneurons: "interneurons"
    }
  }
}
