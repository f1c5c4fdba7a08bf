import Circuits
import Foundation
import NumericalMethods
import Pipeline
import Stages
import Testing

@testable import Drawing
@testable import Figures

/// Figure 1 as text, from artifacts that stages made of correlated normal pairs.
struct CircuitSchematicTests {
  private let context = Context(streamSeed: ContentHash(of: "circuit schematic tests").bytes)

  /// How far a slanted letter may lean over its neighbor of the same word, in points.
  private static let lean = 0.5
  private static let pairs = 600
  private static let chosen = 150
  private static let offset = 2

  private func pairs(number: Int) -> Samples {
    var stream = RandomStream(seed: context.streamSeed).substream(UInt64(number))
    let values = (0..<Self.pairs).flatMap { _ -> [Double] in
      let (x, y) = (stream.normal(), stream.normal())
      return [x, 0.6 * x + 0.8 * y]
    }
    return Samples(values: Matrix(rows: Self.pairs, columns: 2, values: values))
  }

  private func thinned(_ samples: Samples) -> Samples {
    var thin = ThinSamples()
    thin.of = samples
    thin.count = Self.chosen
    return thin.run(context)
  }

  private func schematic(
    images: [String] = ["one"], interneurons: Int = 3, leak: Double = 0
  ) throws -> CircuitSchematic {
    let offsets = [Self.offset]
    let signals = try Cells(images, offsets) { image, _ in
      pairs(number: images.firstIndex(of: image) ?? 0)
    }
    let circuits = try Cells(images, offsets) { image, offset in
      var train = TrainShapingCircuit()
      train.signals = signals[image, offset]
      train.interneurons = interneurons
      train.leak = leak
      train.schedule = .notebookPairs
      train.schedule.iterations = 50
      return try train.run(context)
    }
    let responses = try Cells(images, offsets) { image, offset in
      var respond = CircuitResponses()
      respond.circuit = circuits[image, offset]
      respond.signals = signals[image, offset]
      return try respond.run(context)
    }
    var figure = CircuitSchematic()
    figure.signals = try Cells(images, offsets) { thinned(signals[$0, $1]) }
    figure.circuit = circuits
    figure.responses = try Cells(images, offsets) { thinned(responses[$0, $1]) }
    figure.allResponses = responses
    return figure
  }

  private func panels(of figure: CircuitSchematic) throws -> [Panel] {
    try figure.sheet().pages[0].elements.compactMap { element in
      if case .panel(let panel) = element { panel } else { nil }
    }
  }

  private func points(in panel: Panel) -> [[Point]] {
    panel.marks.compactMap { if case .points(let points, _) = $0 { points } else { nil } }
  }

  private func rows(of samples: Samples) -> [Point] {
    let values = samples.values.values
    return (0..<samples.values.rows).map { Point(values[2 * $0], values[2 * $0 + 1]) }
  }

  @Test(arguments: [2, 3, 4, 6]) func everyTextLiesOnThePage(interneurons: Int) throws {
    let drawing = try schematic(interneurons: interneurons).sheet().pages[0]
    let boxes = try Renderer.textBoxes(drawing)
    #expect(boxes.count > 60)
    for (text, box) in boxes {
      #expect(drawing.page.contains(box), "'\(text)' at \(box) leaves the page")
    }
  }

  @Test(arguments: [2, 3, 4, 6]) func noTextCoversAnother(interneurons: Int) throws {
    let drawing = try schematic(interneurons: interneurons, leak: 0.5).sheet().pages[0]
    let boxes = try Renderer.textBoxes(drawing).map { ($0.text, $0.box) }
    for (index, (text, box)) in boxes.enumerated() {
      for (other, otherBox) in boxes[(index + 1)...] {
        let width = min(box.maxX, otherBox.maxX) - max(box.minX, otherBox.minX)
        let height = min(box.maxY, otherBox.maxY) - max(box.minY, otherBox.minY)
        let apart = min(width, height) < Self.lean
        #expect(apart, "'\(text)' at \(box) covers '\(other)' at \(otherBox)")
      }
    }
  }

  @Test func scattersShowTheChosenSamplesAndNoOthers() throws {
    let figure = try schematic()
    let panels = try panels(of: figure)
    #expect(panels.compactMap(\.letter) == ["A", "C"])
    let (signals, responses) = (
      figure.signals["one", Self.offset], figure.responses["one", Self.offset]
    )
    #expect(signals.values.rows == Self.chosen)
    #expect(points(in: panels[0]) == [rows(of: signals)])
    #expect(points(in: panels[1]) == [rows(of: responses)])
    #expect(rows(of: signals) != rows(of: responses), "the circuit must change its signals")
    for panel in panels {
      #expect([panel.x.lower, panel.x.upper] == [panel.y.lower, panel.y.upper])
      #expect(panel.frame.width == panel.frame.height)
    }
  }

