import Circuits
import Drawing
import Foundation
import Pipeline
import Stages

/// The picture of ``ScalarOptimum``: a key, a row of panels over the photographs, a row of two
/// photographs with two panels each, and a row on schedules and on the family.
struct ScalarOptimumPicture {
  /// The sparsest first.
  let rows: [ScalarOptimumRow]
  let sensitivity: Cells<SampleDescription, String, Double, Double>
  let familyFit: Cells<ActivationFit, Double, PowerActivation.Form>

  /// The sparsest photograph and the one in the middle of the order by β; of a single one only that.
  var shown: [ScalarOptimumRow] {
    rows.count == 1 ? rows : [rows[0], rows[rows.count / 2]]
  }

  /// Of the panels on schedules and on the family, which follow those of the photographs.
  var lastLetters: (schedules: String, family: String) {
    shown.count == 1 ? ("G", "H") : ("I", "J")
  }

  private static let top = 32.0
  private static let side = 86.0
  private static let rowGap = 51.0
  private static let foot = 27.0

  func drawing(title: String) -> Drawing {
    var drawing = Drawing(
      title: title, height: Self.top + 3 * Self.side + 2 * Self.rowGap + Self.foot)
    let area = drawing.page.inset(left: 34, top: Self.top, right: 7, bottom: Self.foot)
    let grid = Grid(in: area, columns: 4, rows: 3, columnGap: 39, rowGap: Self.rowGap)
    for panel in key(in: (0..<4).map { grid[0, $0] }) { drawing.add(panel) }
    for column in 0..<4 { drawing.add(overview(column, in: grid[0, column])) }
    for (index, row) in shown.enumerated() {
      let letters = [["E", "F"], ["G", "H"]][index]
      drawing.add(densities(of: row, in: grid[1, 2 * index], letters[0]))
      drawing.add(outputs(of: row, in: grid[1, 2 * index + 1], letters[1]))
    }
    func two(from column: Int) -> Rectangle {
      let (left, right) = (grid[2, column], grid[2, column + 1])
      return Rectangle(x: left.x, y: left.y, width: right.maxX - left.x, height: left.height)
    }
    drawing.add(sensitivityPanel(in: two(from: 0)))
    drawing.add(familyPanel(in: two(from: 2)))
    return drawing
  }

  // MARK: Looks

  private static func color(_ learning: ScalarLearning) -> Color {
    learning == .schedule ? .darkGray : .blue
  }

  private static func stroke(_ learning: ScalarLearning) -> Stroke {
    Stroke(color(learning), width: 1)
  }

  private static func marker(_ learning: ScalarLearning) -> Marker {
    learning == .schedule
      ? Marker(.square, size: 4.2, fill: color(learning))
      : Marker(.circle, size: 3.8, fill: color(learning))
  }

  private static let optimal = Stroke(.gray, width: 2.6)
  private static let normal = Stroke.dashed(.publishedRed, width: 0.9)

  /// One entry above each column, where it covers nothing.
  private func key(in frames: [Rectangle]) -> [Panel] {
    let entries =
      [("after the schedule", ScalarLearning.schedule), ("at the optimum", .optimum)].map {
        Legend.Entry(Text($0), stroke: Self.stroke($1), marker: Self.marker($1))
      } + [
        Legend.Entry("optimal transport", stroke: Self.optimal),
        Legend.Entry(.math("N(0, 1)"), stroke: Self.normal),
      ]
    return zip(entries, frames).map { entry, frame in
      Panel(
        frame: Rectangle(x: frame.x, y: 2, width: frame.width, height: 13),
        x: Axis(0, 1, ticks: .none), y: Axis(0, 1, ticks: .none), border: .none,
        legend: Legend([entry], corner: .topLeft, sampleLength: 14))
    }
  }

  // MARK: Panels over the photographs

  private typealias Quantity = (ScalarCircuit) -> Double

  private func overview(_ column: Int, in frame: Rectangle) -> Panel {
    switch column {
    case 0:
      panel("A", "relative density at 0", in: frame, normal: 1) {
        $0.description.centralDensity
      }
    case 1: panel("B", "kurtosis", in: frame, normal: 3) { $0.description.moments.kurtosis }
    case 2:
      panel("C", "Kolmogorov distance", in: frame, normal: 0) {
        $0.description.kolmogorovDistance
      }
    default: losses(in: frame)
    }
  }

