import Drawing
import Foundation

/// Inhibitory connections among neurons in a row: for every two an arc each way, the one to the right
/// above the one to the left.
///
/// Arcs between more distant neurons start higher on the membrane; all meet it at right angles.
struct LateralArcs {
  private let neurons: [NeuronSymbol]
  /// Where the lowest arcs start, as an angle above the horizontal.
  private static let lowest = 0.03

  /// Arcs among at least two neurons, from left to right.
  init(among neurons: [NeuronSymbol]) { self.neurons = neurons }

  /// The arcs, by the neurons where they start.
  var arrows: [Arrow] {
    neurons.indices.flatMap { i in
      neurons.indices.filter { $0 != i }.map { j in
        arc(from: neurons[i], to: neurons[j], at: angle(distance: j - i))
      }
    }
  }

  /// Where an arc to a neuron so many places to the right starts, as an angle above the horizontal.
  private func angle(distance: Int) -> Double {
    let highest = neurons.count > 2 ? 1.11 : 0.8
    let track = 2 * abs(distance) - (distance > 0 ? 1 : 2)
    let tracks = 2 * (neurons.count - 1)
    return Self.lowest + (highest - Self.lowest) * Double(track) / Double(tracks - 1)
  }

  private func arc(from start: NeuronSymbol, to end: NeuronSymbol, at angle: Double) -> Arrow {
    let goesRight = end.center.x > start.center.x
    let (rightward, leftward) = (-angle, angle - .pi)  // y points down
    return Arrow(
      from: start.membrane(at: goesRight ? rightward : leftward, distance: 0),
      to: end.membrane(at: goesRight ? leftward : rightward, distance: SynapsePair.gaps.bar),
      // The tangent at the ends of a curve with bend b has slope 4b.
      bend: (goesRight ? 1 : -1) * tan(angle) / 4,
      stroke: Stroke(start.population.color, width: SynapsePair.lineWidth), head: .bar,
      headLength: neurons.count > 3 ? 3.6 : 4.2)
  }
}
