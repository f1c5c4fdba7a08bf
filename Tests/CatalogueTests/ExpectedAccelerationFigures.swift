import Circuits
import Foundation
import Pipeline
import Stages

@testable import Drawing
@testable import Figures

/// What both networks look like.
extension NetworkName {
  fileprivate var ink: String { self == .direct ? "blue" : "orange" }
  fileprivate var marker: String { self == .direct ? "circles" : "squares" }
  fileprivate var words: String { self == .direct ? "direct connections" : "interneurons" }
  fileprivate var label: JSONValue { .string(rawValue) }
}

extension SeenMark {
  fileprivate static func points(_ look: String, _ x: [Double], _ y: [Double]) -> SeenMark {
    SeenMark(look, zip(x, y).map { Point($0, $1) })
  }

  /// A curve without what a logarithmic axis cannot show.
  fileprivate static func positive(_ look: String, _ x: [Double], _ y: [Double]) -> SeenMark {
    SeenMark("\(look) line", zip(x, y).map { Point($0, $1) }.filter { $0.x > 0 && $0.y > 0 })
  }
}

private func short(_ value: Double) -> String { String(format: "%g", value) }

private let time = "t (1/η)"

extension ModeDynamics: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let all = directSteps.artifacts + interneuronSteps.artifacts + overshoot.artifacts
    let flowEnd = flows.artifacts.compactMap(\.exact.times.last).max() ?? 0
    let stepEnd = all.compactMap(\.exact.times.last).max() ?? 0
    return [NetworkName.direct, .interneurons].flatMap { name -> [ExpectedPanel] in
      let isFirst = name == .direct
      let own = flows.artifacts.filter { $0.network == name }
      let steps = all.filter { $0.network == name }
      let (ink, root) = (name.ink, own[0].eigenvalue.squareRoot())
      let flow = ExpectedPanel(
        isFirst ? "A" : "B", "\(name.words): mean flow", x: time, y: "m",
        [.curve("dark gray dotted", [0, flowEnd], [root, root])]
          + own.flatMap { course -> [SeenMark] in
            [
              .curve(ink, course.exact.times, course.exact.modes),
              .points(
                "hollow \(ink) \(name.marker)", course.simulated.times, course.simulated.modes),
            ]
          },
        legend: [
          "closed form: \(ink) line", "simulated: hollow \(ink) \(name.marker)",
          "√c: dark gray dotted line",
        ])
      let looks = zip(steps, ["black", "green", "purple", "vermilion", "sky blue"])
      let shown = looks.map { course, ink -> (marks: [SeenMark], entry: String) in
        let highest = 16 * (all.flatMap(\.simulated.modes).filter { $0 > 0 && $0 < 30 }.max() ?? 0)
        let lowest = 0.6 * (all.flatMap(\.simulated.modes).filter { $0 > 0 }.min() ?? 0)
        let inside = zip(course.simulated.times, course.simulated.modes)
          .filter { $1 >= lowest && $1 <= highest }
        let (x, y) = (inside.map(\.0), inside.map(\.1))
        let isDense = x.count > 60
        var marks = [SeenMark.curve(ink, x, y)]
        if !isDense { marks.append(.points("\(ink) circles", x, y)) }
        if sheet.number("lostStability", course.labels) + sheet.number("runsAway", course.labels)
          > 0
        {
          marks.append(.points("\(ink) crosses", x.suffix(1), y.suffix(1)))
        }
        let outcomes = [
          "oscillates": ", oscillates", "runsAway": ", runs away",
          "lostStability": ", stability lost", "settled": "",
        ]
        let outcome =
          outcomes.first { sheet.number($0.key, course.labels) == 1 }?.value ?? ", on its way"
        let isOvershoot = course.start != steps[0].start
        let words = isOvershoot ? ", from m_(0) = \(short(course.start))" : outcome
        return (
          marks,
          "η = \(short(course.rate ?? 0))\(words): \(ink) line\(isDense ? "" : ", \(ink) circles")"
        )
      }
      return [
        flow,
        ExpectedPanel(
          isFirst ? "C" : "D", "\(name.words): steps of η", x: time, y: "m log",
          [.curve("dark gray dotted", [0, stepEnd], [root, root])] + shown.flatMap(\.marks),
          legend: shown.map(\.entry)),
      ]
    }
  }
}

