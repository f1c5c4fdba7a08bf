import Drawing
import Foundation
import Pipeline
import Stages
import Statistics

/// This project's figure on pairs: circuits at the paper's schedule, the best of their family, and banks
/// of fixed activation functions, against the offset.
///
/// A mutual information of the responses, every 10th pair; B how far the objective is above the best that
/// is known, of which the part above the best of the family is the schedule's; C mutual information at
/// the smallest offset against the number of interneurons; D how long a bank of fixed directions takes
/// to its optimum when its gains learn by the paper's rule, a batch at a time. Science C1–C3.
public struct CircuitComparison: Figure {
  public static let id = "circuit-comparison"
  public static let summary = "Circuits at the schedule and at the optimum, and banks, by offset."

  @Gathered(over: .offset) public var meanSignal: Cells<AveragedMutualInformation, Int>
  @Gathered(over: .offset) public var meanFloor: Cells<AveragedMutualInformation, Int>
  @Gathered(over: .image, .offset, .interneurons.atMost(colors.count)) public var scheduled:
    Circuits
  @Gathered(over: .image, .offset, .interneurons) public var scheduledInformation: Estimates
  @Gathered(over: .offset, .interneurons) public var meanScheduled: Means
  @Gathered(over: .offset, .interneurons) public var scheduledExcess: Excess
  @Gathered(over: .image, .offset, .interneurons) public var optimal: Circuits
  @Gathered(over: .image, .offset, .interneurons) public var optimalInformation: Estimates
  @Gathered(over: .offset, .interneurons) public var meanOptimal: Means
  @Gathered(over: .offset, .interneurons) public var optimalExcess: Excess
  @Gathered(over: .image, .offset, .interneurons.independent) public var bank: Circuits
  @Gathered(over: .image, .offset, .interneurons.independent) public var bankInformation: Estimates
  @Gathered(over: .offset, .interneurons.independent) public var meanBank: Means
  @Gathered(over: .offset, .interneurons.independent) public var bankExcess: Excess
  @Gathered(over: .image, .offset, .interneurons.independent) public var learnedBank: Circuits
  @Gathered(over: .image, .offset, .interneurons.independent)
  public var learnedBankInformation: Estimates
  @Gathered(over: .offset, .interneurons.independent) public var meanLearnedBank: Means
  @Gathered(over: .offset, .interneurons.independent) public var learnedBankExcess: Excess
  @Gathered(over: .image, .rateFactor.atMost(GainLearning.looks.count), .iterationFactor)
  public var learningBank: Cells<LearnedCircuit, String, Double, Double>
  @Gathered(over: .rateFactor, .iterationFactor)
  public var learningExcess: Cells<AveragedExcess, Double, Double>
  @Gathered(over: .image, .offset) public var best: Cells<LearnedCircuit, String, Int>
  @Parameter public var experiment = ExperimentLabel()

  public typealias Circuits = Cells<LearnedCircuit, String, Int, Int>
  public typealias Estimates = Cells<MutualInformationEstimates, String, Int, Int>
  public typealias Means = Cells<AveragedMutualInformation, Int, Int>
  public typealias Excess = Cells<AveragedExcess, Int, Int>

  public init() {}

  public func sheet() throws -> Sheet {
    Sheet(pages: [draw()], caption: caption, values: values)
  }

  // MARK: What is compared

  /// Circuits that learned in one way, whatever their offset and number of interneurons.
  private struct Group {
    let labels: [String: JSONValue]
    let circuits: Circuits
    let information: Estimates
    let means: Means
    let excess: Excess
    /// What the legend calls those with K interneurons.
    let name: (Int) -> Text
    let look: (Int) -> (Color, Marker.Shape)
    let isDashed: Bool

    var interneurons: [Int] { means.values.1 }

    /// Whether a circuit behind a mean stands at a bound, is no minimum, or left signals out.
    func isReserved(offset: Int, _ number: Int) -> Bool {
      circuits.values.0.contains { image in
        circuits[image, offset, number].parameters.reservation != nil
          || information[image, offset, number].unsettled > 0
      }
    }
  }

  /// What tells the numbers of interneurons of the paper's circuits apart; how they learned their
  /// markers tell.
  private static let colors: [Color] = [.vermilion, .blue, .bluishGreen]

