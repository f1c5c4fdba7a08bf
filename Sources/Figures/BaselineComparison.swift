import Drawing
import Foundation
import Pipeline
import Stages
import Statistics

/// This project's figure of circuits beside what is no circuit: mutual information of pairs, made
/// normal in every way that is known, against the offset.
///
/// A all methods; B each relative to the bank with learned directions, so that a circuit wins above 1
/// and loses below; C every photograph at the smallest offset. Science C4.
public struct BaselineComparison: Figure {
  public static let id = "baseline-comparison"
  public static let summary =
    "Circuits beside whitening, marginals, ICA, radial maps and rotations."

  @Gathered(over: .image, .offset) public var signals: Estimates
  @Gathered(over: .offset) public var meanSignal: Means
  @Gathered(over: .offset) public var meanFloor: Means
  @Gathered(over: .image, .offset) public var whitened: Estimates
  @Gathered(over: .offset) public var meanWhitened: Means
  @Gathered(over: .image, .offset) public var marginals: Estimates
  @Gathered(over: .offset) public var meanMarginals: Means
  @Gathered(over: .image, .offset) public var independentComponents: Estimates
  @Gathered(over: .offset) public var meanIndependentComponents: Means
  @Gathered(over: .image, .offset) public var radial: Estimates
  @Gathered(over: .offset) public var meanRadial: Means
  @Gathered(over: .image, .offset, .layers.atMost(rotationColors.count))
  public var rotations: Cells<MutualInformationEstimates, String, Int, Int>
  @Gathered(over: .offset, .layers)
  public var meanRotations: Cells<AveragedMutualInformation, Int, Int>
  @Gathered(over: .image, .offset) public var scheduled: Circuits
  @Gathered(over: .image, .offset) public var scheduledInformation: Estimates
  @Gathered(over: .offset) public var meanScheduled: Means
  @Gathered(over: .image, .offset) public var optimal: Circuits
  @Gathered(over: .image, .offset) public var optimalInformation: Estimates
  @Gathered(over: .offset) public var meanOptimal: Means
  @Gathered(over: .image, .offset) public var bank: Circuits
  @Gathered(over: .image, .offset) public var bankInformation: Estimates
  @Gathered(over: .offset) public var meanBank: Means
  @Parameter public var experiment = ExperimentLabel()