extension ModeCourse {
  fileprivate var labels: [String: JSONValue] {
    var labels: [String: JSONValue] = [
      "network": network.label, "start": .label(start), "eigenvalue": .label(eigenvalue),
    ]
    labels["rate"] = rate.map { .label($0) }
    return labels
  }
}

extension ConvergenceScaling: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let shapes = Array(zip(times.values.1.sorted(), ["triangles", "circles", "squares"]))
    func marks(_ name: NetworkName, isLinear: Bool) -> [SeenMark] {
      shapes.flatMap { c, shape -> [SeenMark] in
        let own = times[name, c]
        let starts = own.rows.map(\.start)
        let measured = starts.map {
          sheet.number(
            "convergenceTime",
            [
              "network": name.label, "eigenvalue": .label(c), "start": .label($0),
              "source": "measured",
            ])
        }
        let points = zip(starts, measured).filter { $1.isFinite && (isLinear || $1 > 0) }
        return [
          .curve(name.ink, own.curve.starts, own.curve.times.map { max($0, 1e-9) }),
          .points("hollow \(name.ink) \(shape)", points.map(\.0), points.map(\.1)),
        ]
      }
    }
    /// The network's own law, T against m₀ or ln m₀.
    func line(_ name: NetworkName) -> SeenMark {
      let law = laws[name]
      let fit = name == .direct ? law.linear : law.logarithmic
      let ratio = law.starts[1] / law.starts[0]
      let starts = (0...100).map { law.starts[0] * pow(ratio, Double($0) / 100) }
      return .positive(
        "black dashed", starts,
        starts.map { fit.intercept + fit.slope * (name == .direct ? $0 : log($0)) })
    }
    let names: [NetworkName] = [.direct, .interneurons]
    let fit = laws[.interneurons].logarithmic
    let half = fit.slopeHalfWidth ?? 0
    let decimals = max(2, Int((-log10(half)).rounded(.up)))
    let slope = String(format: "%.\(decimals)f ± %.\(decimals)f", fit.slope, half)
    return [
      ExpectedPanel(
        "A", "both networks", x: "initial value m_(0) log", y: "convergence time (1/η) log",
        names.flatMap { marks($0, isLinear: false) + [line($0)] },
        legend: names.map { "\($0.words): \($0.ink) line" }
          + shapes.map { "c = \(short($0)): hollow black \($1)" } + [
            "fitted law: black dashed line"
          ]),
      ExpectedPanel(
        "B", "interneurons", x: "initial value m_(0) log", y: "convergence time (1/η)",
        marks(.interneurons, isLinear: true) + [line(.interneurons)],
        legend: ["slope on ln m_(0): \(slope): black dashed line"]),
    ]
  }
}