  private var groups: [Group] {
    let numbers = meanScheduled.values.1
    func color(_ number: Int) -> Color { Self.colors[numbers.firstIndex(of: number) ?? 0] }
    return [
      Group(
        labels: ["learning": "schedule", "circuit": "power"], circuits: scheduled,
        information: scheduledInformation, means: meanScheduled, excess: scheduledExcess,
        name: { .math("K = \($0)") + ", schedule" }, look: { (color($0), .triangle) },
        isDashed: true),
      Group(
        labels: ["learning": "optimum", "circuit": "power"], circuits: optimal,
        information: optimalInformation, means: meanOptimal, excess: optimalExcess,
        name: { .math("K = \($0)") + ", optimum" }, look: { (color($0), .circle) },
        isDashed: false),
      bankGroup("fixed", bank, bankInformation, meanBank, bankExcess, (.reddishPurple, .diamond)),
      bankGroup(
        "learned", learnedBank, learnedBankInformation, meanLearnedBank, learnedBankExcess,
        (.orange, .square)),
    ]
  }

  private func bankGroup(
    _ directions: String, _ circuits: Circuits, _ information: Estimates, _ means: Means,
    _ excess: Excess, _ look: (Color, Marker.Shape)
  ) -> Group {
    Group(
      labels: circuits.directionLabels.with([
        "learning": "optimum", "circuit": "bank", "weights": .string(directions),
      ]),
      circuits: circuits, information: information, means: means, excess: excess,
      name: { number in Text("bank of \(number), \(directions) directions") },
      look: { _ in look }, isDashed: false)
  }

  // MARK: Numbers

  private var values: [TidyValue] {
    meanSignal.tidyValues(["signal": "signal"]) + meanFloor.tidyValues(["signal": "independent"])
      + groups.flatMap(values(of:))
      + best.semidualValues(["learning": "transport"])
      + learning.values
  }

  /// How the gains of the fixed bank learn.
  private var learning: GainLearning { GainLearning(bank: learningBank, excess: learningExcess) }

  private func values(of group: Group) -> [TidyValue] {
    let labels = group.labels.with(["signal": "responses"])
    var values = group.means.tidyValues(labels)
    for (cell, excess) in group.excess.labeled {
      values += excess.mean.tidyValues("meanExcess", cell.with(labels))
    }
    values += group.circuits.semidualValues(labels)
    let own =
      group.information.tidyValues(signal: "responses") + group.information.unsettledValues
      + group.circuits.tidyValues.filter { $0.reservation != nil }
    return values + own.map { $0.with(group.labels) }
  }

  private var caption: String {
    let (images, offsets, _) = scheduled.values
    let unsettled = groups.map(\.information.unsettled).reduce(0, +)
    return """
      \(experiment.title): a figure of this project, not of a paper; data set \(experiment.dataSet), \
      \(images.count == 1 ? "one photograph" : "mean over \(images.count) photographs"). Circuits for \
      pairs of filter responses d pixels apart: with the activation functions of Lipshutz & Simoncelli \
      (2024) after learning at \(scheduled.schedules) (dashed), and at the minimum of the same \
      objective J (solid); and banks, whose interneurons have fixed activation functions \
      sign(z)|z|^p (p = \(powers)), at the minimum over gains in fixed directions, which is global \
      since J is convex in them, and over gains and directions. (A) Mutual information of the \
      responses, plug-in of every 10th pair. Dotted: as many independent normal pairs. (B) J above the \
      least that is known for each photograph, of all circuits here and a bank with more directions: \
      the distance from a dashed curve to the solid one of its color is what the schedule loses, the rest what the \
      family of circuits loses against optimal transport. (C) Mutual information at offset \
      \(offsets.min() ?? 0) against the number of interneurons. (D) A bank with fixed directions whose \
      gains learn at offset \(offsets.min() ?? 0) by the paper's rule, Δg = ηφ, from batches of \
      \(learning.batch) signals: J above its optimum against the number of steps. Band of \
      the signal: \(meanSignal.artifacts[0].intervalWords) over the photographs. \(Reservation.hollow) \(convergence) \
      \(settling(unsettled))
      """
  }

  /// The exponents of the banks.
  private var powers: String {
    Set(bank.artifacts.flatMap(\.parameters.thetas)).sorted().map { String(format: "%g", $0) }
      .joined(separator: ", ")
  }

  /// How many of the minima are none.
  private var convergence: String {
    let minima = [optimal, bank, learnedBank].flatMap(\.artifacts)
      .compactMap(\.parameters.minimum)
    let failed = minima.count { !$0.converged }
    return failed == 0
      ? "All \(minima.count) minimizations converged."
      : "\(failed) of \(minima.count) minimizations did not converge."
  }

  // MARK: Picture

  private static let height = 396.0

