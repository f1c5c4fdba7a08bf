import Circuits
import Foundation
import NumericalMethods
import Pipeline
import Stages
import Statistics
import Testing

@testable import Drawing
@testable import Figures

/// Figures as text, from artifacts that stages made of a small synthetic photograph.
struct FigureTests {
  private let context = Context(streamSeed: ContentHash(of: "figure tests").bytes)

  /// How far a slanted letter may lean over its neighbor of the same word, in points.
  private static let lean = 0.5

  /// A photograph of soft blobs: something natural enough for every stage.
  private func photograph(_ index: Double) -> GrayPhotograph {
    let side = 64
    let values = (0..<side * side).map { pixel -> Double in
      let (x, y) = (Double(pixel % side), Double(pixel / side))
      return 0.5 + 0.3 * sin(0.31 * x + index) * cos(0.17 * y) + 0.1 * sin(0.9 * x * y / 64)
    }
    return GrayPhotograph(luminance: Matrix(rows: side, columns: side, values: values))
  }

  private func gaussianization(images: [String], thetaRate: Double = 1e-4) throws
    -> Gaussianization
  {
    let photographs = try Cells(images) { photograph(Double(images.firstIndex(of: $0) ?? 0)) }
    let signals = try Cells(images) { image in
      var filter = FilterResponses()
      filter.of = photographs[image]
      return try filter.run(context)
    }
    let circuits = try Cells(images) { image in
      var train = TrainShapingCircuit()
      train.signals = signals[image]
      train.interneurons = 1
      train.schedule = .notebookScalar
      train.schedule.iterations = 100
      train.schedule.rates.theta = thetaRate
      return try train.run(context)
    }
    let responses = try Cells(images) { image in
      var respond = CircuitResponses()
      respond.circuit = circuits[image]
      respond.signals = signals[image]
      return try respond.run(context)
    }
    var figure = Gaussianization()
    figure.photograph = photographs
    figure.circuit = circuits
    figure.curve = try Cells(images) { image in
      var curve = CircuitCurve()
      curve.circuit = circuits[image]
      return try curve.run(context)
    }
    figure.fit = try Cells(images) { image in
      var fit = FitGeneralizedGaussian()
      fit.of = signals[image]
      return try fit.run(context)
    }
    figure.optimum = try Cells(images) { image in
      var optimum = OptimalMap()
      optimum.of = signals[image]
      return try optimum.run(context)
    }
    figure.signals = try Cells(images) { try counted(signals[$0]) }
    figure.signalDescription = try Cells(images) { try described(signals[$0]) }
    figure.responses = try Cells(images) { try counted(responses[$0]) }
    figure.responseDescription = try Cells(images) { try described(responses[$0]) }
    var relate = RelateToShape()
    relate.fit = figure.fit
    relate.responses = figure.responseDescription
    figure.relation = try relate.run(context)
    return figure
  }

  private func counted(_ samples: Samples) throws -> CountedSamples {
    var count = HistogramOfSamples()
    count.of = samples
    return try count.run(context)
  }

  private func described(_ samples: Samples) throws -> SampleDescription {
    var describe = DescribeSamples()
    describe.of = samples
    return try describe.run(context)
  }

  @Test(arguments: [1, 2, 7]) func everyTextLiesOnThePage(rows: Int) throws {
    let images = (0..<rows).map { "photograph-\($0)" }
    for drawing in try gaussianization(images: images).sheet().pages {
      let boxes = try Renderer.textBoxes(drawing)
      #expect(boxes.count > 40)
      for (text, box) in boxes {
        #expect(drawing.page.contains(box), "'\(text)' at \(box) leaves the page")
      }
    }
  }