  private func panel(
    _ letter: String, _ label: Text, in frame: Rectangle, normal: Double,
    _ quantity: @escaping Quantity
  ) -> Panel {
    let x = shapes
    let values = ScalarLearning.allCases.flatMap { learning in rows.map { quantity($0[learning]) } }
    let y = Self.range(around: values + [normal])
    return Panel(
      frame: frame, x: x,
      y: Axis(y.lowerBound, y.upperBound, ticks: .automatic(atMost: 5), label: label),
      grid: .grid, letter: letter,
      marks: [.line(from: Point(x.lower, normal), to: Point(x.upper, normal), Self.normal)]
        + marks(quantity))
  }

  private func losses(in frame: Rectangle) -> Panel {
    let losses = rows.flatMap { [$0.schedule.gap.loss, $0.optimum.gap.loss] }.filter { $0 > 0 }
    return Panel(
      frame: frame, x: shapes,
      y: Axis(
        (losses.min() ?? 1e-4) / 1.6, (losses.max() ?? 1) * 1.6, scale: .logarithmic,
        ticks: .automatic(atMost: 5), label: .math("J − J*")),
      grid: .grid, letter: "D", marks: marks { $0.gap.loss })
  }

  private var shapes: Axis {
    let range = Self.range(around: rows.map(\.shape))
    return Axis(
      range.lowerBound, range.upperBound, ticks: .automatic(atMost: 5),
      label: Text("shape ") + .math("β"))
  }