  @Test func responsesLieAmongTheTargetsCirclesAndTheLearnedDirections() throws {
    let figure = try schematic()
    let panel = try panels(of: figure)[1]
    let radii = panel.marks.compactMap { mark -> Double? in
      if case .circle(Point(0, 0), let radius, .dashed(.publishedRed, width: 0.8)) = mark {
        radius
      } else {
        nil
      }
    }
    #expect(radii == [0.625, 1.25, 1.875])
    let weights = figure.circuit["one", Self.offset].parameters.weights
    let lines = panel.marks.compactMap { mark -> [Point]? in
      if case .line(let points, _) = mark { points } else { nil }
    }
    #expect(lines.count == 3)
    for (index, line) in lines.enumerated() {
      let along = Point(line[1].x - line[0].x, line[1].y - line[0].y)
      // Rounding of products of numbers up to 16.
      let sine = along.x * weights[1][index] - along.y * weights[0][index]
      #expect(abs(sine) < 1e-13, "line \(index) deviates by \(sine)")
    }
  }

  @Test func valuesAreThoseOfTheCircuitThatIsShown() throws {
    let figure = try schematic(images: ["one", "two"])
    let values = try figure.sheet().values
    let parameters = figure.circuit["one", Self.offset].parameters
    #expect(values.allSatisfy { $0.labels["image"] == .string("one") && $0.value.isFinite })
    #expect(values.allSatisfy { $0.labels["offset"] == .integer(2) })
    func found(_ quantity: String, _ interneuron: Int, _ axis: Int? = nil) -> [Double] {
      values.filter { value in
        value.quantity == quantity && value.labels["interneuron"] == .integer(interneuron)
          && value.labels["axis"] == axis.map { .integer($0) }
      }.map(\.value)
    }
    for i in 0..<3 {
      #expect(found("gain", i + 1) == [parameters.gains[i]])
      #expect(found("theta", i + 1) == [parameters.thetas[i]])
      for axis in 0..<2 {
        #expect(found("weight", i + 1, axis + 1) == [parameters.weights[axis][i]])
      }
    }
    #expect(values.count == 3 * (1 + 1 + 2) + 1)
    #expect(values.last?.quantity == "unsettled")
  }

  @Test func captionSaysWhatIsShown() throws {
    let caption = try schematic(images: ["one", "two"]).sheet().caption
    for words in [
      "photograph one, 2 pixels apart", "150 of 600", "ṙ = s − W n", "w₁ … w₃",
      "all responses settled", "a schedule of the reader's own (50 iterations of 10 signals",
      "its data are not known",
    ] {
      #expect(caption.contains(words), "'\(words)' is missing in: \(caption)")
    }
    #expect(!caption.contains("\n"))
    #expect(try schematic(leak: 0.5).sheet().caption.contains("ṙ = s − μ r − W n"))
  }

  @Test func responsesThatDidNotSettleAreCounted() throws {
    var figure = try schematic()
    var values = figure.allResponses["one", Self.offset].values
    for index in 0..<6 { values.values[index] = .nan }
    let responses = Samples(values: values)
    figure.allResponses = try Cells(["one"], [Self.offset]) { _, _ in responses }
    figure.responses = try Cells(["one"], [Self.offset]) { _, _ in thinned(responses) }
    let sheet = try figure.sheet()
    #expect(sheet.values.last?.value == 3)
    #expect(sheet.caption.contains("3 responses did not settle; C shows 150 of the others"))
    #expect(!sheet.caption.contains("all responses settled"))
  }

  @Test func samplesOfAnotherDimensionAreRefused() throws {
    var figure = try schematic()
    let scalar = Samples(values: Matrix(rows: 2, columns: 1, values: [1, 2]))
    figure.signals = try Cells(["one"], [Self.offset]) { _, _ in scalar }
    #expect(throws: StageError.wrongDimension(found: 1, expected: 2)) { try figure.sheet() }
  }

  /// The circuit alone, which no data enter.
  private func circuit(interneurons: Int, leaks: Bool) -> String {
    let area = Rectangle(x: 174, y: 22, width: 156, height: 186)
    return Drawing(
      title: "circuit", height: 208,
      elements: CircuitSchematic.schematic(interneurons: interneurons, leaks: leaks, in: area)
    ).outline()
  }

  @Test func circuitIsDrawnAsBefore() {
    let outline = circuit(interneurons: 3, leaks: false)
    #expect(outline == Self.golden, "got\n\(outline)")
    #expect(circuit(interneurons: 4, leaks: false) != outline)
    #expect(circuit(interneurons: 3, leaks: true) != outline)
  }

