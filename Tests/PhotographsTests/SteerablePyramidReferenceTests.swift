import Foundation
import NumericalMethods
import Photographs
import Testing

/// Real photographs against numbers made outside this project with NumPy (`Resources`).
struct SteerablePyramidReferenceTests {
  /// Both sides compute in double precision, so that differences are rounding: some ε times the
  /// square root of the number of terms. In units of the band's largest coefficient.
  static let rounding = 1e-13
  /// Adding up 262,144 pixels one after another rounds more than NumPy's pairwise sum.
  static let meanRounding = 1e-12

  struct Reference: Decodable, Sendable, CustomTestStringConvertible {
    struct Square: Decodable, Sendable { let top, left, size: Int }
    struct Band: Decodable, Sendable { let std, min, max: Double }
    struct Sample: Decodable, Sendable {
      let row, column: Int
      let value: Double
    }
    let image: String
    let crop: Square
    let pixelMean: Double
    let bands: [String: Band]
    let samples: [Sample]
    var testDescription: String { image }
    var fileName: String { String(image.split(separator: "/").last ?? "") }
  }

  static func references(in folder: String) throws -> [Reference] {
    let url = try #require(
      Bundle.module.url(
        forResource: "filter-responses", withExtension: "json", subdirectory: "Resources"))
    return try JSONDecoder().decode([Reference].self, from: Data(contentsOf: url))
      .filter { $0.image.hasPrefix(folder + "/") }
  }

  static let bundledFolder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "data/bundled")
  static let kodakFolder = ProcessInfo.processInfo.environment["KODAK_GRAY"]

  @Test func bundledPhotographs() throws {
    let references = try Self.references(in: "photographs")
    #expect(references.count == 7)
    for reference in references { try check(reference, folder: Self.bundledFolder) }
  }

  // The Kodak photographs are not part of the repository: KODAK_GRAY names a folder with them.
  @Test(.enabled(if: kodakFolder != nil, "KODAK_GRAY is not set"))
  func kodakPhotographs() throws {
    let folder = URL(filePath: try #require(Self.kodakFolder))
    let references = try Self.references(in: "kodak-gray")
    #expect(references.count == 12)
    for reference in references { try check(reference, folder: folder) }
  }

  private func check(_ reference: Reference, folder: URL) throws {
    let file = folder.appending(path: reference.fileName)
    let photograph = try Photograph(decoding: Array(Data(contentsOf: file)))
    let crop = photograph.crop
    #expect(
      crop.top == reference.crop.top && crop.left == reference.crop.left
        && crop.size == reference.crop.size, "\(reference.image): crop \(crop)")
    let mean = Self.mean(photograph.luminance)
    #expect(
      abs(mean - reference.pixelMean) <= Self.meanRounding, "\(reference.image): mean \(mean)")

    let decomposition = SteerablePyramid().decomposition(of: photograph.luminance)
    #expect(reference.bands.count == 9)
    for (key, expected) in reference.bands {
      let indices = key.split(separator: ",").compactMap { Int($0) }
      try #require(indices.count == 2)
      let band = decomposition.band(scale: indices[0], orientation: indices[1])
      let unit = max(-expected.min, expected.max)
      let errors = Self.errors(of: band, against: expected, unit: unit)
      #expect(
        errors.allSatisfy { $0 <= Self.rounding },
        "\(reference.image), band \(key): errors \(errors), allowed \(Self.rounding)")
      // Near miss: the next orientation.
      let other = decomposition.band(scale: indices[0], orientation: (indices[1] + 1) % 3)
      let misses = Self.errors(of: other, against: expected, unit: unit)
      #expect(
        misses.contains { $0 > 1e6 * Self.rounding },
        "\(reference.image), band \(key): another orientation passes, \(misses)")
      guard key == "0,0" else { continue }
      for sample in reference.samples {
        let got = band[sample.row, sample.column]
        let error = abs(got - sample.value) / unit
        #expect(
          error <= Self.rounding,
          """
          \(reference.image) (\(sample.row), \(sample.column)): got \(got), \
          expected \(sample.value), error \(error), allowed \(Self.rounding)
          """)
      }
    }
  }

  static func mean(_ matrix: Matrix) -> Double {
    matrix.values.reduce(0, +) / Double(matrix.values.count)
  }

  /// Errors of standard deviation (dividing by n), smallest and largest coefficient.
  static func errors(
    of band: Matrix, against expected: Reference.Band, unit: Double
  ) -> [Double] {
    let mean = mean(band)
    let squares = band.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(band.values.count)).squareRoot()
    let smallest = band.values.min() ?? .nan
    let largest = band.values.max() ?? .nan
    return [deviation - expected.std, smallest - expected.min, largest - expected.max]
      .map { abs($0) / unit }
  }
}