extension WhiteningFlows: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let (scales, kinds, _) = flows.values
    let looks = Array(zip(scales, ["sky blue", "green", "purple", "black"]))
    let names: [NetworkName] = [.direct, .interneurons]
    let columns = names.flatMap { name in kinds.map { (name, $0) } }
    let threshold = flows.artifacts[0].record.criterion.threshold
    let all = flows.artifacts.flatMap { $0.record.phases.flatMap(\.course.times) }
      .filter { $0 > 0 }
    return columns.enumerated().flatMap { index, column -> [ExpectedPanel] in
      let (name, kind) = column
      let title = kind == .commuting ? "commuting" : "not commuting"
      func course(_ scale: Double) -> WhiteningCourse {
        flows[scale, kind, name].record.phases[0].course
      }
      let circles = looks.map { scale, ink in
        SeenMark.points(
          "hollow \(ink) circles",
          [
            sheet.number(
              "convergenceTime",
              [
                "scale": .label(scale), "kind": .string(kind.rawValue), "network": name.label,
              ])
          ], [threshold])
      }
      return [
        ExpectedPanel(
          ["A", "B", "C", "D"][index], title, x: "log", y: index == 0 ? "objective V log" : "log",
          [.curve("dark gray dotted", [all.min() ?? 0, all.max() ?? 0], [threshold, threshold])]
            + looks.map { .positive($1, course($0).times, course($0).objectives) } + circles),
        ExpectedPanel(
          nil, nil, x: "\(time) log", y: index == 0 ? "‖C_(y) − I‖ log" : "log",
          looks.map { .positive($1, course($0).times, course($0).whiteningErrors) },
          legend: index == 0 ? looks.map { "a = \(short($0)): \($1) line" } : []),
      ]
    }
  }
}

extension OnlineLearning: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let names: [NetworkName] = [.direct, .interneurons]
    let rates = spread.values.1.sorted(by: >)
    let looks = Array(zip(rates, ["vermilion", "purple", "green", "sky blue"]))
    let courses = names.enumerated().map { index, name in
      ExpectedPanel(
        ["A", "B"][index], name.words, x: "\(time) log", y: index == 0 ? "objective V log" : "log",
        looks.flatMap { rate, ink -> [SeenMark] in
          let phase = spread[name, rate].phases[0]
          let band = phase.objective
          let shown = phase.times.indices.filter { phase.times[$0] > 0 }
          func values(_ numbers: [Double]) -> [Double] { shown.map { numbers[$0] } }
          let marks: [SeenMark] = [
            SeenMark("\(ink) band", values(phase.times) + values(band.lower) + values(band.upper)),
            .curve(ink, values(phase.times), values(band.median)),
          ]
          guard phase.lost > 0 || phase.medianSamples == nil else { return marks }
          return marks + [
            .points(
              "\(ink) crosses", values(phase.times).suffix(1), values(band.median).suffix(1))
          ]
        }
          + flow[name].record.phases.map {
            .positive("black dashed", $0.course.times, $0.course.objectives)
          },
        legend: index == 0
          ? looks.map { "η = \(short($0)): \($1) line" } + ["mean flow: black dashed line"] : [])
    }
    let fluctuations = ExpectedPanel(
      "C", "fluctuations", x: "learning rate η log", y: "deviation from the mean flow log",
      names.flatMap { name -> [SeenMark] in
        let table = deviations[name]
        let x = table.deviations.filter { $0.deviation != nil }.map(\.rate)
        let y = x.map {
          sheet.number("relativeDeviation", ["network": name.label, "rate": .label($0)])
        }
        let ends = [x.min() ?? 0, x.max() ?? 0]
        let fit = table.exponent.map { fit in
          SeenMark.curve(
            name.ink, ends, ends.map { exp(fit.intercept + fit.slope * log($0)) })
        }
        return [fit].compactMap(\.self) + [.points("\(name.ink) \(name.marker)", x, y)]
      },
      legend: names.map { "\($0.words): \($0.ink) line, \($0.ink) \($0.marker)" })
    return courses + [fluctuations]
  }
}