  @Test(arguments: [2, 3, 4]) func everyPairIsConnectedBothWays(interneurons: Int) {
    let outline = circuit(interneurons: interneurons, leaks: false)
    let lines = outline.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("arrow") && $0.contains(" bar ") } == 2 * interneurons)
    let excitation = lines.count { $0.hasPrefix("arrow") && $0.contains("#0072b2") }
    #expect(excitation == 2 * interneurons)
  }

  private static let golden = """
    drawing “circuit” 504 × 208 pt on #ffffff
    text “B” 10 pt #000000 left baseline at (172, 17)
    text “circuit” 8 pt #000000 center baseline at (252, 17)
    line (243.075, 69.7) (180, 52) #c77700 0.6 pt dash 2.4-1.5
    line (260.925, 69.7) (324, 52) #c77700 0.6 pt dash 2.4-1.5
    rectangle (176, 25) 152 × 27 corners 4 fill #c77700@0.1 stroke #c77700 0.6 pt
    text “z_(i) = w_(i) · r” 8 pt #000000 left middle at (180, 38.5)
    arrow (222, 38.5) to (232, 38.5) triangle 4.5 pt #000000 0.8 pt
    rectangle (233, 30) 35 × 17 corners 2.5 fill #ffffff stroke #c77700 0.8 pt
    text “f(θ_(i), ·)” 8 pt #000000 center middle at (250.5, 38.5)
    arrow (268, 38.5) to (278, 38.5) triangle 4.5 pt #000000 0.8 pt
    rectangle (279, 30) 25 × 17 corners 2.5 fill #ffffff stroke #c77700 0.8 pt
    text “× g_(i)” 8 pt #000000 center middle at (291.5, 38.5)
    arrow (304, 38.5) to (314, 38.5) triangle 4.5 pt #000000 0.8 pt
    text “n_(i)” 8 pt #000000 center middle at (320, 38.5)
    arrow (204.718, 135.519) to (197.883, 87.2654) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (201.072, 85.6783) to (208.069, 131.355) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    arrow (219.174, 132.991) to (245.096, 84.9453) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (248.525, 85.9082) to (224.401, 134.107) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    arrow (225.936, 138.684) to (297.004, 81.2703) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (299.724, 83.5703) to (229.453, 142.708) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    arrow (276.307, 143.083) to (204.83, 84.1471) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (206.288, 80.8972) to (276.529, 137.743) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    arrow (280.784, 135.462) to (255.74, 86.6631) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (258.416, 84.312) to (284.16, 131.319) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    arrow (295.255, 133.024) to (302.618, 86.4157) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (306.179, 86.4679) to (300.475, 134.172) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    text “w_(1)” 8 pt #000000 center middle at (188, 101)
    text “w_(2)” 8 pt #000000 center middle at (252, 98)
    text “w_(3)” 8 pt #000000 center middle at (316, 101)
    ellipse (214, 146) 14 × 14 fill #ffffff
    ellipse (214, 146) 14 × 14 fill #0072b2@0.22 stroke #0072b2 1 pt
    text “r_(1)” 8.5 pt #000000 center middle at (214, 146)
    ellipse (290, 146) 14 × 14 fill #ffffff
    ellipse (290, 146) 14 × 14 fill #0072b2@0.22 stroke #0072b2 1 pt
    text “r_(2)” 8.5 pt #000000 center middle at (290, 146)
    ellipse (197, 76) 10.5 × 10.5 fill #ffffff
    ellipse (197, 76) 10.5 × 10.5 fill #c77700@0.22 stroke #c77700 1 pt
    text “n_(1)” 8.5 pt #000000 center middle at (197, 76)
    ellipse (252, 76) 10.5 × 10.5 fill #ffffff
    ellipse (252, 76) 10.5 × 10.5 fill #c77700@0.22 stroke #c77700 1 pt
    text “n_(2)” 8.5 pt #000000 center middle at (252, 76)
    ellipse (307, 76) 10.5 × 10.5 fill #ffffff
    ellipse (307, 76) 10.5 × 10.5 fill #c77700@0.22 stroke #c77700 1 pt
    text “n_(3)” 8.5 pt #000000 center middle at (307, 76)
    arrow (214, 178) to (214, 161) triangle 5 pt #000000 0.9 pt
    text “s_(1)” 8.5 pt #000000 left middle at (218, 172)
    arrow (290, 178) to (290, 161) triangle 5 pt #000000 0.9 pt
    text “s_(2)” 8.5 pt #000000 left middle at (294, 172)
    arrow (172, 146) to (194, 146) triangle 9 pt #adadad 2.6 pt
    text “s” 8.5 pt #000000 center baseline at (183, 139)
    arrow (310, 146) to (332, 146) triangle 9 pt #adadad 2.6 pt
    text “r” 8.5 pt #000000 center baseline at (321, 139)
    text “primary neurons” 7 pt #0072b2 right baseline at (242, 191)
    text “ṙ = s − W n” 8 pt #000000 left baseline at (248, 191)
    text “interneurons” 7 pt #c77700 right baseline at (242, 202)
    text “n = g ∘ f(θ, W^(⊤)r)” 8 pt #000000 left baseline at (248, 202)

    """
}
