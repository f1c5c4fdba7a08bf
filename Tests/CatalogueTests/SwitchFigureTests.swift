import Circuits
import Foundation
import NumericalMethods
import Pipeline
import Stages
import Testing

@testable import Drawing
@testable import Figures

/// Figure 6 of the acceleration paper in the cases that the bundled photographs do not show: networks
/// that are lost, a single photograph, a network that never comes down to the tenth.
struct SwitchFigureTests {
  private let context = Context(streamSeed: ContentHash(of: "switch figure tests").bytes)

  private func photograph(_ frequency: Double) -> GrayPhotograph {
    let side = 48
    let values = (0..<side * side).map { pixel -> Double in
      let (x, y) = (Double(pixel % side), Double(pixel / side))
      return 0.5 + 0.2 * sin(frequency * x) * cos(0.4 * y) + 0.2 * sin(0.9 * x * y / 48)
    }
    return GrayPhotograph(luminance: Matrix(rows: side, columns: side, values: values))
  }

  private func figure(images: [String], rate: Double, duration: Double = 1) throws
    -> WhiteningAfterSwitch
  {
    var figure = WhiteningAfterSwitch()
    var samples: [Gathered<Samples>.Cell] = []
    for (index, image) in images.enumerated() {
      let photograph = photograph(0.2 + 0.5 * Double(index))
      var patches = ImagePatches()
      patches.of = photograph
      patches.size = 2
      patches.count = 2000
      samples.append(
        .init(labels: ["image": image, "units": "pixels"], value: try patches.run(context)))
      var covariance = CovarianceOfSamples()
      covariance.of = samples[index].value
      covariance.ridge = 0.01
      figure.photograph.append(.init(labels: ["image": image], value: photograph))
      figure.covariance.append(
        .init(
          labels: ["image": image, "units": "pixels", "ridge": "0.01"],
          value: try covariance.run(context)))
    }
    var recurrence = StartRecurrence()
    recurrence.covariance = figure.covariance
    recurrence.kind = .solution
    var spread = SpreadOverSeeds()
    for network in [NetworkName.direct, .interneurons] {
      let labels = ["network": network.rawValue, "units": "pixels", "ridge": "0.01"]
      var connect = ConnectNetwork()
      connect.recurrence = try recurrence.run(context)
      connect.network = network
      var (flow, learn) = (FollowMeanFlow(), LearnToWhiten())
      flow.start = try connect.run(context)
      flow.covariance = figure.covariance
      flow.durations = [0.1, duration]
      learn.start = flow.start
      learn.signals = samples
      learn.covariance = figure.covariance
      learn.rate = rate
      learn.batch = 20
      learn.durations = [0.1, duration]
      figure.flow.append(.init(labels: labels, value: try flow.run(context)))
      spread.of.append(
        .init(
          labels: labels.merging(["seed": "1"]) { own, _ in own }, value: try learn.run(context)))
    }
    figure.spread = try spread.run(context)
    return figure
  }

  private func crosses(_ drawing: Drawing) -> Int {
    drawing.elements.reduce(0) { count, element in
      guard case .panel(let panel) = element else { return count }
      return count
        + panel.marks.count { mark in
          if case .points(_, let marker) = mark { return marker.shape == .cross }
          return false
        }
    }
  }

  private func values(_ sheet: Sheet, _ quantity: String) -> [Double] {
    sheet.values.filter { $0.quantity == quantity }.map(\.value)
  }

  @Test func aSwitchIsShownWithItsWinner() throws {
    let sheet = try figure(images: ["first", "second"], rate: 1e-3).sheet()
    #expect(sheet.caption.contains("patches of first (A) when, at time 0, those of second (B)"))
    #expect(values(sheet, "whitensFirst").reduce(0, +) == 1)
    #expect(values(sheet, "lostOrDiverged") == [0, 0])
    #expect(crosses(sheet.drawing) == 0)
    let samples = values(sheet, "samplesUntilConvergence")
    #expect(samples.count == 2 && samples[0] != samples[1])
  }

  @Test func lostNetworksAreMarkedAndNamed() throws {
    // Beyond the bound of direct connections, the root of the smallest variance.
    let figure = try figure(images: ["first", "second"], rate: 0.09)
    let sheet = try figure.sheet()
    #expect(sheet.caption.contains("of first (A) when, at time 0, those of second (B)"))
    #expect(sheet.caption.contains("lost their stability or diverged (crosses)"))
    #expect(values(sheet, "lostOrDiverged")[0] == 1)
    #expect(crosses(sheet.drawing) >= 1)
    #expect(sheet.values.allSatisfy { $0.value.isFinite })
    let bounds = values(sheet, "stabilityBound")
    #expect(bounds.count == 2 && bounds[0] < 0.09)
  }

  @Test func whoNeverArrivesIsNotFirst() throws {
    // Too short a time for either.
    let sheet = try figure(images: ["first", "second"], rate: 1e-3, duration: 0.005).sheet()
    #expect(values(sheet, "samplesUntilConvergence").isEmpty)
    #expect(values(sheet, "whitensFirst") == [0, 0])
    #expect(sheet.caption.contains("more than were shown"))
  }

  @Test func aSinglePhotographHasNoSwitch() throws {
    let sheet = try figure(images: ["only"], rate: 1e-3).sheet()
    #expect(sheet.caption.contains("a single photograph (A): there is no switch"))
    #expect(!sheet.caption.contains("relative to that at the switch"))
    let texts = try Renderer.textBoxes(sheet.drawing).map(\.text)
    #expect(texts.contains("only") && !texts.contains { $0.contains("first") })
  }
}
