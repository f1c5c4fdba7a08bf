import Foundation
import NumericalMethods
import Pipeline
import Stages
import Testing

/// The four Gaussianizations as stages: seeds, grids, and samples that did not settle.
struct GaussianizationStageTests {
  private static let context = context("gaussianization")

  private static func context(_ text: String) -> Context {
    Context(streamSeed: ContentHash(of: text).bytes)
  }

  /// Each stage on some samples.
  private static func results(of samples: Samples) throws -> [Samples] {
    var (marginals, components) = (GaussianizeMarginals(), GaussianizeIndependentComponents())
    var (radially, rotations) = (GaussianizeRadially(), GaussianizeByRotations())
    marginals.of = samples
    components.of = samples
    radially.of = samples
    rotations.of = samples
    return try [
      marginals.run(context), components.run(context), radially.run(context),
      rotations.run(context),
    ]
  }

  private static func cubes(_ rows: Int, _ columns: Int) -> Matrix {
    var stream = RandomStream(key: [27, 0])
    let values = (0..<rows * columns).map { _ in
      let z = stream.normal()
      return z * z * z
    }
    return Matrix(rows: rows, columns: columns, values: values)
  }

  @Test(arguments: [1, 2, 3]) func sameSamplesGiveSameBytes(dimensions: Int) throws {
    let samples = Samples(values: Self.cubes(999, dimensions))
    let (first, second) = (try Self.results(of: samples), try Self.results(of: samples))
    for (first, second) in zip(first, second) {
      #expect(first.files() == second.files())
      #expect(first.values.rows == 999 && first.values.columns == dimensions)
    }
  }

  @Test func samplesThatDidNotSettleAreLeftOut() throws {
    let settled = Self.cubes(100, 2)
    let marked = Samples(
      values: Matrix(
        rows: 102, columns: 2, values: [.nan, .nan] + settled.values + [0, .nan]))
    #expect(marked.unsettled == 2)
    let expected = try Self.results(of: Samples(values: settled))
    for (got, expected) in zip(try Self.results(of: marked), expected) {
      #expect(got.files() == expected.files())
    }
  }

  @Test func pixelsStayPixelsUnlessOneIsLeftOut() throws {
    var image = Self.cubes(20, 30)
    for result in try Self.results(of: Samples(pixels: image)) {
      #expect(result.grid == Samples.Grid(rows: 20, columns: 30))
    }
    image[3, 4] = .nan
    for result in try Self.results(of: Samples(pixels: image)) {
      #expect(result.grid == nil && result.values.rows == 599)
    }
  }

  @Test func onlyRotationsAreDrawn() throws {
    var rotations = GaussianizeByRotations()
    rotations.of = Samples(values: Self.cubes(500, 2))
    #expect(rotations.layers == 10)
    let other = Self.context("another recipe")
    #expect(try rotations.run(Self.context).files() != rotations.run(other).files())
    let ten = try rotations.run(Self.context)
    rotations.layers = 11
    #expect(try rotations.run(Self.context).files() != ten.files())
    #expect(GaussianizeByRotations.dependence == .recipe)
    #expect(GaussianizeMarginals.dependence == .inputs)
  }
}
