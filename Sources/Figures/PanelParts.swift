import Drawing
import Stages

// What panels of several figures have in common.

extension Stroke {
  /// Of grid lines.
  static let grid = Stroke(.lightGray, width: 0.4)
}

extension Text {
  /// What axes of time say.
  static let time = Text.time(.math("t"))

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
