import Circuits
import Drawing
import Foundation
import Pipeline
import Stages

/// This project's own figure: scalar circuits after the paper's schedule and at the minimum of the
/// objective that the schedule descends.
///
/// A–C how near the responses of each photograph come to N(0, 1), against the shape β of the
/// photograph; D what is lost of the objective; E–H responses and interneuron output for the sparsest
/// photograph and for one in the middle; I the density at 0 between schedule and optimum, when learning
/// is faster or longer; J how well the family can do at all. Science C1, C2 and D.
public struct ScalarOptimum: Figure {
  public static let id = "scalar-optimum"
  public static let summary = "Scalar circuits after a schedule and at the optimum."

  @Gathered(over: .image(writtenIn: .regular))
  public var fit: Cells<FittedGeneralizedGaussian, String>
  @Gathered(over: .image) public var transport: Cells<OptimalTransport, String>

  @Gathered(over: .image) public var scheduleCircuit: Cells<LearnedCircuit, String>
  @Gathered(over: .image) public var scheduleGap: Cells<OptimalityGap, String>
  @Gathered(over: .image) public var scheduleDescription: Cells<SampleDescription, String>
  @Gathered(over: .image) public var scheduleResponses: Cells<CountedSamples, String>
  @Gathered(over: .image) public var scheduleCurve: Cells<TransferCurve, String>

  @Gathered(over: .image) public var optimumCircuit: Cells<LearnedCircuit, String>
  @Gathered(over: .image) public var optimumGap: Cells<OptimalityGap, String>
  @Gathered(over: .image) public var optimumDescription: Cells<SampleDescription, String>
  @Gathered(over: .image) public var optimumResponses: Cells<CountedSamples, String>
  @Gathered(over: .image) public var optimumCurve: Cells<TransferCurve, String>

  @Gathered(over: .image, .rateFactor, .iterationFactor.atMost(2))
  public var sensitivity: Cells<SampleDescription, String, Double, Double>
  @Gathered(over: .shape, .form.atMost(2))
  public var familyFit: Cells<ActivationFit, Double, PowerActivation.Form>

  @Input public var relation: ShapeRelation
  @Parameter public var experiment = ExperimentLabel()

  public init() {}

  public func sheet() throws -> Sheet {
    let rows = rows
    return Sheet(
      pages: [picture(rows).drawing(title: experiment.title)],
      caption: caption(rows),
      values: rows.flatMap(\.values) + rows[0].sparsestValues + relationValues + furtherValues)
  }

  private func picture(_ rows: [ScalarOptimumRow]) -> ScalarOptimumPicture {
    ScalarOptimumPicture(rows: rows, sensitivity: sensitivity, familyFit: familyFit)
  }

  /// Of schedules between the paper's and the optimum, and of the family.
  private var furtherValues: [TidyValue] {
    let (images, rates, steps) = sensitivity.values
    let densities = images.flatMap { image in
      rates.flatMap { rate in
        steps.flatMap { step -> [TidyValue] in
          let labels: [String: JSONValue] = [
            "image": .string(image), "learning": "schedule", "rate-factor": .label(rate),
            "iteration-factor": .label(step),
          ]
          let description = sensitivity[image, rate, step]
          return labels.values(
            ["centralDensity": description.centralDensity], .unsettled(description.unsettled))
        }
      }
    }
    let (shapes, forms) = familyFit.values
    let fits = forms.flatMap { form -> [TidyValue] in
      let labels: [String: JSONValue] = ["form": .string(form.rawValue)]
      return shapes.flatMap { shape -> [TidyValue] in
        let fit = familyFit[shape, form]
        return labels.with(["shape": .label(shape)]).values([
          "fittedGain": fit.gain, "fittedTheta": fit.theta, "fitError": fit.error,
        ])
      } + labels.values(["largestFitError": shapes.map { familyFit[$0, form].error }.max()])
    }
    return densities + fits
  }

  /// The photographs, the sparsest first.
  private var rows: [ScalarOptimumRow] {
    fit.values.map { image in
      ScalarOptimumRow(
        image: image, fit: fit[image], transport: transport[image],
        schedule: ScalarCircuit(
          circuit: scheduleCircuit[image],
          gap: scheduleGap[image], description: scheduleDescription[image],
          responses: scheduleResponses[image], curve: scheduleCurve[image]),
        optimum: ScalarCircuit(
          circuit: optimumCircuit[image],
          gap: optimumGap[image], description: optimumDescription[image],
          responses: optimumResponses[image], curve: optimumCurve[image]))
    }.sorted { ($0.shape, $0.image) < ($1.shape, $1.image) }
  }

