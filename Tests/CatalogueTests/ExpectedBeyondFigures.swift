import Foundation
import Pipeline
import Stages

@testable import Drawing
@testable import Figures

// This project's own figures, as their captions tell them.

extension ScalarOptimum: ExpectedFigure {
  private static let looks = [
    "schedule": ("dark gray", "squares"), "optimum": ("blue", "circles"),
  ]

  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let names = ["after the schedule", "at the optimum"]
    let key =
      zip(names, ["dark gray line, dark gray squares", "blue line, blue circles"])
      .map { ["\($0): \($1)"] } + [["optimal transport: gray line"], ["N(0, 1): red dashed line"]]
    let images = fit.values.sorted { shape($0, sheet) < shape($1, sheet) }
    let shown = images.count == 1 ? images : [images[0], images[images.count / 2]]
    return key.map { ExpectedPanel(nil, nil, [], legend: $0) } + [
      overview("A", "relative density at 0", "centralDensity", normal: 1, sheet),
      overview("B", "kurtosis", "kurtosis", normal: 3, sheet),
      overview("C", "Kolmogorov distance", "kolmogorovDistance", normal: 0, sheet),
      overview("D", "J − J* log", "loss", normal: nil, sheet),
    ]
      + zip(shown, [("E", "F"), ("G", "H")]).flatMap { image, letters -> [ExpectedPanel] in
        let title = "\(image), β = \(String(format: "%.2f", shape(image, sheet)))"
        return [
          densities(letters.0, title, image), outputs(letters.1, title, image),
        ]
      } + [
        between(shown.count == 1 ? "G" : "I", shown, images, sheet),
        family(shown.count == 1 ? "H" : "J", sheet),
      ]
  }

  /// Those of E–H in color and on top.
  private func between(
    _ letter: String, _ shown: [String], _ images: [String], _ sheet: Sheet
  ) -> ExpectedPanel {
    let (_, rates, steps) = sensitivity.values
    let products = rates.flatMap { rate in steps.map { rate * $0 } }
    let ends = [(products.min() ?? 1) / 1.4, 1.4 * (products.max() ?? 1)]
    let marks = (images.filter { !shown.contains($0) } + shown).flatMap { image -> [SeenMark] in
      let color = shown.firstIndex(of: image).map { ["vermilion", "green"][$0] } ?? "gray"
      let optimum = sheet.number(
        "centralDensity", ["image": .string(image), "learning": "optimum"])
      return [.curve("\(color) dashed", ends, [optimum, optimum])]
        + zip(steps.sorted(), ["circles", "triangles"]).flatMap { step, markers -> [SeenMark] in
          let points = rates.sorted().map { rate in
            Point(
              rate * step,
              sheet.number(
                "centralDensity",
                [
                  "image": .string(image), "learning": "schedule", "rate-factor": .label(rate),
                  "iteration-factor": .label(step),
                ]))
          }
          return [SeenMark("\(color) line", points), SeenMark("\(color) \(markers)", points)]
        }
    }
    return ExpectedPanel(
      letter, "between schedule and optimum", x: "rates × steps (paper's schedule: 1) log",
      y: "relative density at 0", [.curve("red dashed", ends, [1, 1])] + marks,
      legend: zip(steps.sorted(), ["circles", "triangles"]).map { step, markers in
        let all = scheduleCircuit.artifacts[0].parameters.schedule?.iterations ?? 0
        return "\(Int((step * Double(all)).rounded()).grouped) steps: dark gray \(markers)"
      })
  }

  private func family(_ letter: String, _ sheet: Sheet) -> ExpectedPanel {
    let looks = ["paper": ("vermilion", "triangles"), "published": ("blue", "circles")]
    let marks = familyFit.values.1.flatMap { form -> [SeenMark] in
      let (color, markers) = looks[form.rawValue] ?? ("", "")
      let points = familyFit.values.0.sorted().map { shape in
        Point(
          shape,
          sheet.number("fitError", ["shape": .label(shape), "form": .string(form.rawValue)]))
      }
      return [SeenMark("\(color) line", points), SeenMark("\(color) \(markers)", points)]
    }
    return ExpectedPanel(
      letter, "the best of the family", x: "shape β", y: "largest error", marks,
      legend: familyFit.values.1.map { form in
        let (color, markers) = looks[form.rawValue] ?? ("", "")
        let name = form == .paper ? "printed coefficients" : "published code"
        return "\(name): \(color) line, \(color) \(markers)"
      })
  }

  private func shape(_ image: String, _ sheet: Sheet) -> Double {
    sheet.number("shape", ["image": .string(image)])
  }

  private func overview(
    _ letter: String, _ label: String, _ quantity: String, normal: Double?, _ sheet: Sheet
  ) -> ExpectedPanel {
    let shapes = fit.values.map { shape($0, sheet) }
    let (least, greatest) = (shapes.min() ?? 0, shapes.max() ?? 0)
    let room = 0.08 * (greatest - least)
    func point(_ image: String, _ learning: String) -> Point {
      Point(
        shape(image, sheet),
        sheet.number(quantity, ["image": .string(image), "learning": .string(learning)]))
    }
    let reference = normal.map {
      SeenMark.curve("red dashed", [least - room, greatest + room], [$0, $0])
    }
    let joins = fit.values.map {
      SeenMark("gray line", [point($0, "schedule"), point($0, "optimum")])
    }
    let circuits = ["schedule", "optimum"].flatMap { learning -> [SeenMark] in
      let (ink, marker) = Self.looks[learning] ?? ("", "")
      let images = fit.values.sorted { shape($0, sheet) < shape($1, sheet) }
      func isMarked(_ image: String) -> Bool {
        sheet.values.contains {
          $0.reservation != nil && $0.labels["image"] == .string(image)
            && [nil, .string(learning)].contains($0.labels["learning"])
        }
      }
      return [
        ("\(ink) \(marker)", images.filter { !isMarked($0) }),
        ("hollow \(ink) \(marker)", images.filter(isMarked)),
      ].filter { !$1.isEmpty }.map { look, images in
        SeenMark(look, images.map { point($0, learning) })
      }
    }
    return ExpectedPanel(
      letter, nil, x: "shape β", y: label, [reference].compactMap(\.self) + joins + circuits)
  }

  private func densities(_ letter: String, _ title: String, _ image: String) -> ExpectedPanel {
    func histogram(_ ink: String, _ samples: CountedSamples) -> SeenMark {
      let (counts, width) = (samples.histogram.counts, samples.histogram.width)
      let all = Double(samples.histogram.total)
      return SeenMark(
        "\(ink) histogram",
        (0...counts.count).map { samples.histogram.lower + Double($0) * width }
          + counts.map { Double($0) / (all * width) })
    }
    let x = (0...160).map { -4 + 0.05 * Double($0) }
    return ExpectedPanel(
      letter, title, x: "response r", y: "density",
      [
        histogram("dark gray", scheduleResponses[image]),
        histogram("blue", optimumResponses[image]),
        .curve("red dashed", x, x.map { exp(-$0 * $0 / 2) / sqrt(2 * .pi) }),
      ])
  }

  private func outputs(_ letter: String, _ title: String, _ image: String) -> ExpectedPanel {
    let map = transport[image].map
    let (schedule, optimum) = (scheduleCurve[image], optimumCurve[image])
    return ExpectedPanel(
      letter, title, x: "input z", y: "g f(θ, z)",
      [
        .curve("gray", map.responses, map.signals),
        .curve("dark gray", schedule.inputs, schedule.outputs),
        .curve("blue", optimum.inputs, optimum.outputs),
      ])
  }
}

