import Foundation
import Pipeline
import Stages
import Statistics

@testable import Drawing
@testable import Figures

/// A figure that can be told from its artifacts and the numbers beside it: what each of its panels
/// must show, in reading order.
///
/// Written from captions and science A6 and B, not from the code that draws: who changes a picture
/// changes it here too.
protocol ExpectedFigure: Figure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel]
}

extension Sheet {
  /// The number beside the picture with a quantity and these labels, among others.
  func number(_ quantity: String, _ labels: [String: JSONValue]) -> Double {
    values.first { value in
      value.quantity == quantity && labels.allSatisfy { value.labels[$0.key] == $0.value }
    }?.value ?? .nan
  }

  var panels: [Panel] { pages.flatMap(\.panels) }
}

extension Drawing {
  var panels: [Panel] {
    elements.compactMap { if case .panel(let panel) = $0 { panel } else { nil } }
  }
}

extension SeenMark {
  static func curve(_ look: String, _ x: [Double], _ y: [Double]) -> SeenMark {
    SeenMark("\(look) line", zip(x, y).map { Point($0, $1) })
  }

  static func photograph(_ photograph: GrayPhotograph) -> SeenMark {
    let luminance = photograph.luminance
    return SeenMark(
      "image", [Double(luminance.columns)] + luminance.values.map { (255 * $0).rounded() })
  }
}

// MARK: - Rows of figures 2 and 5, and of the notebook

extension GaussianizationRow {
  func expected(_ sheet: Sheet, isFirst: Bool, isLast: Bool) -> [ExpectedPanel] {
    func number(_ quantity: String) -> String {
      String(format: "%.2f", sheet.number(quantity, ["image": .string(image)]))
    }
    func panel(
      _ letter: String, _ title: String, x: String? = nil, y: String? = nil, _ marks: [SeenMark],
      legend: [String] = []
    ) -> ExpectedPanel {
      ExpectedPanel(
        isFirst ? letter : nil, isFirst ? title : nil, x: isLast ? x : nil, y: y, marks,
        legend: legend)
    }
    let identity = SeenMark.curve("dark gray dashed", [-6, 6], [-6, 6])
    let normal = (0...600).map { -6 + 0.02 * Double($0) }
    return [
      panel("A", "image", [.photograph(photograph)]),
      panel(
        "B", "filter responses", x: "s", y: "density log",
        [histogram(signals), .curve("red dashed", fit.densityAt, fit.density)],
        legend: ["α = \(number("scale"))", "β = \(number("shape"))"]),
      panel(
        "C", "interneuron output", x: "z", y: "g f(θ, z)",
        [
          .curve("gray", optimum.map.responses, optimum.map.signals),
          .curve("black", curve.inputs, curve.outputs), identity,
        ], legend: ["g = \(number("gain"))", "θ = \(number("theta"))"]),
      panel(
        "D", "response", x: "s", y: "r = T(s)",
        [
          .curve("gray", optimum.map.signals, optimum.map.responses),
          .curve("black", curve.signals, curve.responses), identity,
        ]),
      panel(
        "E", "responses", x: "r", y: "density log",
        [
          histogram(responses),
          .curve("red dashed", normal, normal.map { exp(-$0 * $0 / 2) / sqrt(2 * .pi) }),
        ], legend: ["N(0, 1): red dashed line"]),
    ]
  }

  /// Counts over the number of all samples and the width of a bin.
  private func histogram(_ samples: CountedSamples) -> SeenMark {
    let (counts, width) = (samples.histogram.counts, samples.histogram.width)
    let all = Double(samples.histogram.total)
    return SeenMark(
      "black histogram",
      (0...counts.count).map { samples.histogram.lower + Double($0) * width }
        + counts.map { Double($0) / (all * width) })
  }
}

extension Gaussianization: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let images = photograph.values
    var panels: [ExpectedPanel] = []
    for page in sheet.pages {
      let shown = images.dropFirst(panels.count / 5).prefix(page.panels.count / 5)
      panels += shown.flatMap { image in
        GaussianizationRow(
          image: image, photograph: photograph[image], signals: signals[image],
          signalDescription: signalDescription[image], fit: fit[image], circuit: circuit[image],
          curve: curve[image], optimum: optimum[image], responses: responses[image],
          responseDescription: responseDescription[image]
        ).expected(sheet, isFirst: image == shown.first, isLast: image == shown.last)
      }
    }
    return panels
  }
}

// MARK: - Contours of figures 3 and 6, and of the notebook

/// The marks of a panel of contours.
func contours(_ density: DensityOnGrid, _ information: Double, _ circuit: LearnedCircuit?)
  -> [SeenMark]
{
  let axes = density.axes
  let circles = axes.radii.map { SeenMark("red dashed circle", [0, 0, $0]) }
  let weights = circuit?.parameters.weights ?? [[], []]
  let directions = zip(weights[0], weights[1]).map { x, y in
    SeenMark.curve("gray", [-4.5 * x, 4.5 * x], [-4.5 * y, 4.5 * y])
  }
  let text = String(format: abs(information) >= 0.1 ? "%.3f" : "%.4f", information)
  let mark = circuit?.parameters.reservation == nil ? "" : "*"
  return directions + circles + [
    SeenMark(
      "black contours", axes.x + axes.y + density.values + axes.levels.compactMap(\.self)),
    SeenMark("black text 'I = \(text)\(mark)'"),
  ]
}

