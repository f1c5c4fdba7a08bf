import Drawing
import Pipeline
import Stages

extension NetworkName {
  /// Both networks in the order of panels.
  static let both: [NetworkName] = [.direct, .interneurons]

  /// Those of them that a figure shows.
  static func shown(_ networks: [NetworkName]) -> [NetworkName] { both.filter(networks.contains) }

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

extension ExperimentLabel {
  /// How captions of the acceleration paper's figures 2 to 6 begin: they are this project's own.
  func opening(ofFigure number: Int) -> String {
    "\(title): it tests claims of Lipshutz, Pehlevan & Chklovskii (2023); what "
      + "figure \(number) of that paper shows is not known to us."
  }

  /// For figures that are the same on every data set.
  var withoutPhotographs: String { "No photograph of the data set \(dataSet) enters." }
}
