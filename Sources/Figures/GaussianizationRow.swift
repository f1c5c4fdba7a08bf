import Drawing
import Foundation
import Pipeline
import Stages

/// One photograph with its scalar circuit: five panels of figure 2 and the numbers behind them.
struct GaussianizationRow {
  let image: String
  let photograph: GrayPhotograph
  let signals: CountedSamples
  let signalDescription: SampleDescription
  let fit: FittedGeneralizedGaussian
  let circuit: LearnedCircuit
  let curve: TransferCurve
  let optimum: OptimalTransport
  let responses: CountedSamples
  let responseDescription: SampleDescription

  /// Where in a figure a row stands, as far as its labels depend on it.
  struct Place {
    /// Letters and titles stand above the first row.
    let isFirst: Bool
    /// Axis labels stand below the last row.
    let isLast: Bool
  }

  // MARK: Numbers

  var values: [TidyValue] {
    let image: [String: JSONValue] = ["image": .string(image)]
    let parameters = circuit.parameters
    let distribution = fit.fit.distribution
    func described(_ signal: String, _ description: SampleDescription) -> [TidyValue] {
      image.with(["signal": .string(signal)]).values([
        "variance": description.moments.variance, "kurtosis": description.moments.kurtosis,
        "kolmogorovDistance": description.kolmogorovDistance,
        "centralDensity": description.centralDensity,
      ])
    }
    let reservation = fit.fit.reservation
    let unsettled = responseDescription.unsettled
    return image.values(["shape": distribution.shape], reservation)
      + image.values(
        ["scale": distribution.scale], unit: "standard deviations of the signal", reservation)
      + image.values(["unsettled": Double(unsettled)], .unsettled(unsettled))
      + parameters.gains.indices.flatMap { i in
        // The one interneuron of the paper's scalar circuits needs no number.
        parameters.learnedValues(
          of: i,
          labels: image.with(parameters.gains.count > 1 ? ["interneuron": .integer(i + 1)] : [:]))
      } + described("signal", signalDescription) + described("responses", responseDescription)
  }

  /// How near the responses come to N(0, 1), for a caption.
  var summary: String {
    String(
      format: "%@ kurtosis %.1f, Kolmogorov distance %.3f", image,
      responseDescription.moments.kurtosis, responseDescription.kolmogorovDistance)
  }

  // MARK: Panels

  /// The side of a panel, and the gaps between the panels of a row, in points.
  static let side = 71.0
  private static let gaps = [37.0, 29, 29, 34]

  /// Adds the row of five panels to a drawing.
  func add(to drawing: inout Drawing, top: Double, at place: Place) {
    let area = Rectangle(x: 15, y: top, width: drawing.width - 20, height: Self.side)
    let grid = Grid(
      in: area, columns: Array(repeating: .points(Self.side), count: 5),
      rows: [.points(Self.side)], columnGaps: Self.gaps, rowGaps: [])
    let frames = (0..<5).map { grid[0, $0] }
    drawing.add(
      Panel(
        image: photograph.raster, frame: frames[0], title: place.isFirst ? "image" : nil,
        letter: place.isFirst ? "A" : nil))
    drawing.add(
      .text(
        Label(
          .name(image, room: Self.side), size: 7, horizontal: .center, vertical: .bottom,
          rotation: 90),
        at: Point(frames[0].minX - 3, frames[0].center.y)))
    drawing.add(signalPanel(in: frames[1], at: place))
    drawing.add(outputPanel(in: frames[2], at: place))
    drawing.add(responsePanel(in: frames[3], at: place))
    drawing.add(densityPanel(in: frames[4], at: place))
  }

  private func signalPanel(in frame: Rectangle, at place: Place) -> Panel {
    let distribution = fit.fit.distribution
    return Panel(
      frame: frame, x: abscissa(.math("s"), place), y: densityAxis,
      title: place.isFirst ? "filter responses" : nil, letter: place.isFirst ? "B" : nil,
      marks: [
        histogram(signals),
        .line(Array(x: fit.densityAt, y: fit.density), .dashed(.publishedRed, width: 1)),
      ],
      legend: Legend([
        Self.entry("α", distribution.scale, fit.fit.reservation),
        Self.entry("β", distribution.shape, fit.fit.reservation),
      ]))
  }

