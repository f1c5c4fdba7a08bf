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
  static let width = 0.8

  let primary: Site
  let interneuron: Site
  /// The lengths of the triangle and of the bar.
  var heads = (triangle: 4.5, bar: 4.2)

  /// The two arrows.
  var elements: [Element] {
    let (primary, interneuron) = (primary, interneuron)
    return [
      .arrow(
        Arrow(
          from: primary.neuron.membrane(at: primary.angle - primary.turn, distance: 0),
          to: interneuron.neuron.membrane(
            at: interneuron.angle + interneuron.turn, distance: Self.gaps.triangle),
          bend: 0.045, stroke: Stroke(primary.neuron.population.color, width: Self.width),
          headLength: heads.triangle)),
      .arrow(
        Arrow(
          from: interneuron.neuron.membrane(
            at: interneuron.angle - interneuron.turn, distance: 0),
          to: primary.neuron.membrane(
            at: primary.angle + primary.turn, distance: Self.gaps.bar),
          bend: 0.045, stroke: Stroke(interneuron.neuron.population.color, width: Self.width),
          head: .bar, headLength: heads.bar)),
    ]
  }
}