  /// Over the photographs: whether sparser ones fit worse at the optimum.
  private var relationValues: [TidyValue] {
    let optimum: [String: JSONValue] = ["learning": .string(ScalarLearning.optimum.rawValue)]
    func correlation(of quantity: JSONValue, _ value: Double?) -> [TidyValue] {
      optimum.with(["of": quantity]).values(["rankCorrelationWithShape": value])
    }
    return correlation(of: "kolmogorovDistance", relation.correlationWithDistance)
      + correlation(of: "centralDensity", relation.correlationWithCentralDensity)
      + optimum.values(["centralDensityOfSparsest": relation.centralDensityOfSparsest])
  }

  // MARK: Caption

  private func caption(_ rows: [ScalarOptimumRow]) -> String {
    let letters = picture(rows).lastLetters
    let unsettled = rows.flatMap { [$0.schedule, $0.optimum] }.map(\.description.unsettled)
    return """
      \(experiment.title); this project's own figure, of neither paper; data set \
      \(experiment.dataSet), \(rows.count == 1 ? "one photograph" : "\(rows.count) photographs"). \
      Circuits with one primary neuron and one interneuron: dark gray, trained at \
      \(scheduleCircuit.schedules); blue, at the minimum of the objective J that training descends, \
      the semi-dual of optimal transport, over all filter responses. (A) Density of the responses \
      within 0.1 of 0 relative to N(0, 1), (B) their kurtosis and (C) their Kolmogorov distance from \
      N(0, 1) against the shape β of the photograph's filter responses; thin lines join the two \
      circuits of a photograph, red dashed: N(0, 1). (D) J above J*, that of optimal transport, below \
      which no circuit comes: at the optimum what the activation family cannot do, the rest what \
      the schedule left. \(shown(rows)) (\(letters.schedules)) The density at 0 relative to N(0, 1) \
      after learning at rates times steps other than the paper's, of the photographs above (colors) \
      and of the others (gray); dashed, at the optimum. (\(letters.family)) The largest \
      |F(g f(θ, z)) − Φ(z)| over z for a generalized Gaussian of shape β and its best g and θ, which \
      the paper's a(θ) and b(θ) were chosen to make small: with the printed coefficients and with \
      those of the published code. \(findings(rows)) \(bounds(rows)) \
      \(settling(unsettled.reduce(0, +)))
      """
  }

  /// What E–H are.
  private func shown(_ rows: [ScalarOptimumRow]) -> String {
    let panels = """
      the responses (bins of \(String(format: "%g", rows[0].optimum.responses.histogram.width))) with \
      N(0, 1) (red, dashed), and the interneuron's output g f(θ, z) on the optimal curve from the ranks \
      of the signals (light gray)
      """
    let names = picture(rows).shown.map(\.image)
    return names.count == 1
      ? "(E, F) For \(names[0]), \(panels)."
      : "(E, F) For the sparsest photograph, \(names[0]), and (G, H) for the one in the middle of "
        + "the order by β, \(names[1]): \(panels)."
  }

  /// The numbers of the sparsest photograph, and how all compare with it.
  private func findings(_ rows: [ScalarOptimumRow]) -> String {
    let (schedule, optimum) = (rows[0].schedule, rows[0].optimum)
    let sparsest = String(
      format: """
        For %@ (β = %.2f) the density at 0 is %.2f times that of N(0, 1) after the schedule and %.2f \
        at the optimum; the interneuron's output differs from the optimal curve by %.3f and %.3f \
        standard deviations of the signals (root mean square for normal z)
        """,
      rows[0].image, rows[0].shape, schedule.description.centralDensity,
      optimum.description.centralDensity, schedule.gap.activationError,
      optimum.gap.activationError)
    let worst = rows.max { $0.optimum.gap.activationError < $1.optimum.gap.activationError }
    guard rows.count > 1, let worst, let correlation = relation.correlationWithDistance else {
      return sparsest + "."
    }
    return sparsest
      + String(
        format: """
          , at the optimum of all photographs by at most %.3f (%@). There the rank correlation of β \
          and Kolmogorov distance is %.2f.
          """, worst.optimum.gap.activationError, worst.image, correlation)
  }