  public typealias Estimates = Cells<MutualInformationEstimates, String, Int>
  public typealias Means = Cells<AveragedMutualInformation, Int>
  public typealias Circuits = Cells<LearnedCircuit, String, Int>

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: [draw()], caption: caption, values: values)
  }

  // MARK: What is compared

  /// A way to make pairs normal.
  private struct Method {
    let name: Text
    let color: Color
    let shape: Marker.Shape
    let information: (_ image: String, _ offset: Int) -> MutualInformationEstimates
    let mean: (_ offset: Int) -> AveragedMutualInformation
    /// All its numbers.
    let values: [TidyValue]
    var stroke: Stroke?
    /// Its circuits, if that is what it is.
    var circuits: Circuits?

    /// Whether its circuit stands at a bound or is no minimum, or responses were left out.
    func isReserved(_ image: String, _ offset: Int) -> Bool {
      circuits?[image, offset].parameters.reservation != nil
        || information(image, offset).unsettled > 0
    }
  }

  /// The paper's circuits.
  private var circuits: [Method] {
    let number = Text.math("K = \(optimal.artifacts[0].parameters.gains.count)")
    return [
      circuit(
        number + ", schedule", ["learning": "schedule", "circuit": "power"], .vermilion, .triangle,
        scheduledInformation, meanScheduled, scheduled, stroke: .dashed(.vermilion, width: 1.1)),
      circuit(
        number + ", optimum", ["learning": "optimum", "circuit": "power"], .vermilion, .circle,
        optimalInformation, meanOptimal, optimal),
    ]
  }

  /// The bank, to which all are compared.
  private var bankMethod: Method {
    circuit(
      Text("bank of \(bankSize), learned directions"),
      bank.directionLabels.with(["learning": "optimum", "circuit": "bank", "weights": "learned"]),
      .orange, .square, bankInformation, meanBank, bank)
  }

  /// What is no recurrent circuit.
  private var baselines: [Method] {
    [
      baseline("ZCA", "zca", .gray(0.5), .diamond, whitened, meanWhitened),
      baseline("marginals by ranks", "marginals", .gray(0.5), .square, marginals, meanMarginals),
      baseline(
        "ICA, then marginals", "independentComponents", .bluishGreen, .triangle,
        independentComponents, meanIndependentComponents),
      baseline("ZCA, then radii", "radial", .blue, .diamond, radial, meanRadial),
    ]
      + zip(rotations.values.2, Self.rotationColors).map { layers, color in
        // Those of all layers are in `values` once.
        Method(
          name: Text("\(layers) \(layers == 1 ? "rotation" : "rotations")"), color: color,
          shape: .square, information: { rotations[$0, $1, layers] },
          mean: { meanRotations[$0, layers] }, values: [])
      }
  }

  private static let rotationColors: [Color] = [.skyBlue, .reddishPurple, .black]

  private func baseline(
    _ name: Text, _ signal: JSONValue, _ color: Color, _ shape: Marker.Shape,
    _ information: Estimates, _ means: Means
  ) -> Method {
    Method(
      name: name, color: color, shape: shape, information: { information[$0, $1] },
      mean: { means[$0] },
      values: information.tidyValues(signal: signal) + means.tidyValues(["signal": signal]))
  }

  private func circuit(
    _ name: Text, _ labels: [String: JSONValue], _ color: Color, _ shape: Marker.Shape,
    _ information: Estimates, _ means: Means, _ circuits: Circuits, stroke: Stroke? = nil
  ) -> Method {
    let own =
      information.tidyValues(signal: "responses") + information.unsettledValues
      + means.tidyValues(["signal": "responses"])
      + circuits.tidyValues.filter { $0.reservation != nil }
    let number = circuits.artifacts[0].parameters.gains.count
    return Method(
      name: name, color: color, shape: shape, information: { information[$0, $1] },
      mean: { means[$0] },
      values: own.map { $0.with(labels.with(["interneurons": .integer(number)])) },
      stroke: stroke, circuits: circuits)
  }

  private var bankSize: Int { bank.artifacts[0].parameters.gains.count }

  // MARK: Numbers

  private var values: [TidyValue] {
    signals.tidyValues(signal: "signal") + meanSignal.tidyValues(["signal": "signal"])
      + meanFloor.tidyValues(["signal": "independent"])
      + (circuits + [bankMethod] + baselines).flatMap(\.values)
      + rotations.tidyValues(signal: "rotations")
      + meanRotations.tidyValues(["signal": "rotations"])
  }

  private var caption: String {
    let (images, offsets) = signals.values
    let unsettled = [scheduledInformation, optimalInformation, bankInformation]
      .map(\.unsettled).reduce(0, +)
    let layers = rotations.values.2.map(String.init).joined(separator: ", ")
    return """
      \(experiment.title): a figure of this project, not of a paper; data set \(experiment.dataSet), \
      \(images.count == 1 ? "one photograph" : "mean over \(images.count) photographs"). (A) Mutual \
      information, plug-in of every 10th pair, of filter responses d pixels apart (signal) and of what \
      becomes of them: by circuits with K = \(optimal.artifacts[0].parameters.gains.count) interneurons of Lipshutz & Simoncelli (2024) \
      after learning at \(scheduled.schedules) and at the minimum of the same objective; by a bank of \
      \(bankSize) interneurons with fixed activation functions at the minimum over gains and directions; \
      and by methods that are no circuit: whitening (ZCA); each coordinate by its ranks to a normal one \
      (marginals); independent components, then marginals (ICA); whitening, then the radius by its ranks \
      to that of a normal pair (Lyu & Simoncelli 2009); marginals and a random rotation, \(layers) times \
      (Laparra et al. 2011). Dotted: as many independent normal pairs. (B) The same relative to the \
      bank: where a curve is above 1 the bank leaves less, below 1 more. (C) The photographs at offset \
      \(offsets.min() ?? 0), what each method leaves against what the bank leaves. Band of \
      the signal: \(meanSignal.artifacts[0].intervalWords) over the photographs. \
      \(Reservation.hollow) The rotations are random: others leave more or less. \
      \(settling(unsettled))
      """
  }

  // MARK: Picture

  private static let height = 252.0
  private static let estimator = MutualInformation.Estimator.pluginEvery10th

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: Self.height)
    let area = drawing.page.inset(left: 38, top: 24, right: 8, bottom: 86)
    let grid = Grid(in: area, columns: 3, rows: 1, columnGap: 42, rowGap: 0)
    drawing.add(informationPanel(in: grid[0, 0]))
    drawing.add(ratioPanel(in: grid[0, 1]))
    drawing.add(photographPanel(in: grid[0, 2]))
    let below = Rectangle(x: area.x, y: drawing.page.height - 46, width: area.width, height: 44)
    for panel in informationCurves.legend(columns: 4, in: below) { drawing.add(panel) }
    return drawing
  }

  private var informationCurves: [OffsetCurve] {
    .references(signal: meanSignal, floor: meanFloor, Self.estimator)
      + (circuits + [bankMethod] + baselines).map(curve)
  }

  private func curve(_ method: Method) -> OffsetCurve {
    let (images, offsets) = signals.values
    return OffsetCurve(
      method.name, offsets.map { ($0, method.mean($0).mean(Self.estimator)) }, method.color,
      method.shape,
      reserved: Set(offsets.filter { offset in images.contains { method.isReserved($0, offset) } }),
      stroke: method.stroke)
  }

  private func informationPanel(in frame: Rectangle) -> Panel {
    let curves = informationCurves
    return Panel(
      frame: frame, x: .offsets(curves, in: frame),
      y: .logarithmic(curves, label: "mutual information (nat)"), grid: .grid,
      title: "mutual information", letter: "A", marks: curves.marks)
  }

  private func ratioPanel(in frame: Rectangle) -> Panel {
    let bank = curve(bankMethod)
    let curves = (circuits + baselines).map { curve($0).relative(to: bank) }
    let x = Axis.offsets(curves, in: frame)
    return Panel(
      frame: frame, x: x, y: .logarithmic(curves, label: "relative to the bank"), grid: .grid,
      title: "beside the bank", letter: "B",
      marks: [
        .line(from: Point(x.lower, 1), to: Point(x.upper, 1), .dashed(.orange, width: 0.8))
      ] + curves.marks)
  }

  private func photographPanel(in frame: Rectangle) -> Panel {
    let (images, offsets) = signals.values
    let offset = offsets.min() ?? 2
    func left(_ image: String, by method: Method) -> Double {
      method.information(image, offset).value(Self.estimator) ?? .nan
    }
    let bank = bankMethod
    let methods = circuits + baselines
    let points = methods.map { method in
      images.map { image in
        (
          place: Point(left(image, by: bank), left(image, by: method)),
          isReserved: bank.isReserved(image, offset) || method.isReserved(image, offset)
        )
      }
    }
    let all = points.flatMap(\.self).map(\.place)
    let x = Self.axis(around: all.map(\.x), "bank (nat)")
    return Panel(
      frame: frame, x: x, y: Self.axis(around: all.map(\.y), "others (nat)"), grid: .grid,
      title: "photographs, offset \(offset)", letter: "C",
      marks: [
        .line(
          from: Point(x.lower, x.lower), to: Point(x.upper, x.upper), .dashed(.orange, width: 0.8))
      ]
        + zip(methods, points).flatMap { method, points -> [Mark] in
          let solid = points.filter { !$0.isReserved }.map(\.place)
          let hollow = points.filter(\.isReserved).map(\.place)
          return [.points(solid, Marker(method.shape, size: 3, fill: method.color))]
            + (hollow.isEmpty
              ? [] : [.points(hollow, .hollow(method.shape, size: 3, Stroke(method.color)))])
        })
  }

  private static func axis(around values: [Double], _ label: Text) -> Axis {
    let positive = values.filter { $0 > 0 }
    return Axis(
      (positive.min() ?? 1e-3) / 1.4, 1.4 * (positive.max() ?? 1), scale: .logarithmic,
      label: label)
  }
}
