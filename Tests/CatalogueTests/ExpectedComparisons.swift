import Circuits
import Foundation
import Pipeline
import Stages

@testable import Drawing
@testable import Figures

// This project's figures on pairs, as their captions tell them.

/// Circuits that learned in one way, or another method: a curve, as legend and caption call it.
private struct Series {
  let name, color, markers: String
  var isDashed = false
  let labels: [String: JSONValue]

  var line: String { "\(color)\(isDashed ? " dashed" : "")" }

  var legend: String { "\(name): \(line) line, \(color) \(markers)" }

  /// Whether a number of a circuit at an offset, of one photograph or of any, is marked.
  func isMarked(_ offset: Int, of image: String? = nil, in sheet: Sheet) -> Bool {
    sheet.values.contains { value in
      value.reservation != nil && value.labels["offset"] == .integer(offset)
        && labels.allSatisfy { value.labels[$0.key] == $0.value }
        && (image == nil || value.labels["image"] == image.map { .string($0) })
    }
  }

  /// Its markers at some points, hollow where something is marked.
  func seen(_ points: [(place: Point, isMarked: Bool)]) -> [SeenMark] {
    let hollow = points.filter(\.isMarked).map(\.place)
    let solid = points.filter { !$0.isMarked }.map(\.place)
    return [SeenMark("\(color) \(markers)", solid)]
      + (hollow.isEmpty ? [] : [SeenMark("hollow \(color) \(markers)", hollow)])
  }

  /// Signals and independent pairs come first, in columns that fill one after the other.
  static func legends(_ series: [Series], columns: Int) -> [ExpectedPanel] {
    let entries =
      ["signal: black line, black circles", "independent normals: dark gray dotted line"]
      + series.map(\.legend)
    let rows = (entries.count + columns - 1) / columns
    return (0..<columns).map { column in
      ExpectedPanel(nil, nil, [], legend: Array(entries.dropFirst(column * rows).prefix(rows)))
    }
  }
}

extension CircuitComparison: ExpectedFigure {