  /// How many circuits stand where θ may go no farther, and how many minima are none.
  private func bounds(_ rows: [ScalarOptimumRow]) -> String {
    func count(_ learning: ScalarLearning) -> Int {
      rows.count { $0[learning].isThetaAtBound }
    }
    let lost = rows.count { !$0.optimum.isMinimum }
    let search =
      lost == 0
      ? "All searches for the optimum converged."
      : "\(lost) of \(rows.count) searches for the optimum did not converge."
    let theta = LearningRule.thetaBounds
    return "θ stands at a bound of the published code, \(Int(theta.lowerBound)) or "
      + "\(Int(theta.upperBound)), in \(count(.schedule)) circuits after the schedule and in \(count(.optimum)) at the optimum. "
      + search
  }
}

// MARK: - The two circuits of a photograph

/// The two ways to a circuit that the figure compares.
enum ScalarLearning: String, CaseIterable {
  case schedule
  case optimum
}

/// A scalar circuit and what it does to its photograph.
struct ScalarCircuit {
  let circuit: LearnedCircuit
  let gap: OptimalityGap
  let description: SampleDescription
  let responses: CountedSamples
  let curve: TransferCurve

  private var parameters: LearnedCircuit.Parameters { circuit.parameters }

  /// False of a search that ended without a minimum.
  var isMinimum: Bool { parameters.minimum?.converged ?? true }

  var isThetaAtBound: Bool { parameters.thetas.indices.contains(where: parameters.isThetaAtBound) }

  /// Of every point that shows the circuit.
  var reservation: Reservation? {
    parameters.reservation ?? .unsettled(description.unsettled)
  }

  func values(_ labels: [String: JSONValue]) -> [TidyValue] {
    let search: Reservation? = isMinimum ? nil : .notConverged
    let unsettled = description.unsettled
    return parameters.gains.indices.flatMap { i in
      // The one interneuron of scalar circuits needs no number.
      parameters.learnedValues(
        of: i,
        labels: labels.with(parameters.gains.count > 1 ? ["interneuron": .integer(i + 1)] : [:]))
    }
      + labels.values(
        ["semidual": parameters.semidual, "loss": gap.loss], search ?? .unsettled(unsettled))
      + labels.values(
        ["activationError": gap.activationError], unit: "standard deviations of the signal", search)
      + labels.values(["unsettled": Double(unsettled)], .unsettled(unsettled))
      + labels.values([
        "kurtosis": description.moments.kurtosis,
        "kolmogorovDistance": description.kolmogorovDistance,
        "centralDensity": description.centralDensity,
      ])
  }
}

/// A photograph with its two circuits.
struct ScalarOptimumRow {
  let image: String
  let fit: FittedGeneralizedGaussian
  let transport: OptimalTransport
  let schedule: ScalarCircuit
  let optimum: ScalarCircuit

  /// β.
  var shape: Double { fit.fit.distribution.shape }

  subscript(learning: ScalarLearning) -> ScalarCircuit {
    switch learning {
    case .schedule: schedule
    case .optimum: optimum
    }
  }

  /// Of the points that show a circuit against β.
  func reservation(_ learning: ScalarLearning) -> Reservation? {
    fit.fit.reservation ?? self[learning].reservation
  }

  var values: [TidyValue] {
    let labels: [String: JSONValue] = ["image": .string(image)]
    return labels.values(["shape": shape], fit.fit.reservation)
      + labels.with(["learning": "transport"]).values(["semidual": transport.semidual])
      + ScalarLearning.allCases.flatMap { learning in
        self[learning].values(labels.with(["learning": .string(learning.rawValue)]))
      }
  }

  /// The numbers that claims on the sparsest photograph compare, under no photograph's name.
  var sparsestValues: [TidyValue] {
    ScalarLearning.allCases.flatMap { learning in
      let labels: [String: JSONValue] = ["learning": .string(learning.rawValue)]
      return labels.values([
        "lossOfSparsest": self[learning].gap.loss,
        "activationErrorOfSparsest": self[learning].gap.activationError,
      ])
    }
  }
}