  private func outputPanel(in frame: Rectangle, at place: Place) -> Panel {
    let parameters = circuit.parameters
    return Panel(
      frame: frame, x: abscissa(.math("z"), place), y: ordinate(.math("g f(θ, z)")),
      grid: .grid, title: place.isFirst ? "interneuron output" : nil,
      letter: place.isFirst ? "C" : nil,
      marks: [
        .line(Array(x: optimum.map.responses, y: optimum.map.signals), Self.optimalStroke),
        .line(Array(x: curve.inputs, y: curve.outputs), Stroke(width: 1)),
        identity,
      ],
      legend: Legend(
        parameters.gains.count > 1
          ? [Legend.Entry(.math("K = \(parameters.gains.count)\(parameters.reservation.mark)"))]
          : [
            Self.entry("g", parameters.gains[0], parameters.reservation(ofGain: 0)),
            Self.entry("θ", parameters.thetas[0], parameters.reservation(ofTheta: 0)),
          ], corner: .topLeft))
  }

  private func responsePanel(in frame: Rectangle, at place: Place) -> Panel {
    Panel(
      frame: frame, x: abscissa(.math("s"), place), y: ordinate(.math("r = T(s)")),
      grid: .grid, title: place.isFirst ? "response" : nil,
      letter: place.isFirst ? "D" : nil,
      marks: [
        .line(Array(x: optimum.map.signals, y: optimum.map.responses), Self.optimalStroke),
        .line(Array(x: curve.signals, y: curve.responses), Stroke(width: 1)),
        identity,
      ])
  }

  private func densityPanel(in frame: Rectangle, at place: Place) -> Panel {
    let x = stride(from: -6.0, through: 6, by: 0.02).map { $0 }
    let normal = x.map { exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
    return Panel(
      frame: frame, x: abscissa(.math("r"), place), y: densityAxis,
      title: place.isFirst ? "responses" : nil, letter: place.isFirst ? "E" : nil,
      marks: [
        histogram(responses), .line(Array(x: x, y: normal), .dashed(.publishedRed, width: 1)),
      ],
      legend: Legend(
        [
          Legend.Entry(.math("N(0, 1)"), stroke: Stroke(.publishedRed, width: 1, dash: [2.5, 1.5]))
        ] + unsettledEntry))
  }

  // MARK: Parts of panels

  private static let optimalStroke = Stroke(.gray, width: 2.6)

  /// Of responses some of which are left out.
  private var unsettledEntry: [Legend.Entry] {
    let count = responseDescription.unsettled
    return count == 0 ? [] : [Legend.Entry(Text("\(count) unsettled\(Reservation.mark)"))]
  }

  private var identity: Mark {
    .line(from: Point(-6, -6), to: Point(6, 6), .dashed(.darkGray, width: 0.5))
  }

  private var densityAxis: Axis {
    Axis(1e-3, 5, scale: .logarithmic, label: "density", labelOffset: 20)
  }

  private func abscissa(_ label: Text, _ place: Place) -> Axis {
    ordinate(label).labeled(place.isLast)
  }

  private func ordinate(_ label: Text) -> Axis {
    Axis(-6, 6, ticks: .at([-6, -3, 0, 3, 6]), label: label)
  }

  private func histogram(_ samples: CountedSamples) -> Mark {
    let histogram = samples.histogram
    let edges = (0...histogram.counts.count).map {
      histogram.lower + Double($0) * histogram.width
    }
    return .steps(Steps(edges: edges, heights: samples.densities, fill: .black, stroke: nil))
  }

  private static func entry(_ name: String, _ value: Double, _ reservation: Reservation?)
    -> Legend.Entry
  {
    Legend.Entry(.math("\(name) = \(String(format: "%.2f", value))\(reservation.mark)"))
  }
}
