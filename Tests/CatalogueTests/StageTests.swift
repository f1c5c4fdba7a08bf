import Circuits
import Foundation
import NumericalMethods
import Pipeline
import Stages
import Testing

/// Stages as values: what they refuse, what they mark, and that their artifacts survive their files.
struct StageTests {
  private let context = Context(streamSeed: ContentHash(of: "stage tests").bytes)

  private func normal(_ count: Int) -> Samples {
    var stream = RandomStream(seed: context.streamSeed)
    return Samples(
      values: Matrix(rows: count, columns: 1, values: (0..<count).map { _ in stream.normal() }))
  }

  private func files<Value: Artifact>(of artifact: Value) throws {
    let files = try artifact.files()
    #expect(try Value(files: files).files() == files)
    #expect(throws: (any Error).self) { try Value(files: []) }
  }

  @Test func artifactsSurviveTheirFiles() throws {
    let signals = normal(500)
    try files(of: signals)
    try files(of: Samples(pixels: Matrix(rows: 5, columns: 3, repeating: 0.5)))
    try files(of: GrayPhotograph(luminance: Matrix(rows: 2, columns: 3, repeating: 0.25)))
    var train = TrainShapingCircuit()
    train.signals = signals
    train.interneurons = 1
    train.schedule = .notebookScalar
    train.schedule.iterations = 50
    let circuit = try train.run(context)
    try files(of: circuit)
    #expect(circuit.trajectory.rows == 51)
    #expect(circuit.trajectory.columns == 4)
    var curve = CircuitCurve()
    curve.circuit = circuit
    try files(of: try curve.run(context))
  }

  @Test func responsesThatDoNotSettleAreMarkedAndLeftOut() throws {
    var train = TrainShapingCircuit()
    train.signals = normal(100)
    train.interneurons = 1
    // A gain of 0 without a leak has no response but to the signal 0.
    train.schedule = .notebookScalar
    train.schedule.iterations = 3
    train.schedule.initialGain = Schedule.Start(base: 0, spread: 0)
    let circuit = try train.run(context)
    #expect(circuit.parameters.unsettled == 30)
    #expect(circuit.parameters.gains == [0])
    var respond = CircuitResponses()
    respond.circuit = circuit
    respond.signals = normal(100)
    let responses = try respond.run(context)
    #expect(responses.unsettled == 100)
    #expect(responses.settled.rows == 0)
    var describe = DescribeSamples()
    describe.of = responses
    #expect(throws: (any Error).self) { try describe.run(context) }
  }

  @Test func transferCurveIsTheInverseOfTheResponse() throws {
    var train = TrainShapingCircuit()
    train.signals = normal(1000)
    train.interneurons = 1
    train.schedule = .notebookScalar
    train.schedule.iterations = 200
    let circuit = try train.run(context)
    var curve = CircuitCurve()
    curve.circuit = circuit
    let transfer = try curve.run(context)
    let power = PowerActivation().member(theta: circuit.parameters.thetas[0])
    // Without a leak s = g f(θ, r), to the solver's accuracy.
    let accuracy = 1e-11
    for (signal, response) in zip(transfer.signals, transfer.responses) {
      let back = circuit.parameters.gains[0] * power.output(response)
      #expect(abs(back - signal) <= accuracy * (1 + abs(signal)))
    }
    #expect(transfer.responses.count == 601)
  }

  @Test func stagesRefuseWhatTheyCannotUse() throws {
    let pairs = Samples(values: Matrix(rows: 3, columns: 2, values: [1, 2, 3, 4, 5, 6]))
    var train = TrainShapingCircuit()
    train.signals = pairs
    train.interneurons = 1
    #expect(throws: StageError.tooFewInterneurons(interneurons: 1, primaryNeurons: 2)) {
      try train.run(context)
    }
    var fit = FitGeneralizedGaussian()
    fit.of = pairs
    #expect(throws: StageError.wrongDimension(found: 2, expected: 1)) { try fit.run(context) }
    var filter = FilterResponses()
    filter.of = GrayPhotograph(luminance: Matrix(rows: 16, columns: 16, repeating: 0.5))
    filter.scale = 3
    #expect(
      throws: StageError.noSuchBand(scale: 3, scales: 3, orientation: 0, orientations: 3)
    ) { try filter.run(context) }
    filter.scale = 0
    #expect(throws: StageError.self) { try filter.run(context) }
  }

  @Test func filterResponsesHaveUnitDeviationInAnyPart() throws {
    var stream = RandomStream(seed: context.streamSeed)
    let values = (0..<(32 * 32)).map { _ in stream.uniform() }
    var filter = FilterResponses()
    filter.of = GrayPhotograph(luminance: Matrix(rows: 32, columns: 32, values: values))
    for part in FilterResponses.Part.allCases {
      filter.part = part
      let samples = try filter.run(context)
      #expect(samples.grid == Samples.Grid(rows: 32, columns: 32))
      var describe = DescribeSamples()
      describe.of = samples
      // Rounding of a sum of 1024 squares.
      #expect(abs(try describe.run(context).moments.variance - 1) < 1e-12)
    }
  }

  /// Bins of the width that was asked for, or none.
  @Test func widthOfBinsFillsTheRangeOrIsRefused() throws {
    var histogram = HistogramOfSamples()
    histogram.of = Samples(values: Matrix(rows: 3, columns: 1, values: [-1, 0.5, 5]))
    for (range, width, bins) in [(6.0, 0.01, 1200), (0.3, 0.1, 6), (8, 0.1, 160), (1, 2, 1)] {
      (histogram.range, histogram.width) = (range, width)
      #expect(try histogram.run(context).histogram.counts.count == bins)
    }
    for (range, width) in [(6.0, 0.7), (1, 10), (6, 0.010001)] {
      (histogram.range, histogram.width) = (range, width)
      #expect(throws: StageError.unevenBins(range: range, width: width)) {
        try histogram.run(context)
      }
    }
  }
}
