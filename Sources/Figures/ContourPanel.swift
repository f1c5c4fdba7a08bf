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

/// How many contours are not to be seen, for a caption; empty where all are.
func contoursBeyond(_ densities: [DensityOnGrid]) -> String {
  let count = densities.reduce(0) { sum, density in
    sum + density.axes.levels.count { $0 == nil }
  }
  switch count {
  case 0: return ""
  case 1: return " One contour would leave its panel and is not drawn."
  default: return " \(count) contours would leave their panels and are not drawn."
  }
}

// MARK: - Many panels

/// Contours in blocks, one for each photograph, on as many pages as they need: a row for each offset,
/// a column for each thing that is compared.
struct ContourBlocks {
  let title: String
  let images: [String]
  let offsets: [Int]
  let columns: [Column]

  /// What stands above a column, and its panel for a photograph and an offset.
  typealias Column = (title: Text, content: (_ image: String, _ offset: Int) -> ContourPanel)

  /// Of the columns.
  static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

  private static let leftMargin = 40.0
  private static let rightMargin = 6.0
  private static let headHeight = 24.0
  private static let footHeight = 17.0
  private static let gap = 7.0
  private static let blockGap = 16.0

  func pages() -> [Drawing] {
    let room = Drawing.journalHeight - Self.headHeight - Self.footHeight + Self.blockGap
    let blocks = max(1, Int(room / (blockHeight + Self.blockGap)))
    return stride(from: 0, to: images.count, by: blocks).map { first in
      page(Array(images[first..<min(first + blocks, images.count)]))
    }
  }

  /// Of a panel. Several blocks must fit on a page.
  private var side: Double {
    let gaps = Self.gap * Double(columns.count - 1)
    let width = Drawing.journalWidth - Self.leftMargin - Self.rightMargin - gaps
    return min(width / Double(columns.count), images.count > 1 ? 74 : 86)
  }

  private var blockHeight: Double {
    Double(offsets.count) * side + Double(offsets.count - 1) * Self.gap
  }

  private func page(_ shown: [String]) -> Drawing {
    let (count, blocks) = (Double(columns.count), Double(shown.count))
    let width = Self.leftMargin + count * side + (count - 1) * Self.gap + Self.rightMargin
    var drawing = Drawing(
      title: title, width: width,
      height: Self.headHeight + blocks * blockHeight + (blocks - 1) * Self.blockGap
        + Self.footHeight)
    for (index, image) in shown.enumerated() {
      let area = Rectangle(
        x: Self.leftMargin, y: Self.headHeight + Double(index) * (blockHeight + Self.blockGap),
        width: width - Self.leftMargin - Self.rightMargin, height: blockHeight)
      if images.count > 1 { drawing.add(name(of: image, beside: area)) }
      add(
        image, to: &drawing, in: area, isFirst: index == 0, isLast: index == shown.count - 1)
    }
    return drawing
  }

  private func name(of image: String, beside area: Rectangle) -> Element {
    .text(
      Label(
        .name(image, face: .bold, room: area.height), size: 7, horizontal: .center, vertical: .top,
        rotation: 90),
      at: Point(2, area.center.y))
  }

  private func add(
    _ image: String, to drawing: inout Drawing, in area: Rectangle, isFirst: Bool, isLast: Bool
  ) {
    let grid = Grid(
      in: area, columns: columns.count, rows: offsets.count, columnGap: Self.gap,
      rowGap: Self.gap)
    for (row, offset) in offsets.enumerated() {
      let isTop = isFirst && row == 0
      for (column, (title, content)) in columns.enumerated() {
        let surroundings = ContourPanel.Surroundings(
          title: isTop ? title : nil, letter: isTop ? "\(Self.letters[column])" : nil,
          yLabel: column == 0 ? .math("d = \(offset)") : nil,
          showsX: isLast && row == offsets.count - 1, showsY: column == 0)
        drawing.add(content(image, offset).panel(in: grid[row, column], surroundings))
      }
    }
  }
}
