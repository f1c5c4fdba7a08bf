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

// MARK: - Parts of panels

extension Stroke {
  /// Of grid lines.
  static let grid = Stroke(.lightGray, width: 0.4)
}

extension Text {
  /// What axes of time say.
  static let time = Text.time("t")

  /// A time in units of the inverse learning rate.
  static func time(_ name: Text) -> Text { name + " (1/" + .math("η") + ")" }
}

extension Axis {
  /// The axis with label and numbers, or, inside of a grid of panels, without.
  func labeled(_ isOuter: Bool) -> Axis {
    var axis = self
    if !isOuter {
      axis.label = nil
      axis.showsTickLabels = false
    }
    return axis
  }
}

extension PanelStyle {
  /// The journal's, where a panel has a neighbor on its left, to which a letter would be too near.
  static func journal(isLeft: Bool) -> PanelStyle {
    var style = PanelStyle.journal
    if !isLeft { style.letterOffset.x = -4 }
    return style
  }
}

extension Marker {
  /// A marker that is white inside.
  static func hollow(_ shape: Shape, size: Double, _ stroke: Stroke) -> Marker {
    Marker(shape, size: size, fill: .white, stroke: stroke)
  }
}

extension Mark {
  /// Where a network was lost.
  static func cross(at point: Point, _ color: Color, size: Double = 6) -> Mark {
    .points([point], Marker(.cross, size: size, fill: nil, stroke: Stroke(color, width: 1.4)))
  }

  /// A line through the origin along each weight, as far as `reach` times its length.
  static func directions(_ weights: [[Double]], reach: Double) -> [Mark] {
    zip(weights[0], weights[1]).map { x, y in
      .line(
        from: Point(-reach * x, -reach * y), to: Point(reach * x, reach * y),
        Stroke(.gray, width: 0.6))
    }
  }
}

extension GrayPhotograph {
  /// The photograph as panels show it.
  var raster: Raster {
    Raster(
      width: luminance.columns, height: luminance.rows, values: luminance.values, white: 1)
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
