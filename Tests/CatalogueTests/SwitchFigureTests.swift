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
  private static let ridge = 0.01
  private static let networks: [NetworkName] = [.direct, .interneurons]

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
    let photographs = try Cells(images) {
      photograph(0.2 + 0.5 * Double(images.firstIndex(of: $0) ?? 0))
    }
    let samples = try Cells(images) { image in
      var patches = ImagePatches()
      patches.of = photographs[image]
      patches.size = 2
      patches.count = 2000
      return try patches.run(context)
    }
    let covariances = try Cells(images) { image in
      var covariance = CovarianceOfSamples()
      covariance.of = samples[image]
      covariance.ridge = Self.ridge
      return try covariance.run(context)
    }
    var figure = WhiteningAfterSwitch()
    figure.photograph = photographs
    figure.covariance = try Cells(images, [.pixels], [Self.ridge]) { image, _, _ in
      covariances[image]
    }
    // Where a stage can do without photographs, their names need not be there.
    let shown = images.map(Optional.some)
    let signals = try Cells(shown) { samples[$0 ?? ""] }
    let seen = try Cells(shown) { covariances[$0 ?? ""] }
    var recurrence = StartRecurrence()
    recurrence.covariance = seen
    recurrence.kind = .solution
    let first = try recurrence.run(context)
    figure.flow = try Cells([.pixels], [Self.ridge], Self.networks) { _, _, network in
      var flow = FollowMeanFlow()
      flow.start = try start(network, at: first)
      flow.covariance = seen
      flow.durations = [0.1, duration]
      return try flow.run(context)
    }
    figure.spread = try Cells([.pixels], [Self.ridge], Self.networks) { _, _, network in
      var (learn, spread) = (LearnToWhiten(), SpreadOverSeeds())
      learn.start = try start(network, at: first)
      learn.signals = signals
      learn.covariance = seen
      learn.rate = rate
      learn.batch = 20
      learn.durations = [0.1, duration]
      spread.of = try Cells([1]) { _ in try learn.run(context) }
      return try spread.run(context)
    }
    return figure
  }

  private func start(_ network: NetworkName, at recurrence: Recurrence) throws -> NetworkWeights {
    var connect = ConnectNetwork()
    connect.recurrence = recurrence
    connect.network = network
    return try connect.run(context)
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
    #expect(crosses(sheet.pages[0]) == 0)
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
    #expect(crosses(sheet.pages[0]) >= 1)
    #expect(sheet.values.allSatisfy { $0.value.isFinite || $0.reservation != nil })
    let bounds = values(sheet, "stabilityBound")
    #expect(bounds.count == 2 && bounds[0] < 0.09)
  }

  @Test func whoNeverArrivesIsNotFirst() throws {
    // Too short a time for either.
    let sheet = try figure(images: ["first", "second"], rate: 1e-3, duration: 0.005).sheet()
    let times = sheet.values.filter { $0.quantity == "samplesUntilConvergence" }
    #expect(times.count == 2 && times.allSatisfy { $0.reservation == .notConverged })
    #expect(crosses(sheet.pages[0]) == 2)
    #expect(sheet.values.reservations?.contains("not converged: samplesUntilConvergence (") == true)
    #expect(values(sheet, "whitensFirst") == [0, 0])
    #expect(sheet.caption.contains("more than were shown"))
  }

  @Test func aSinglePhotographHasNoSwitch() throws {
    let sheet = try figure(images: ["only"], rate: 1e-3).sheet()
    #expect(sheet.caption.contains("a single photograph (A): there is no switch"))
    #expect(!sheet.caption.contains("relative to that at the switch"))
    let texts = try Renderer.textBoxes(sheet.pages[0]).map(\.text)
    #expect(texts.contains("only") && !texts.contains { $0.contains("first") })
  }
}
