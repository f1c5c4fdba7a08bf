import Drawing
import Stages

extension NetworkName {
  /// Both networks in the order of panels.
  static let both: [NetworkName] = [.direct, .interneurons]

  /// Blue for direct connections, the orange of interneurons in schematics.
  var color: Color {
    switch self {
    case .direct: .blue
    case .interneurons: Color(hex: 0xC77700)
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
