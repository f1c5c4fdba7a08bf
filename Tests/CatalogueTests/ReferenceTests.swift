import Circuits
import Foundation
import NumericalMethods
import Pipeline
import Stages
import Testing

/// Photographs, filter responses, fits and trained circuits against numbers computed outside of this
/// project (`shared/reference`).
struct ReferenceTests {
  /// Of the shape and the scale, absolute: the reference is printed to more digits, but its fit ends
  /// where the likelihood is flat to about this.
  static let fitTolerance = 1e-4
  /// In standard errors of the difference of two means: a true agreement fails once in 16,000.
  static let standardErrors = 4.0

  private struct Reference: Decodable {
    let image: String
    let generalizedGaussian: Fit

    struct Fit: Decodable {
      let shape: Double
      let scale: Double
    }
  }

  static func samples(of path: String) throws -> Samples {
    var load = LoadPhotograph()
    load.image = SourceContents(path: path, bytes: try Files.read(path))
    var filter = FilterResponses()
    let context = Context(streamSeed: [])
    filter.of = try load.run(context)
    return try filter.run(context)
  }

  private func checkFits(in folder: String, prefix: String, count: Int) throws {
    let references = try Repository.json("filter-responses.json", as: [Reference].self)
      .filter { $0.image.hasPrefix(prefix) }
    #expect(references.count == count)
    for reference in references {
      let name = reference.image.dropFirst(prefix.count)
      var fit = FitGeneralizedGaussian()
      fit.of = try Self.samples(of: "\(folder)/\(name)")
      let got = try fit.run(Context(streamSeed: [])).fit
      #expect(got.status == .converged)
      let expected = reference.generalizedGaussian
      for (what, value, wanted) in [
        ("shape", got.distribution.shape, expected.shape),
        ("scale", got.distribution.scale, expected.scale),
      ] {
        let error = abs(value - wanted)
        #expect(
          error <= Self.fitTolerance,
          "\(name) \(what): got \(value), expected \(wanted), error \(error), allowed \(Self.fitTolerance)"
        )
      }
    }
  }

  @Test func fitsOfTheBundledPhotographs() throws {
    try checkFits(
      in: "\(Repository.root)/data/bundled", prefix: "photographs/", count: 7)
  }

  @Test(.enabled(if: Repository.kodakGray != nil, "KODAK_GRAY names the folder with them"))
  func fitsOfTheKodakPhotographs() throws {
    let folder = try #require(Repository.kodakGray)
    try checkFits(in: folder, prefix: "kodak-gray/", count: 12)
  }

  @Test(.enabled(if: Repository.kodakGray != nil, "KODAK_GRAY names the folder with them"))
  func publishedFitOfImage05() throws {
    let folder = try #require(Repository.kodakGray)
    var fit = FitGeneralizedGaussian()
    fit.of = try Self.samples(of: "\(folder)/kodim05.png")
    let got = try fit.run(Context(streamSeed: [])).fit.distribution
    // As printed in the legend of the notebook's figure.
    #expect(String(format: "%.2f %.2f", got.scale, got.shape) == "0.25 0.65")
  }

  // MARK: Trained circuits

  private struct Spreads: Decodable {
    let notebookSchedule: Part
    let paperSchedule: Part

    struct Part: Decodable { let scalar: Scalar }
    struct Scalar: Decodable {
      let seeds: Int
      let images: [Image]
    }
    struct Image: Decodable {
      let image: String
      let gain: Spread
      let theta: Spread
    }
    struct Spread: Decodable {
      let mean: Double
      let sd: Double
    }
  }

  /// Gains and thetas of circuits of many seeds.
  private func train(_ schedule: Schedule, seeds: Int) throws -> (gains: [Double], thetas: [Double])
  {
    let folder = try #require(Repository.kodakGray)
    var train = TrainShapingCircuit()
    train.signals = try Self.samples(of: "\(folder)/kodim05.png")
    train.interneurons = 1
    train.schedule = schedule
    let circuits = try (0..<seeds).map { seed in
      try train.run(Context(streamSeed: ContentHash(of: "seed \(seed)").bytes)).parameters
    }
    #expect(circuits.allSatisfy { $0.unsettled == 0 })
    return (circuits.map { $0.gains[0] }, circuits.map { $0.thetas[0] })
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private func deviation(_ values: [Double]) -> Double {
    let mean = mean(values)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (square / Double(values.count - 1)).squareRoot()
  }

  /// How far two means are apart, in standard errors of their difference.
  private func distance(_ values: [Double], from spread: Spreads.Spread, seeds: Int) -> Double {
    let own = deviation(values)
    let error = (own * own / Double(values.count) + spread.sd * spread.sd / Double(seeds))
      .squareRoot()
    return abs(mean(values) - spread.mean) / error
  }

  private func check(_ values: [Double], against spread: Spreads.Spread, seeds: Int, _ what: String)
  {
    let distance = distance(values, from: spread, seeds: seeds)
    #expect(
      distance <= Self.standardErrors,
      "\(what): got \(mean(values)), expected \(spread.mean), \(distance) standard errors apart")
    // The ratio of two deviations spreads by about 1/√(2n) each.
    let relative = (0.5 / Double(values.count) + 0.5 / Double(seeds)).squareRoot()
    let ratio = log(deviation(values) / spread.sd) / relative
    #expect(
      abs(ratio) <= Self.standardErrors,
      "\(what): deviation \(deviation(values)), expected \(spread.sd), \(ratio) standard errors")
  }

  @Test(.enabled(if: Repository.kodakGray != nil, "KODAK_GRAY names the folder with them"))
  func notebookScheduleLandsInItsSpread() throws {
    let reference = try Repository.json("training.json", as: Spreads.self).notebookSchedule.scalar
    let image = try #require(reference.images.first { $0.image == "kodim05" })
    let (gains, thetas) = try train(.notebookScalar, seeds: 32)
    check(gains, against: image.gain, seeds: reference.seeds, "gain")
    check(thetas, against: image.theta, seeds: reference.seeds, "theta")
    // Near miss: another photograph's circuits are told apart.
    let other = try #require(reference.images.first { $0.image == "kodim13" })
    #expect(distance(gains, from: other.gain, seeds: reference.seeds) > Self.standardErrors)
  }

  @Test(.enabled(if: Repository.kodakGray != nil, "KODAK_GRAY names the folder with them"))
  func paperScheduleLandsInItsSpread() throws {
    let reference = try Repository.json("training.json", as: Spreads.self).paperSchedule.scalar
    let image = try #require(reference.images.first { $0.image == "kodim05" })
    let (gains, thetas) = try train(.paperScalar, seeds: 16)
    check(gains, against: image.gain, seeds: reference.seeds, "gain")
    check(thetas, against: image.theta, seeds: reference.seeds, "theta")
  }
}