  @Test func noTextCoversAnother() throws {
    let pages = try gaussianization(images: ["one", "two"]).sheet().pages
    #expect(pages.count == 1)
    let drawing = pages[0]
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

  @Test func panelsShowWhatTheStagesMade() throws {
    let figure = try gaussianization(images: ["one"])
    let panels = try figure.sheet().pages[0].elements.compactMap { element -> Panel? in
      guard case .panel(let panel) = element else { return nil }
      return panel
    }
    #expect(panels.compactMap(\.letter) == ["A", "B", "C", "D", "E"])
    let histogram = figure.signals["one"].histogram
    guard case .steps(let steps)? = panels[1].marks.first else {
      Issue.record("panel B does not begin with a histogram")
      return
    }
    #expect(steps.heights == figure.signals["one"].densities)
    #expect(steps.edges.count == histogram.counts.count + 1)
    #expect([panels[1].y.lower, panels[1].y.upper] == [1e-3, 5])
    guard case .line(let output, _) = panels[2].marks[1] else {
      Issue.record("panel C does not show a curve")
      return
    }
    let gain = figure.circuit["one"].parameters.gains[0]
    let theta = figure.circuit["one"].parameters.thetas[0]
    let member = PowerActivation().member(theta: theta)
    #expect(output.allSatisfy { $0.y == gain * member.output($0.x) })
    let legend = panels[2].legend?.entries.map(\.text.plain)
    #expect(legend == [String(format: "g = %.2f", gain), String(format: "θ = %.2f", theta)])
  }

  @Test func valuesAreTidyAndComplete() throws {
    let images = ["one", "two"]
    let values = try gaussianization(images: images).sheet().values
    let keys = values.map { value in
      [value.quantity] + value.labels.sorted { $0.key < $1.key }.map { "\($0.value)" }
    }
    #expect(Set(keys).count == keys.count, "two values have the same labels")
    let perImage = [
      "shape", "scale", "gain", "theta", "unsettled", "variance", "variance", "kurtosis",
      "kurtosis", "kolmogorovDistance", "kolmogorovDistance", "centralDensity", "centralDensity",
    ]
    let once = [
      "rankCorrelationWithShape", "rankCorrelationWithShape", "centralDensityOfSparsest",
    ]
    #expect(
      values.map(\.quantity).sorted() == (images.flatMap { _ in perImage } + once).sorted())
    #expect(values.allSatisfy { $0.value.isFinite })
  }

  /// In the values, in the caption and in the picture.
  @Test func whatIsAtABoundIsMarked() throws {
    func told(_ figure: Gaussianization) throws -> (marked: Set<String>, texts: [String]) {
      let sheet = try figure.sheet()
      let marked = sheet.values.filter { $0.reservation == .atBound }.map(\.quantity)
      let legends = sheet.panels.compactMap { $0.legend?.entries.map(\.text.plain) }
      let texts = legends.flatMap(\.self).filter { $0.hasSuffix("*") }
      #expect(sheet.values.reservations.map { $0.contains("at a bound: ") } ?? marked.isEmpty)
      let json = try JSONValue(parsing: figure.run(context).json)
      let caption = json["caption"]?.word ?? ""
      #expect(caption.contains("Marked in the picture") == !marked.isEmpty)
      for quantity in Set(marked) { #expect(caption.contains("\(quantity) (image one)")) }
      return (Set(marked), texts)
    }
    // Near miss: a fit and a circuit that stand nowhere near a bound.
    let usual = try told(gaussianization(images: ["one"]))
    #expect(usual.marked.isEmpty && usual.texts.isEmpty)
    // So large a rate clips θ at once; stripes have the shape of no generalized Gaussian.
    var figure = try gaussianization(images: ["one"], thetaRate: 500)
    var fit = FitGeneralizedGaussian()
    let stripes = (0..<1000).map { $0 % 2 == 0 ? 1 : -0.999 }
    fit.of = Samples(values: Matrix(rows: 1000, columns: 1, values: stripes))
    figure.fit = try Cells(["one"]) { _ in try fit.run(context) }
    let bound = try told(figure)
    #expect(bound.marked == ["shape", "scale", "theta"])
    #expect(bound.texts.count == 3 && bound.texts.contains("β = 100.00*"))
  }

  @Test func captionSaysAtWhichScheduleTheCircuitsLearned() throws {
    let caption = try gaussianization(images: ["one"]).sheet().caption
    #expect(caption.contains("a schedule of the reader's own (100 iterations of 10 signals"))
    #expect(!caption.contains("\n"))
  }

  @Test func filesAreTheSameFromRunToRunAndCarryTheirOrigin() throws {
    let figure = try gaussianization(images: ["one"])
    let first = try figure.run(context)
    let second = try figure.run(context)
    #expect(first.files() == second.files())
    let texts = try PNGText.read(first.pngs[0])
    #expect(texts.map(\.key) == ["Title", "Description", "Software", "Interneurons"])
    #expect(texts.first { $0.key == "Interneurons" }?.text.contains("lineage") == true)
    let pdf = String(decoding: first.pdf, as: UTF8.self)
    #expect(!pdf.contains("/CreationDate"))
    let json = try JSONValue(parsing: first.json)
    #expect(json["figure"] == .string("") && json["values"] != nil)
    // Near miss: another photograph gives another picture.
    let other = try gaussianization(images: ["two", "three"]).run(context)
    #expect(other.pngs[0] != first.pngs[0])
  }
}
