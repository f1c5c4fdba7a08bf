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
    var stroke: Stroke?
    let information: (_ image: String, _ offset: Int) -> MutualInformationEstimates
    let mean: (_ offset: Int) -> AveragedMutualInformation
    /// Its circuits, if that is what it is.
    var circuits: Circuits?
  }

  /// The paper's circuits, and the bank to which all are compared.
  private var circuits: [Method] {
    [
      method(
        .math("K = \(interneurons)") + ", schedule", .vermilion, .triangle, scheduledInformation,
        meanScheduled, scheduled, stroke: .dashed(.vermilion, width: 1.1)),
      method(
        .math("K = \(interneurons)") + ", optimum", .vermilion, .circle, optimalInformation,
        meanOptimal, optimal),
      method(
        Text("bank of \(bankSize), learned directions"), .orange, .square, bankInformation,
        meanBank, bank),
    ]
  }

  /// What is no recurrent circuit.
  private var baselines: [Method] {
    [
      method("ZCA", .gray(0.5), .diamond, whitened, meanWhitened),
      method("marginals by ranks", .gray(0.5), .square, marginals, meanMarginals),
      method(
        "ICA, then marginals", .bluishGreen, .triangle, independentComponents,
        meanIndependentComponents),
      method("ZCA, then radii", .blue, .diamond, radial, meanRadial),
    ]
      + zip(rotations.values.2, Self.rotationColors).map { layers, color in
        Method(
          name: Text("\(layers) \(layers == 1 ? "rotation" : "rotations")"), color: color,
          shape: .square, information: { rotations[$0, $1, layers] },
          mean: { meanRotations[$0, layers] })
      }
  }

  private static let rotationColors: [Color] = [.skyBlue, .reddishPurple, .black]

  private func method(
    _ name: Text, _ color: Color, _ shape: Marker.Shape, _ information: Estimates, _ means: Means,
    _ circuits: Circuits? = nil, stroke: Stroke? = nil
  ) -> Method {
    Method(
      name: name, color: color, shape: shape, stroke: stroke,
      information: { information[$0, $1] }, mean: { means[$0] }, circuits: circuits)
  }

  private var interneurons: Int { optimal.artifacts[0].parameters.gains.count }
  private var bankSize: Int { bank.artifacts[0].parameters.gains.count }

  /// Whether some circuit at an offset stands at a bound, is no minimum, or left signals out.
  private func isReserved(_ method: Method, _ images: [String], _ offset: Int) -> Bool {
    images.contains { image in
      method.circuits?[image, offset].parameters.reservation != nil
        || method.information(image, offset).unsettled > 0
    }
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    let plain: [(String, Estimates, Means)] = [
      ("signal", signals, meanSignal), ("zca", whitened, meanWhitened),
      ("marginals", marginals, meanMarginals),
      ("independentComponents", independentComponents, meanIndependentComponents),
      ("radial", radial, meanRadial),
    ]
    let learned: [([String: JSONValue], Estimates, Means, Circuits)] = [
      (
        ["learning": "schedule", "circuit": "power"], scheduledInformation, meanScheduled, scheduled
      ),
      (["learning": "optimum", "circuit": "power"], optimalInformation, meanOptimal, optimal),
      (
        bank.directionLabels.with([
          "learning": "optimum", "circuit": "bank", "weights": "learned",
        ]), bankInformation, meanBank, bank
      ),
    ]
    return plain.flatMap { signal, estimates, means in
      estimates.tidyValues(signal: .string(signal)) + means.tidyValues(["signal": .string(signal)])
    }
      + rotations.tidyValues(signal: "rotations")
      + meanRotations.tidyValues(["signal": "rotations"])
      + meanFloor.tidyValues(["signal": "independent"])
      + learned.flatMap { labels, estimates, means, circuits -> [TidyValue] in
        let own = estimates.tidyValues(signal: "responses") + estimates.unsettledValues
        let marked = circuits.tidyValues.filter { $0.reservation != nil }
        let number = circuits.artifacts[0].parameters.gains.count
        let all = labels.with(["interneurons": .integer(number)])
        return means.tidyValues(all.with(["signal": "responses"]))
          + (own + marked).map { $0.with(all) }
      }
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
      becomes of them: by circuits with K = \(interneurons) interneurons of Lipshutz & Simoncelli (2024) \
      after learning at \(scheduled.schedules) and at the minimum of the same objective; by a bank of \
      \(bankSize) interneurons with fixed activation functions at the minimum over gains and directions; \
      and by methods that are no circuit: whitening (ZCA); each coordinate by its ranks to a normal one \
      (marginals); independent components, then marginals (ICA); whitening, then the radius by its ranks \
      to that of a normal pair (Lyu & Simoncelli 2009); marginals and a random rotation, \(layers) times \
      (Laparra et al. 2011). Dotted: as many independent normal pairs. (B) The same relative to the \
      bank: where a curve is above 1 the bank leaves less, below 1 more. (C) The photographs at offset \
      \(offsets.min() ?? 0), what each method leaves against what the bank leaves. Band of \
      the signal: \(meanSignal.artifacts[0].intervalWords) over the photographs. Hollow: a parameter of some circuit stands at a bound. The rotations are random: \
      with others, few layers leave up to a quarter more or less. \(settling(unsettled))
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
    [
      OffsetCurve(
        "signal", meanSignal.values.map { ($0, meanSignal[$0].mean(Self.estimator)) }, .black,
        .circle, band: true),
      OffsetCurve(
        "independent normals", meanFloor.values.map { ($0, meanFloor[$0].mean(Self.estimator)) },
        .darkGray, nil),
    ] + (circuits + baselines).map(curve)
  }

  private func curve(_ method: Method) -> OffsetCurve {
    let (images, offsets) = signals.values
    return OffsetCurve(
      method.name, offsets.map { ($0, method.mean($0).mean(Self.estimator)) }, method.color,
      method.shape, reserved: Set(offsets.filter { isReserved(method, images, $0) }),
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
    let bank = curve(circuits[circuits.count - 1])
    let curves = (circuits.dropLast() + baselines).map { curve($0).relative(to: bank) }
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
    let bank = circuits[circuits.count - 1]
    let methods = circuits.dropLast() + baselines
    let points = methods.map { method -> [Point] in
      images.map { Point(left($0, by: bank), left($0, by: method)) }
    }
    let all = points.flatMap(\.self)
    let x = Self.axis(around: all.map(\.x), "bank (nat)")
    return Panel(
      frame: frame, x: x, y: Self.axis(around: all.map(\.y), "others (nat)"), grid: .grid,
      title: "photographs, offset \(offset)", letter: "C",
      marks: [
        .line(
          from: Point(x.lower, x.lower), to: Point(x.upper, x.upper), .dashed(.orange, width: 0.8))
      ]
        + zip(methods, points).map { method, points in
          .points(points, Marker(method.shape, size: 3, fill: method.color))
        })
  }

  private static func axis(around values: [Double], _ label: Text) -> Axis {
    let positive = values.filter { $0 > 0 }
    return Axis(
      (positive.min() ?? 1e-3) / 1.4, 1.4 * (positive.max() ?? 1), scale: .logarithmic,
      label: label)
  }
}