extension WhiteningAfterSwitch: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let names = photograph.values
    let pictures = names.enumerated().map { index, name in
      ExpectedPanel(
        ["A", "B"][index], ["before: ", "after: "][index] + name, [.photograph(photograph[name])])
    }
    let (units, ridges, _) = spread.values
    let conditions = units.flatMap { units in ridges.map { (units, $0) } }
    return pictures
      + conditions.enumerated().map { index, condition in
        panel(sheet, index, condition.0, condition.1, isLowest: index + 2 >= conditions.count)
      }
  }

  private func panel(
    _ sheet: Sheet, _ index: Int, _ units: ImagePatches.Units, _ ridge: Double, isLowest: Bool
  ) -> ExpectedPanel {
    let networks: [NetworkName] = [.direct, .interneurons]
    let labels: [String: JSONValue] = ["units": .string(units.rawValue), "ridge": .label(ridge)]
    let last = photograph.values.last ?? ""
    let number = sheet.number("conditionNumber", labels.with(["image": .string(last)]))
    let flows = networks.map { flow[units, ridge, $0].record.phases }
    let before = flows.compactMap { $0[0].course.times.last }.max() ?? 0
    let end = flows.compactMap { $0[1].course.times.last }.max() ?? 0
    let start = -min(0.1 * end, before)
    let threshold = flow[units, ridge, .direct].record.criterion.threshold
    let winner = networks.first {
      sheet.number("whitensFirst", labels.with(["network": $0.label])) == 1
    }
    let verdict =
      winner.map { "\($0.ink) text '\($0.words) are first'" }
      ?? "black text 'neither reaches it, or both at once'"
    let unit = units == .unitVariance ? "unit variance" : "pixels"
    return ExpectedPanel(
      ["C", "D", "E", "F"][index],
      unit + String(format: ", ridge %g, κ = %.0f", ridge, number),
      x: isLowest ? "time since the switch (1/η)" : nil,
      y: index % 2 == 0 ? "relative whitening error log" : "log",
      [
        .curve("dark gray", [0, 0], [0.008, 4]),
        .curve("dark gray dotted", [start, end], [threshold, threshold]),
        SeenMark(verdict, [Point(0, 0.008)]),
      ] + networks.flatMap { marks(of: $0, units, ridge, from: start, sheet, labels) },
      legend: index == 0
        ? networks.map { "\($0.words): \($0.ink) line" } + ["mean flow: black dashed line"] : [])
  }

  /// Errors relative to that at the switch, before it and after.
  private func marks(
    of name: NetworkName, _ units: ImagePatches.Units, _ ridge: Double, from start: Double,
    _ sheet: Sheet, _ labels: [String: JSONValue]
  ) -> [SeenMark] {
    let phases = spread[units, ridge, name].phases
    let flows = flow[units, ridge, name].record.phases
    let mean = flows[1].course
    let scale = mean.whiteningErrors[0]
    var marks = [0, 1].flatMap { index -> [SeenMark] in
      let phase = phases[index]
      let shift = index == 0 ? -(flows[0].course.times.last ?? 0) : 0
      let shown = phase.times.indices.filter { phase.times[$0] + shift >= start - 1e-9 }
      let x = shown.map { phase.times[$0] + shift }
      func relative(_ errors: [Double]) -> [Double] { shown.map { errors[$0] / scale } }
      let error = phase.whiteningError
      var marks: [SeenMark] = [
        SeenMark("\(name.ink) band", x + relative(error.lower) + relative(error.upper)),
        .curve(name.ink, x, relative(error.median)),
      ]
      if phase.lost > 0 || (index == 1 && phase.medianSamples == nil), let x = x.last,
        let y = relative(error.median).last
      {
        marks.append(.points("\(name.ink) crosses", [x], [min(max(y, 0.0096), 4 / 1.2)]))
      }
      return marks
    }
    let errors = mean.whiteningErrors.map { $0 / scale }
    let shown = errors.indices.filter { errors[$0] > 0 }
    marks.append(.curve("black dashed", shown.map { mean.times[$0] }, shown.map { errors[$0] }))
    let samples = sheet.number("samplesUntilConvergence", labels.with(["network": name.label]))
    if samples.isFinite {
      let whole = spread[units, ridge, name]
      let time = samples / Double(whole.batch ?? 1) * (whole.rate ?? 0)
      marks.append(
        .points("hollow \(name.ink) \(name.marker)", [time], [whole.criterion.threshold]))
    }
    return marks
  }
}
