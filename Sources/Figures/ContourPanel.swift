import Drawing
import Foundation
import Stages
import Statistics

/// The distribution of pairs as contours, beside the circles that a normal distribution has.
struct ContourPanel {
  let density: DensityOnGrid
  /// The mutual information that is printed in the panel.
  let information: MutualInformationEstimates
  /// The circuit whose weights are drawn as directions, if the pairs are responses.
  let circuit: LearnedCircuit?

  init(
    _ density: DensityOnGrid, _ information: MutualInformationEstimates,
    _ circuit: LearnedCircuit? = nil
  ) {
    self.density = density
    self.information = information
    self.circuit = circuit
  }

  /// Of a circuit at a bound, or whose responses did not all settle.
  private var reservation: Reservation? {
    circuit?.parameters.reservation ?? .unsettled(information.unsettled)
  }

  /// Half of the side of what is shown.
  static let range = 3.0
  /// The estimate that is printed, as published.
  static let estimator = MutualInformation.Estimator.pluginEvery10th

  /// What a panel shows around its contours.
  struct Surroundings {
    var title: Text?
    var letter: String?
    var yLabel: Text?
    var showsX = true
    var showsY = true
  }

  func panel(in frame: Rectangle, _ surroundings: Surroundings) -> Panel {
    let ticks = Axis.TickChoice.at([-2, 0, 2])
    let axes = density.axes
    let field = ScalarField(x: axes.x, y: axes.y, values: density.values)
    let circles = axes.radii.map {
      Mark.circle(center: Point(0, 0), radius: $0, .dashed(.publishedRed, width: 0.6))
    }
    let value = information.value(Self.estimator) ?? .nan
    let label = Label(
      Text.math("I") + Text(" = " + Self.threeDigits(value) + reservation.mark), size: 6.5,
      horizontal: .right, vertical: .bottom, background: .white.opacity(0.8))
    let weights = circuit?.parameters.weights
    let directions = weights.map { Mark.directions($0, reach: 1.5 * Self.range) } ?? []
    return Panel(
      frame: frame,
      x: Axis(-Self.range, Self.range, ticks: ticks, showsTickLabels: surroundings.showsX),
      y: Axis(
        -Self.range, Self.range, ticks: ticks, label: surroundings.yLabel,
        showsTickLabels: surroundings.showsY),
      title: surroundings.title, letter: surroundings.letter,
      marks: directions + circles + [
        .contours(field, levels: axes.levels.compactMap(\.self), Stroke(width: 0.8)),
        .note(label, at: Point(1, 0), offset: Point(-3, -3)),
      ])
  }

  /// 0.0117, 0.236: three significant digits, or four places where there are not so many.
  private static func threeDigits(_ value: Double) -> String {
    String(format: abs(value) >= 0.1 ? "%.3f" : "%.4f", value)
  }
}