  private var series: [Series] {
    let colors = ["vermilion", "blue", "green"]
    func power(_ learning: String, _ markers: String, isDashed: Bool) -> [Series] {
      zip(meanScheduled.values.1, colors).map { number, color in
        Series(
          name: "K = \(number), \(learning)", color: color, markers: markers,
          isDashed: isDashed,
          labels: [
            "learning": .string(learning), "circuit": "power", "interneurons": .integer(number),
          ])
      }
    }
    func bank(_ weights: String, _ number: Int, _ color: String, _ markers: String) -> Series {
      Series(
        name: "bank of \(number), \(weights) directions", color: color, markers: markers,
        labels: [
          "learning": "optimum", "circuit": "bank", "weights": .string(weights),
          "interneurons": .integer(number),
        ])
    }
    return power("schedule", "triangles", isDashed: true)
      + power("optimum", "circles", isDashed: false)
      + meanBank.values.1.map { bank("fixed", $0, "purple", "diamonds") }
      + meanLearnedBank.values.1.map { bank("learned", $0, "orange", "squares") }
  }

  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let offsets = meanSignal.values.sorted()
    let estimator: [String: JSONValue] = ["estimator": "plugin-every-10th"]
    func means(_ quantity: String, _ labels: [String: JSONValue]) -> [Point] {
      offsets.map { offset in
        Point(
          Double(offset), sheet.number(quantity, labels.with(["offset": .integer(offset)])))
      }
    }
    func curve(_ series: Series, _ quantity: String, _ labels: [String: JSONValue]) -> [SeenMark] {
      // What has no place on a logarithmic axis is not drawn.
      let points = means(quantity, series.labels.with(labels)).filter { $0.y > 0 }
      return [SeenMark("\(series.line) line", points)]
        + series.seen(points.map { ($0, series.isMarked(Int($0.x), in: sheet)) })
    }
    let own = estimator.with(["signal": "signal"])
    let signal = means("meanMutualInformation", own)
    let band = SeenMark(
      "black band",
      offsets.map(Double.init)
        + means("meanMutualInformationLower", own).map { max($0.y, 1e-9) }
        + means("meanMutualInformationUpper", own).map(\.y))
    let floor = means("meanMutualInformation", estimator.with(["signal": "independent"]))
    let first = offsets[0]
    let numbers = series.compactMap { Self.number($0) }
    let (least, most) = ((numbers.min() ?? 1) / 1.3, (numbers.max() ?? 1) * 1.3)
    return [
      ExpectedPanel(
        "A", "mutual information", x: "offset d (pixels) log", y: "mutual information (nat) log",
        [band, SeenMark("black line", signal), SeenMark("black circles", signal)]
          + [SeenMark("dark gray dotted line", floor)]
          + series.flatMap { curve($0, "meanMutualInformation", estimator) }),
      ExpectedPanel(
        "B", "objective", x: "offset d (pixels) log", y: "J above the least known log",
        series.flatMap { curve($0, "meanExcess", [:]) }),
      ExpectedPanel(
        "C", "at offset \(first)", x: "number of interneurons log", y: "mutual information (nat)",
        [
          SeenMark(
            "dark gray dotted line", [Point(least, floor[0].y), Point(most, floor[0].y)])
        ]
          + series.flatMap { series in
            let mean = sheet.number(
              "meanMutualInformation",
              series.labels.with(estimator).with(["offset": .integer(first)]))
            let point = Point(Self.number(series) ?? 0, mean)
            // A single marker, hollow or not.
            return series.seen([(point, series.isMarked(first, in: sheet))])
              .filter { !$0.numbers.isEmpty }
          }),
      learning(sheet),
    ] + Series.legends(series, columns: 3)
  }

  /// Steps and rates are those of the circuits, the means of the sheet.
  private func learning(_ sheet: Sheet) -> ExpectedPanel {
    let (images, rates, factors) = learningBank.values
    let looks = [("purple", "diamonds"), ("sky blue", "triangles")]
    func schedule(_ rate: Double, _ factor: Double) -> Schedule {
      learningBank[images[0], rate, factor].parameters.schedule ?? .paperPairs
    }
    let series = zip(rates, looks).map { rate, look in
      let points = factors.sorted().map { factor in
        Point(
          Double(schedule(rate, factor).iterations),
          sheet.number(
            "meanExcessWhileLearning",
            [
              "learning": "online", "circuit": "bank", "weights": "fixed",
              "rate-factor": .label(rate), "iteration-factor": .label(factor),
            ]))
      }
      return (schedule(rate, factors[0]).rates.gain, look, points.filter { $0.y > 0 })
    }
    return ExpectedPanel(
      "D", "gains that learn", x: "steps log", y: "J above the bank's optimum log",
      series.flatMap { _, look, points in
        [SeenMark("\(look.0) line", points), SeenMark("\(look.0) \(look.1)", points)]
      },
      legend: series.map { eta, look, _ in "η = \(eta): \(look.0) line, \(look.0) \(look.1)" })
  }

  private static func number(_ series: Series) -> Double? {
    if case .integer(let number)? = series.labels["interneurons"] { Double(number) } else { nil }
  }
}

extension BaselineComparison: ExpectedFigure {
  private var circuits: [Series] {
    let number = optimal.artifacts[0].parameters.gains.count
    func power(_ learning: String, _ markers: String, isDashed: Bool) -> Series {
      Series(
        name: "K = \(number), \(learning)", color: "vermilion", markers: markers,
        isDashed: isDashed,
        labels: ["signal": "responses", "learning": .string(learning), "circuit": "power"])
    }
    return [
      power("schedule", "triangles", isDashed: true), power("optimum", "circles", isDashed: false),
    ]
  }

  private var bankSeries: Series {
    let size = bank.artifacts[0].parameters.gains.count
    return Series(
      name: "bank of \(size), learned directions", color: "orange", markers: "squares",
      labels: [
        "signal": "responses", "learning": "optimum", "circuit": "bank", "weights": "learned",
      ])
  }