  private func draw() -> Drawing {
    var drawing = Drawing(title: experiment.title, height: Self.height)
    let area = drawing.page.inset(left: 42, top: 24, right: 8, bottom: 86)
    let grid = Grid(in: area, columns: 2, rows: 2, columnGap: 56, rowGap: 54)
    drawing.add(informationPanel(in: grid[0, 0]))
    drawing.add(excessPanel(in: grid[0, 1]))
    drawing.add(numberPanel(in: grid[1, 0]))
    drawing.add(learning.panel(in: grid[1, 1], letter: "D"))
    let curves = references + groups.flatMap(informationCurves)
    let below = Rectangle(x: area.x, y: drawing.page.height - 46, width: area.width, height: 44)
    for panel in curves.legend(columns: 3, in: below) { drawing.add(panel) }
    return drawing
  }

  private static let estimator = MutualInformation.Estimator.pluginEvery10th

  private func informationPanel(in frame: Rectangle) -> Panel {
    let curves = references + groups.flatMap(informationCurves)
    return Panel(
      frame: frame, x: .offsets(curves, in: frame),
      y: .logarithmic(curves, label: "mutual information (nat)"), grid: .grid,
      title: "mutual information", letter: "A", marks: curves.marks)
  }

  private func excessPanel(in frame: Rectangle) -> Panel {
    // The best of all has no place on a logarithmic axis.
    let curves = groups.flatMap { group in
      self.curves(group) { $0.excess[$1, $2].mean.mean > 0 ? $0.excess[$1, $2].mean : nil }
    }
    return Panel(
      frame: frame, x: .offsets(curves, in: frame),
      y: .logarithmic(curves, label: Text.math("J") + " above the least known"), grid: .grid,
      title: "objective", letter: "B", marks: curves.marks)
  }

  private func numberPanel(in frame: Rectangle) -> Panel {
    let offset = meanScheduled.values.0.min() ?? 2
    let points = groups.flatMap { group in
      group.interneurons.compactMap { number -> (Double, Double, OffsetCurve)? in
        guard
          let curve = curves(group, { $0.means[$1, $2].mean(Self.estimator) }, only: number).first,
          let mean = group.means[offset, number].mean(Self.estimator)
        else { return nil }
        return (Double(number), mean.mean, curve)
      }
    }
    let floor = meanFloor[offset].mean(Self.estimator)?.mean ?? 0
    let numbers = Set(points.map(\.0)).sorted()
    return Panel(
      frame: frame,
      x: Axis(
        (numbers.first ?? 1) / 1.3, (numbers.last ?? 16) * 1.3, scale: .logarithmic,
        ticks: .at(numbers), label: "number of interneurons"),
      y: Axis(
        0, 1.15 * (points.map(\.1).max() ?? 1), label: "mutual information (nat)"), grid: .grid,
      title: "at offset \(offset)", letter: "C",
      marks: [
        .line(
          from: Point((numbers.first ?? 1) / 1.3, floor),
          to: Point((numbers.last ?? 16) * 1.3, floor), .dotted(.darkGray, width: 1))
      ]
        + points.map { number, mean, curve in
          .points([Point(number, mean)], curve.marker(at: offset))
        })
  }

  // MARK: Curves

  private var references: [OffsetCurve] {
    .references(signal: meanSignal, floor: meanFloor, Self.estimator)
  }

  private func informationCurves(_ group: Group) -> [OffsetCurve] {
    curves(group) { $0.means[$1, $2].mean(Self.estimator) }
  }

  private func curves(
    _ group: Group, _ mean: (Group, Int, Int) -> MeanInterval?, only: Int? = nil
  ) -> [OffsetCurve] {
    let offsets = group.means.values.0
    return group.interneurons.filter { only == nil || only == $0 }.map { number in
      let (color, shape) = group.look(number)
      return OffsetCurve(
        group.name(number), offsets.map { ($0, mean(group, $0, number)) }, color, shape,
        reserved: Set(offsets.filter { group.isReserved(offset: $0, number) }),
        stroke: group.isDashed ? .dashed(color, width: 1.1) : nil)
    }
  }
}

extension Cells where Value == LearnedCircuit {
  /// J of every circuit over the samples that it learned from.
  func semidualValues(_ what: [String: JSONValue]) -> [TidyValue] {
    labeled.map { labels, circuit in
      TidyValue(
        "semidual", circuit.parameters.semidual,
        reservation: circuit.parameters.minimum?.converged == false ? .notConverged : nil,
        labels: labels.with(what))
    }
  }
}
