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
