import Drawing
import Pipeline
import Stages

/// Figure 2 of the shaping paper and its appendix figure 5: a row for each photograph.
///
/// A the photograph; B its filter responses with the fitted generalized Gaussian; C the
/// interneuron's output g f(θ, z) with the optimal curve F̂⁻¹(Φ(z)); D the circuit's response T(s)
/// with the optimal Φ⁻¹(F̂(s)); E the distribution of the responses with N(0, 1). Science A6.
public struct Gaussianization: Figure {
  public static let id = "gaussianization"
  public static let summary = "Filter responses before and after a scalar circuit, a row an image."

  @Gathered(over: .image(writtenIn: .regular))
  public var photograph: Cells<GrayPhotograph, String>
  @Gathered(over: .image) public var signals: Cells<CountedSamples, String>
  @Gathered(over: .image) public var signalDescription: Cells<SampleDescription, String>
  @Gathered(over: .image) public var fit: Cells<FittedGeneralizedGaussian, String>
  @Gathered(over: .image) public var circuit: Cells<LearnedCircuit, String>
  @Gathered(over: .image) public var curve: Cells<TransferCurve, String>
  @Gathered(over: .image) public var optimum: Cells<OptimalTransport, String>
  @Gathered(over: .image) public var responses: Cells<CountedSamples, String>
  @Gathered(over: .image) public var responseDescription: Cells<SampleDescription, String>
  @Input public var relation: ShapeRelation
  @Parameter(in: 1...6, "of the paper, for the caption") public var number = 2
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    let rows = photograph.values.map { image in
      GaussianizationRow(
        image: image, photograph: photograph[image], signals: signals[image],
        signalDescription: signalDescription[image], fit: fit[image], circuit: circuit[image],
        curve: curve[image], optimum: optimum[image], responses: responses[image],
        responseDescription: responseDescription[image])
    }
    return Sheet(
      pages: draw(rows), caption: caption(rows), values: rows.flatMap(\.values) + relationValues)
  }

  /// Over the photographs: whether sparser ones fit worse.
  private var relationValues: [TidyValue] {
    func correlation(of quantity: JSONValue, _ value: Double?) -> [TidyValue] {
      ["of": quantity].values(["rankCorrelationWithShape": value])
    }
    return correlation(of: "kolmogorovDistance", relation.correlationWithDistance)
      + correlation(of: "centralDensity", relation.correlationWithCentralDensity)
      + [:].values(["centralDensityOfSparsest": relation.centralDensityOfSparsest])
  }

  private func caption(_ rows: [GaussianizationRow]) -> String {
    let unsettled = rows.map(\.responseDescription.unsettled).reduce(0, +)
    return """
      \(experiment.title), after Lipshutz & Simoncelli (2024), figure \(number); data set \
      \(experiment.dataSet). (A) Photograph. (B) Filter responses s in standard deviations (black) \
      and the generalized Gaussian of location 0 fitted by maximum likelihood (red, dashed). (C) \
      Output g f(θ, z) of the interneuron after training (black), the optimal curve from the ranks \
      of the signals (gray) and the identity (dashed). (D) Response r = T(s) of the circuit (black) \
      and the optimal one (gray). (E) Responses (black) and N(0, 1) (red, dashed). Responses: \
      \(rows.map(\.summary).joined(separator: "; ")) (N(0, 1): 3 and 0). \(settling(unsettled)) The circuits \
      learned at \(circuit.schedules). Different from the published figure: which \
      photographs it shows is not known. Where black and gray curves differ, the circuit is not at \
      the optimum. The paper says that even for sparse photographs the activation is close to \
      optimal\(unmet(rows)). What the circuits would be at the optimum of their objective, given all \
      time, shows this project's figure beyond-fig1.
      """
  }

  /// A distance from N(0, 1) that the eye sees in panel E; the best circuit for β = 0.4 has 0.004.
  private static let farFromNormal = 0.05

  /// The shape β below which a photograph counts as sparse here; the paper gives no number.
  private static let sparse = 0.5

  /// For which sparse photographs the paper's sentence is not met.
  private func unmet(_ rows: [GaussianizationRow]) -> String {
    let far = rows.filter { row in
      row.fit.fit.distribution.shape < Self.sparse
        && row.responseDescription.kolmogorovDistance > Self.farFromNormal
    }
    guard !far.isEmpty else { return "" }
    let names = far.map(\.image).joined(separator: ", ")
    return "; this is not met for \(names), whose responses stay more than "
      + "\(Self.farFromNormal) from N(0, 1)"
  }

  private static let titleHeight = 22.0
  private static let footHeight = 27.0
  private static let rowGap = 14.0

  /// As many pages as the rows need.
  private func draw(_ rows: [GaussianizationRow]) -> [Drawing] {
    let room = Drawing.journalHeight - Self.titleHeight - Self.footHeight + Self.rowGap
    let count = Int(room / (GaussianizationRow.side + Self.rowGap))
    return stride(from: 0, to: rows.count, by: count).map { first in
      page(Array(rows[first..<min(first + count, rows.count)]))
    }
  }

  private func page(_ rows: [GaussianizationRow]) -> Drawing {
    let side = GaussianizationRow.side
    let count = Double(rows.count)
    let height = Self.titleHeight + count * side + (count - 1) * Self.rowGap + Self.footHeight
    var drawing = Drawing(title: experiment.title, height: height)
    for (index, row) in rows.enumerated() {
      row.add(
        to: &drawing, top: Self.titleHeight + Double(index) * (side + Self.rowGap),
        at: GaussianizationRow.Place(isFirst: index == 0, isLast: index == rows.count - 1))
    }
    return drawing
  }
}