extension Sheet {
  /// What the panels of contours print.
  fileprivate func information(
    _ image: String, _ offset: Int, _ signal: JSONValue, _ interneurons: Int? = nil
  ) -> Double {
    var labels: [String: JSONValue] = [
      "image": .string(image), "offset": .integer(offset), "signal": signal,
      "estimator": "plugin-every-10th",
    ]
    labels["interneurons"] = interneurons.map { .integer($0) }
    return number("mutualInformation", labels)
  }
}

extension ContourTable: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let (images, offsets, interneurons) = responses.values
    let columns = 2 + interneurons.count
    var panels: [ExpectedPanel] = []
    for page in sheet.pages {
      let first = panels.count
      let rows = (first / columns..<(first + page.panels.count) / columns)
      for row in rows {
        let (image, offset) = (images[row / offsets.count], offsets[row % offsets.count])
        func panel(
          _ column: Int, _ title: String, _ density: DensityOnGrid, _ signal: JSONValue,
          _ number: Int? = nil
        ) -> ExpectedPanel {
          let isTop = row == rows.first
          return ExpectedPanel(
            isTop ? ["A", "B", "C", "D", "E"][column] : nil, isTop ? title : nil,
            y: column == 0 ? "d = \(offset)" : nil,
            contours(
              density, sheet.information(image, offset, signal, number),
              number.map { circuit[image, offset, $0] }))
        }
        panels += [
          panel(0, "signal", signals[image, offset], "signal"),
          panel(1, "ZCA", whitened[image, offset], "zca"),
        ]
        panels += interneurons.enumerated().map { index, number in
          panel(
            2 + index, "K = \(number)", responses[image, offset, number], "responses", number)
        }
      }
    }
    return panels
  }
}

extension Notebook: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    pairs.values.0.flatMap { expected(of: $0, pairs.values.1[0], sheet) }
  }

  private func expected(of image: String, _ offset: Int, _ sheet: Sheet) -> [ExpectedPanel] {
    let trained = pairCircuit[image, offset]
    func panel(
      _ letter: String, _ title: String, _ density: DensityOnGrid, _ signal: JSONValue,
      _ circuit: LearnedCircuit? = nil
    ) -> ExpectedPanel {
      ExpectedPanel(
        letter, title, y: letter == "F" ? "d = \(offset)" : nil,
        contours(density, sheet.information(image, offset, signal), circuit))
    }
    return GaussianizationRow(
      image: image, photograph: photograph[image], signals: signals[image],
      signalDescription: signalDescription[image], fit: fit[image], circuit: circuit[image],
      curve: curve[image], optimum: optimum[image], responses: responses[image],
      responseDescription: responseDescription[image]
    ).expected(sheet, isFirst: true, isLast: true) + [
      panel("F", "signal", pairs[image, offset], "signal"),
      panel("G", "ZCA", whitened[image, offset], "zca"),
      panel(
        "H", "K = \(trained.parameters.gains.count)", pairResponses[image, offset], "responses",
        trained),
    ]
  }
}

// MARK: - Curves of figure 4

extension MutualInformationCurves: ExpectedFigure {
  func expected(_ sheet: Sheet) -> [ExpectedPanel] {
    let looks = ["vermilion triangles", "blue circles", "green squares"]
    let circuits = zip(meanResponses.values.1, looks).map { number, look in
      (
        "K = \(number)", look,
        ["signal": "responses", "interneurons": .integer(number)]
          as [String: JSONValue]
      )
    }
    let series: [(name: String, markers: String, labels: [String: JSONValue])] =
      [
        ("signal", "black circles", ["signal": "signal"]),
        ("ZCA", "0.5 0.5 0.5 diamonds", ["signal": "zca"]),
      ] + circuits
    let legend =
      series.map { "\($0.name): \(Self.color($0.markers)) line, \($0.markers)" }
      + ["independent normals: dark gray dotted line"]
    func panel(_ letter: String, _ title: String, _ estimator: JSONValue) -> ExpectedPanel {
      func numbers(_ quantity: String, _ labels: [String: JSONValue]) -> [Double] {
        meanSignal.values.sorted().map { offset in
          sheet.number(
            quantity, labels.with(["offset": .integer(offset), "estimator": estimator]))
        }
      }
      let offsets = meanSignal.values.sorted().map(Double.init)
      let curves = series.flatMap { name, markers, labels -> [SeenMark] in
        let means = numbers("meanMutualInformation", labels)
        return [
          .curve(Self.color(markers), offsets, means),
          SeenMark(markers, zip(offsets, means).map { Point($0, $1) }),
        ]
      }
      let bands = series.map { name, markers, labels in
        SeenMark(
          "\(Self.color(markers)) band",
          offsets + numbers("meanMutualInformationLower", labels).map { max($0, 1e-9) }
            + numbers("meanMutualInformationUpper", labels))
      }
      let floor = numbers("meanMutualInformation", ["signal": "independent"])
      return ExpectedPanel(
        letter, title, x: "offset d (pixels) log", y: "mutual information (nat) log",
        bands + curves + [.curve("dark gray dotted", offsets, floor)],
        legend: letter == "A" ? legend : [])
    }
    return [
      panel("A", "as published", "plugin"), panel("B", "bias removed", "miller-madow"),
    ]
  }

  private static func color(_ markers: String) -> String {
    markers.split(separator: " ").dropLast().joined(separator: " ")
  }
}