  private var baselines: [Series] {
    let gray = "0.5 0.5 0.5"
    let fixed: [(String, String, String, JSONValue)] = [
      ("ZCA", gray, "diamonds", "zca"), ("marginals by ranks", gray, "squares", "marginals"),
      ("ICA, then marginals", "green", "triangles", "independentComponents"),
      ("ZCA, then radii", "blue", "diamonds", "radial"),
    ]
    return fixed.map { Series(name: $0, color: $1, markers: $2, labels: ["signal": $3]) }
      + zip(rotations.values.2, ["sky blue", "purple", "black"]).map { layers, color in
        Series(
          name: "\(layers) rotations", color: color, markers: "squares",
          labels: ["signal": "rotations", "layers": .integer(layers)])
      }
  }

  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let (images, offsets) = signals.values
    let estimator: [String: JSONValue] = ["estimator": "plugin-every-10th"]
    func means(_ labels: [String: JSONValue], _ end: String = "") -> [Point] {
      offsets.sorted().map { offset in
        Point(
          Double(offset),
          sheet.number(
            "meanMutualInformation\(end)",
            labels.with(estimator).with(["offset": .integer(offset)])))
      }
    }
    /// In units of another series where there is one, which then may be what is marked.
    func curve(_ series: Series, over unit: Series? = nil) -> [SeenMark] {
      let units = unit.map { means($0.labels).map(\.y) }
      let points = means(series.labels).enumerated().map { index, point in
        Point(point.x, point.y / (units?[index] ?? 1))
      }
      return [SeenMark("\(series.line) line", points)]
        + series.seen(
          points.map { point in
            let all = [series, unit].compactMap(\.self)
            return (point, all.contains { $0.isMarked(Int(point.x), in: sheet) })
          })
    }
    let own: [String: JSONValue] = ["signal": "signal"]
    let signal = means(own)
    let band = SeenMark(
      "black band",
      signal.map(\.x) + means(own, "Lower").map { max($0.y, 1e-9) } + means(own, "Upper").map(\.y))
    let ends = [(offsets.min() ?? 1), (offsets.max() ?? 1)].map(Double.init)
    let others = circuits + baselines
    return [
      ExpectedPanel(
        "A", "mutual information", x: "offset d (pixels) log", y: "mutual information (nat) log",
        [
          band, SeenMark("black line", signal), SeenMark("black circles", signal),
          SeenMark("dark gray dotted line", means(["signal": "independent"])),
        ] + (circuits + [bankSeries] + baselines).flatMap { curve($0) }),
      ExpectedPanel(
        "B", "beside the bank", x: "offset d (pixels) log", y: "relative to the bank log",
        [.curve("orange dashed", [ends[0] / 1.12, ends[1] * 1.12], [1, 1])]
          + others.flatMap { curve($0, over: bankSeries) }),
      photographs(images, offsets.min() ?? 2, others, sheet),
    ] + Series.legends(circuits + [bankSeries] + baselines, columns: 4)
  }

  /// What every method leaves of a photograph against what the bank leaves.
  private func photographs(
    _ images: [String], _ offset: Int, _ others: [Series], _ sheet: Sheet
  ) -> ExpectedPanel {
    func left(_ labels: [String: JSONValue], _ image: String) -> Double {
      sheet.number(
        "mutualInformation",
        labels.with([
          "image": .string(image), "offset": .integer(offset), "estimator": "plugin-every-10th",
        ]))
    }
    let unit = bankSeries
    let bank = images.map { left(unit.labels, $0) }.filter { $0 > 0 }
    let ends = [(bank.min() ?? 1) / 1.4, (bank.max() ?? 1) * 1.4]
    return ExpectedPanel(
      "C", "photographs, offset \(offset)", x: "bank (nat) log", y: "others (nat) log",
      [.curve("orange dashed", ends, ends)]
        + others.flatMap { series in
          series.seen(
            images.map { image in
              (
                Point(left(unit.labels, image), left(series.labels, image)),
                [series, unit].contains { $0.isMarked(offset, of: image, in: sheet) }
              )
            })
        })
  }
}
