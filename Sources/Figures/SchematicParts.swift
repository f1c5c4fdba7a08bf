import Drawing
import Foundation

/// A neuron of a schematic: a circle with the letter of its activity.
struct NeuronSymbol {
  /// What a neuron belongs to, told by its color.
  enum Population {
    /// Neurons that receive the inputs and whose responses leave the circuit.
    case primary
    /// Neurons that receive from primary neurons alone and inhibit them.
    case interneurons

    /// Blue and orange of Okabe and Ito are told apart by readers with any color vision; the orange
    /// is darkened for thin lines.
    var color: Color {
      switch self {
      case .primary: .blue
      case .interneurons: Color(hex: 0xC77700)
      }
    }
  }

  /// Font size of letters in and at neurons.
  static let letterSize = 8.5

  let center: Point
  let radius: Double
  let population: Population

  /// The direction to another neuron, as an angle; y points down.
  func direction(to other: NeuronSymbol) -> Double {
    atan2(other.center.y - center.y, other.center.x - center.x)
  }

  /// The point in a direction, at a distance from the membrane.
  func membrane(at angle: Double, distance: Double) -> Point {
    let reach = radius + distance
    return Point(center.x + reach * cos(angle), center.y + reach * sin(angle))
  }

  /// The circle, which hides what lies below, with its letter and index.
  func body(_ symbol: String, index: Int) -> [Element] {
    [
      .circle(center: center, radius: radius, fill: .white, stroke: nil),
      .circle(
        center: center, radius: radius, fill: population.color.opacity(0.22),
        stroke: Stroke(population.color, width: 1)),
      .text(
        Label(
          .math(symbol) + .subscript("\(index)"), size: min(Self.letterSize, 0.81 * radius),
          horizontal: .center, vertical: .middle), at: center),
    ]
  }

  /// An arrow from below with its letter and index.
  func input(_ symbol: String, index: Int) -> [Element] {
    let foot = center.y + radius + 1
    return [
      .arrow(
        Arrow(
          from: Point(center.x, foot + 17), to: Point(center.x, foot), stroke: Stroke(width: 0.9),
          headLength: 5)),
      .text(
        Label(.math(symbol) + .subscript("\(index)"), size: Self.letterSize, vertical: .middle),
        at: Point(center.x + 4, foot + 11)),
    ]
  }
}

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

/// A neuron's inhibition of itself: a loop that leaves and meets the membrane at right angles, with a
/// bar at its end: a line, whose last piece is an arrow.
///
/// `direction` is where the loop lies, as an angle; y points down.
func selfConnection(of neuron: NeuronSymbol, direction: Double) -> [Element] {
  let radius = 6.5  // of the loop
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
        headLength: 4.2)),
  ]
}

/// Letter and title of a schematic, placed as those of a panel with axes,
/// above an area: the letter at its left edge, the title over its middle.
func schematicHeading(_ letter: String, _ title: Text, above area: Rectangle) -> [Element] {
  let style = PanelStyle.journal
  return [
    .text(
      Label(.bold(letter), size: style.letterSize),
      at: Point(area.minX - 2, area.minY + style.letterOffset.y)),
    .text(
      Label(title, size: style.titleSize, horizontal: .center),
      at: Point(area.center.x, area.minY - style.titleDistance)),
  ]
}

/// A line of equations: what it says, in which color, and the equation.
typealias EquationRow = (name: Text, color: Color, equation: Text)

/// Lines of equations, their names to the left of an abscissa; nil leaves a gap.
func equationRows(
  _ rows: [EquationRow?], left: Double, baseline: Double, distance: Double
) -> [Element] {
  rows.enumerated().flatMap { index, row -> [Element] in
    guard let row else { return [] }
    let y = baseline + distance * Double(index)
    return [
      .text(Label(row.name, size: 7, color: row.color, horizontal: .right), at: Point(left, y)),
      .text(Label(row.equation, size: 8), at: Point(left + 6, y)),
    ]
  }
}