  /// With room for markers at the ends.
  private static func range(around values: [Double]) -> ClosedRange<Double> {
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 1)
    let room = greatest > least ? 0.08 * (greatest - least) : max(0.1, 0.1 * abs(greatest))
    return least - room...greatest + room
  }

  /// Thin lines from circuit to circuit of a photograph, and the circuits: hollow with a reservation.
  private func marks(_ quantity: @escaping Quantity) -> [Mark] {
    func point(_ row: ScalarOptimumRow, _ learning: ScalarLearning) -> Point {
      Point(row.shape, quantity(row[learning]))
    }
    let joins = rows.map { row in
      Mark.line(
        from: point(row, .schedule), to: point(row, .optimum), Stroke(.gray, width: 0.5))
    }
    return joins
      + ScalarLearning.allCases.flatMap { learning -> [Mark] in
        let marker = Self.marker(learning)
        func points(_ isWanted: (Reservation?) -> Bool) -> [Point] {
          rows.filter { isWanted($0.reservation(learning)) }.map { point($0, learning) }
        }
        let (solid, hollow) = (points { $0 == nil }, points { $0 != nil })
        let outline = Stroke(Self.color(learning))
        return (solid.isEmpty ? [] : [.points(solid, marker)])
          + (hollow.isEmpty
            ? [] : [.points(hollow, .hollow(marker.shape, size: marker.size, outline))])
      }
  }

  // MARK: Panels of one photograph

  /// Responses and inputs beyond are too few to see, or to count.
  private static let (reach, inputReach) = (4.0, 3.0)

  private func title(_ row: ScalarOptimumRow) -> Text {
    let shape = String(format: "β = %.2f", row.shape)
    return .name(row.image, room: 42) + ", " + .math("\(shape)\(row.fit.fit.reservation.mark)")
  }

  private func densities(of row: ScalarOptimumRow, in frame: Rectangle, _ letter: String) -> Panel {
    let x = (0...160).map { Self.reach * (Double($0) / 80 - 1) }
    let normal = x.map { exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
    let highest = ScalarLearning.allCases.flatMap { row[$0].responses.densities } + normal
    return Panel(
      frame: frame, x: Axis(-Self.reach, Self.reach, label: Text("response ") + .math("r")),
      y: Axis(0, 1.08 * (highest.max() ?? 1), ticks: .automatic(atMost: 5), label: "density"),
      title: title(row), letter: letter,
      marks: ScalarLearning.allCases.map { histogram(row[$0].responses, Self.stroke($0)) }
        + [.line([Point](x: x, y: normal), Self.normal)])
  }

  private func histogram(_ samples: CountedSamples, _ stroke: Stroke) -> Mark {
    let histogram = samples.histogram
    let edges = (0...histogram.counts.count).map {
      histogram.lower + Double($0) * histogram.width
    }
    return .steps(Steps(edges: edges, heights: samples.densities, stroke: stroke))
  }

  private func outputs(of row: ScalarOptimumRow, in frame: Rectangle, _ letter: String) -> Panel {
    let map = row.transport.map
    let curves = ScalarLearning.allCases.map { learning in
      (points: [Point](x: row[learning].curve.inputs, y: row[learning].curve.outputs), learning)
    }
    let optimal = [Point](x: map.responses, y: map.signals)
    let seen = (optimal + curves[1].points).filter { abs($0.x) <= Self.inputReach }
    let height = 1.05 * (seen.map { abs($0.y) }.max() ?? 1)
    return Panel(
      frame: frame,
      x: Axis(-Self.inputReach, Self.inputReach, label: Text("input ") + .math("z")),
      y: Axis(-height, height, ticks: .automatic(atMost: 5), label: .math("g f(θ, z)")),
      grid: .grid, title: title(row), letter: letter,
      marks: [.line(optimal, Self.optimal)]
        + curves.map { .line($0.points, Self.stroke($0.1)) })
  }

  // MARK: Schedules and family

  private static let shownColors: [Color] = [.vermilion, .bluishGreen]

  /// Of a photograph in panel I: those of the row above stand out.
  private func color(_ row: ScalarOptimumRow) -> Color {
    shown.firstIndex { $0.image == row.image }.map { Self.shownColors[$0] } ?? .gray
  }

  private func sensitivityPanel(in frame: Rectangle) -> Panel {
    let (_, rates, iterations) = sensitivity.values
    let products = iterations.flatMap { iteration in rates.map { $0 * iteration } }
    let (least, greatest) = (products.min() ?? 1, products.max() ?? 1)
    let x = Axis(
      least / 1.4, 1.4 * greatest, scale: .logarithmic, label: "rates × steps (paper's schedule: 1)"
    )
    // Those that stand out lie on top.
    let ordered = rows.filter { color($0) == .gray } + shown
    let shapes: [Marker.Shape] = [.circle, .triangle]
    let marks = ordered.flatMap { row -> [Mark] in
      let color = color(row)
      let optimum = row.optimum.description.centralDensity
      return [
        .line(
          from: Point(x.lower, optimum), to: Point(x.upper, optimum), .dashed(color, width: 0.7))
      ]
        + zip(iterations.sorted(), shapes).flatMap { iteration, shape -> [Mark] in
          let points = rates.sorted().map { rate in
            Point(rate * iteration, sensitivity[row.image, rate, iteration].centralDensity)
          }
          return [
            .line(points, Stroke(color, width: 0.8)),
            .points(points, Marker(shape, size: 3.4, fill: color)),
          ]
        }
    }
    let all =
      sensitivity.artifacts.map(\.centralDensity) + rows.map(\.optimum.description.centralDensity)
    return Panel(
      frame: frame, x: x,
      y: Axis(0, 1.08 * max(all.max() ?? 1, 1), label: "relative density at 0"), grid: .grid,
      title: "between schedule and optimum", letter: lastLetters.schedules,
      marks: [.line(from: Point(x.lower, 1), to: Point(x.upper, 1), Self.normal)] + marks,
      legend: Legend(
        zip(iterations.sorted(), shapes).map { iteration, shape in
          Legend.Entry(
            Text("\(steps(iteration)) steps"), marker: Marker(shape, size: 3.4, fill: .darkGray))
        }))
  }

  /// How many a factor makes of the schedule's.
  private func steps(_ factor: Double) -> String {
    let schedule = rows[0].schedule.circuit.parameters.schedule
    return Int((Double(schedule?.iterations ?? 0) * factor).rounded()).grouped
  }

  private func familyPanel(in frame: Rectangle) -> Panel {
    let (shapes, forms) = familyFit.values
    let range = Self.range(around: shapes)
    let errors = familyFit.artifacts.map(\.error)
    func look(_ form: PowerActivation.Form) -> (color: Color, shape: Marker.Shape) {
      form == .paper ? (.vermilion, .triangle) : (.blue, .circle)
    }
    let marks = forms.flatMap { form -> [Mark] in
      let (color, shape) = look(form)
      let points = shapes.sorted().map { Point($0, familyFit[$0, form].error) }
      return [
        .line(points, Stroke(color, width: 1)),
        .points(points, Marker(shape, size: 3.4, fill: color)),
      ]
    }
    return Panel(
      frame: frame,
      x: Axis(range.lowerBound, range.upperBound, label: Text("shape ") + .math("β")),
      y: Axis(0, 1.1 * (errors.max() ?? 1), ticks: .automatic(atMost: 5), label: "largest error"),
      grid: .grid, title: "the best of the family", letter: lastLetters.family, marks: marks,
      legend: Legend(
        forms.map { form in
          let (color, shape) = look(form)
          return Legend.Entry(
            form == .paper ? "printed coefficients" : "published code", stroke: Stroke(color),
            marker: Marker(shape, size: 3.4, fill: color))
        }))
  }
}