extension ContourComparison: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let (images, offsets) = signals.values
    let learned: [(String, [String: JSONValue], Circuits, Densities)] = [
      ("schedule", ["learning": "schedule", "circuit": "power"], scheduled, scheduledResponses),
      ("optimum", ["learning": "optimum", "circuit": "power"], optimal, optimalResponses),
      ("bank", ["learning": "optimum", "circuit": "bank"], bank, bankResponses),
    ]
    return images.flatMap { image in
      offsets.enumerated().flatMap { row, offset -> [ExpectedPanel] in
        let place: [String: JSONValue] = [
          "image": .string(image), "offset": .integer(offset), "estimator": "plugin-every-10th",
        ]
        func panel(
          _ letter: String, _ title: String, _ density: DensityOnGrid,
          _ labels: [String: JSONValue], _ circuit: LearnedCircuit? = nil
        ) -> ExpectedPanel {
          ExpectedPanel(
            row == 0 ? letter : nil, row == 0 ? title : nil,
            y: letter == "A" ? "d = \(offset)" : nil,
            contours(density, sheet.number("mutualInformation", place.with(labels)), circuit))
        }
        let circuits = zip(["B", "C", "D"], learned).map { letter, group in
          panel(
            letter, group.0, group.3[image, offset], group.1.with(["signal": "responses"]),
            group.2[image, offset])
        }
        return [panel("A", "signal", signals[image, offset], ["signal": "signal"])] + circuits + [
          panel("E", "radial", radial[image, offset], ["signal": "radial"]),
          panel("F", "rotations", rotations[image, offset], ["signal": "rotations"]),
        ]
      }
    }
  }
}
