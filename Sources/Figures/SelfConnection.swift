import Drawing
import Foundation

/// A neuron's inhibition of itself: a loop that leaves and meets the membrane at right angles, with a
/// bar at its end.
struct SelfConnection {
  let neuron: NeuronSymbol
  /// Where the loop lies, as an angle; y points down.
  let direction: Double
  /// The radius of the loop.
  var radius = 6.5
  var headLength = 4.2

  /// The loop as a line, whose last piece is an arrow.
  var elements: [Element] {
    // Circles meet at right angles if the radii and the distance of their centers are the sides of a
    // right triangle.
    let distance = hypot(neuron.radius, radius)
    /// The angle on the loop, from its outermost point, at a distance from the neuron's center.
    func angle(at reach: Double) -> Double {
      acos((reach * reach - distance * distance - radius * radius) / (2 * distance * radius))
    }
    let (start, end) = (
      -angle(at: neuron.radius), angle(at: neuron.radius + SynapsePair.gaps.bar)
    )
    let center = neuron.membrane(at: direction, distance: distance - neuron.radius)
    let pieces = 40
    let points = (0...pieces).map { piece -> Point in
      let along = start + (end - start) * Double(piece) / Double(pieces)
      let angle = direction + along
      return Point(center.x + radius * cos(angle), center.y + radius * sin(angle))
    }
    let stroke = Stroke(neuron.population.color, width: SynapsePair.lineWidth)
    return [
      .line(points, stroke),
      .arrow(
        Arrow(
          from: points[pieces - 1], to: points[pieces], stroke: stroke, head: .bar,
          headLength: headLength)),
    ]
  }
}
