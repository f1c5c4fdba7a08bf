import Circuits
import Foundation
import NumericalMethods
import Pipeline
import Stages
import Statistics
import Testing

/// Circuits for pairs of filter responses against the spread over seeds that the published rule gave
/// outside of this project (`shared/reference/training.json`).
@Suite(
  .enabled(if: Repository.kodakGray != nil, "KODAK_GRAY names the folder with the photographs"))
struct PairReferenceTests {
  /// In standard errors of the difference of two means: a true agreement fails once in 16,000.
  static let standardErrors = 4.0

  private struct Spreads: Decodable {
    let notebookSchedule: Notebook
    let paperSchedule: Paper

    struct Notebook: Decodable {
      let pairs: Pairs
      struct Pairs: Decodable {
        let seeds: Int
        let runs: [Run]
      }
      struct Run: Decodable {
        let image: String
        let offset: Int
        let interneurons: Int
        let mean: Double
      }
    }
    struct Paper: Decodable {
      let pairs: Pairs
      struct Pairs: Decodable { let runs: [Run] }
      struct Run: Decodable {
        let image: String
        let offset: Int
        let interneurons: Int
        let sortedMI: [Double]
      }
    }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let image: String
    let offset: Int
    let interneurons: Int

    var testDescription: String { "\(image), d = \(offset), K = \(interneurons)" }
  }

  /// The mutual information that circuits of some seeds leave, plug-in of every 10th pair.
  private func information(_ example: Case, _ schedule: Schedule, seeds: Int) throws -> [Double] {
    let folder = try #require(Repository.kodakGray)
    let path = "\(folder)/\(example.image).png"
    let context = Context(streamSeed: [])
    var (load, filter, pair) = (LoadPhotograph(), FilterResponses(), PairResponses())
    load.image = SourceContents(path: path, bytes: try Files.read(path))
    filter.of = try load.run(context)
    pair.of = try filter.run(context)
    pair.offset = example.offset
    var train = TrainShapingCircuit()
    train.signals = try pair.run(context)
    train.interneurons = example.interneurons
    train.schedule = schedule
    let contexts = (0..<seeds).map { Context(streamSeed: ContentHash(of: "seed \($0)").bytes) }
    let circuits = try TrainShapingCircuit.run(
      together: Array(repeating: train, count: seeds), contexts)
    return try circuits.map { circuit in
      #expect(circuit.parameters.unsettled == 0)
      var (respond, estimate) = (CircuitResponses(), EstimateMutualInformation())
      respond.circuit = circuit
      respond.signals = train.signals
      estimate.of = try respond.run(context)
      return try #require(try estimate.run(context).value(.pluginEvery10th))
    }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func variance(_ values: [Double]) -> Double {
    let mean = mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  @Test(arguments: [
    Case(image: "kodim05", offset: 2, interneurons: 3),
    Case(image: "kodim05", offset: 2, interneurons: 4),
    Case(image: "kodim05", offset: 8, interneurons: 2),
  ]) func notebookScheduleLandsInItsSpread(example: Case) throws {
    let reference = try Repository.json("training.json", as: Spreads.self).notebookSchedule.pairs
    func run(_ image: String) throws -> Spreads.Notebook.Run {
      try #require(
        reference.runs.first {
          $0.image == image && $0.offset == example.offset
            && $0.interneurons == example.interneurons
        })
    }
    let got = try information(example, .notebookPairs, seeds: 32)
    let error = (variance(got) * (1 / 32 + 1 / Double(reference.seeds))).squareRoot()
    let expected = try run("kodim05").mean
    let distance = abs(mean(got) - expected) / error
    #expect(
      distance <= Self.standardErrors,
      "got \(mean(got)), expected \(expected), \(distance) standard errors apart")
    // Near miss: another photograph's circuits are told apart.
    let other = try run("kodim23").mean
    #expect(abs(mean(got) - other) / error > Self.standardErrors)
  }

  @Test(arguments: [
    Case(image: "kodim05", offset: 2, interneurons: 3),
    Case(image: "kodim13", offset: 2, interneurons: 3),
  ]) func paperScheduleLandsInItsSpread(example: Case) throws {
    let reference = try Repository.json("training.json", as: Spreads.self).paperSchedule.pairs
    func run(_ image: String) throws -> [Double] {
      try #require(
        reference.runs.first {
          $0.image == image && $0.offset == example.offset
            && $0.interneurons == example.interneurons
        }
      ).sortedMI
    }
    let got = try information(example, .paperPairs, seeds: 8)
    func distance(from expected: [Double]) -> Double {
      let error = (variance(got) + variance(expected)) / Double(got.count)
      return abs(mean(got) - mean(expected)) / error.squareRoot()
    }
    let expected = try run(example.image)
    #expect(
      distance(from: expected) <= Self.standardErrors,
      "got \(mean(got)), expected \(mean(expected)), \(distance(from: expected)) standard errors")
    // Near miss: the other photograph's circuits are told apart.
    let other = try run(example.image == "kodim05" ? "kodim13" : "kodim05")
    #expect(distance(from: other) > Self.standardErrors)
  }
}
