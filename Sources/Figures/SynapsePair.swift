import Drawing

/// Excitation of an interneuron by a primary neuron and inhibition back: two lines, each to the left
/// of the other as it sees it, a triangle at the end of the first and a bar at that of the second.
struct SynapsePair {
  /// Where the two lines lie on a membrane: on both sides of a direction.
  struct Site {
    let neuron: NeuronSymbol
    /// The direction between the lines, as an angle; y points down, so left is a smaller angle.
    let angle: Double
    /// The angle from there to either line.
    let turn: Double
  }

  /// What an arrow's tip keeps from the membrane, and what a bar keeps.
  static let gaps = (triangle: 0.8, bar: 1.8)
  static let lineWidth = 0.8

  let primary: Site
  let interneuron: Site
  /// The lengths of the triangle and of the bar.
  var heads = (triangle: 4.5, bar: 4.2)
  var lineWidth = Self.lineWidth

  /// From the primary neuron to the interneuron.
  var excitation: Arrow {
    let (neuron, other) = (primary.neuron, interneuron.neuron)
    return Arrow(
      from: neuron.membrane(at: primary.angle - primary.turn, distance: 0),
      to: other.membrane(
        at: interneuron.angle + interneuron.turn, distance: Self.gaps.triangle),
      bend: 0.045, stroke: Stroke(neuron.population.color, width: lineWidth),
      headLength: heads.triangle)
  }

  /// From the interneuron to the primary neuron.
  var inhibition: Arrow {
    let (neuron, other) = (primary.neuron, interneuron.neuron)
    return Arrow(
      from: other.membrane(at: interneuron.angle - interneuron.turn, distance: 0),
      to: neuron.membrane(at: primary.angle + primary.turn, distance: Self.gaps.bar),
      bend: 0.045, stroke: Stroke(other.population.color, width: lineWidth),
      head: .bar, headLength: heads.bar)
  }

  /// Both arrows.
  var elements: [Element] { [.arrow(excitation), .arrow(inhibition)] }
}
