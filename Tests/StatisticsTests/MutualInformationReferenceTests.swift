import Foundation
import NumericalMethods
import Photographs
import Testing

@testable import Statistics

/// Real photographs against numbers made outside this project with NumPy (`Resources`).
struct MutualInformationReferenceTests {
  /// Both sides count the same pairs in the same bins, so that differences are rounding; one pair
  /// in another bin would change the estimate by about 10⁻⁵.
  static let rounding = 1e-9

  struct Reference: Decodable, Sendable {
    struct Case: Decodable, Sendable {
      let offset: Int
      let direction: PairsAtOffset.Direction
      let n: Int
      let signal, signalMillerMadow, signalEvery10th: Double
      let zca, zcaMillerMadow, zcaEvery10th: Double
    }
    let image: String
    let mutualInformation: [Case]
  }

  static func references(in folder: String) throws -> [Reference] {
    let url = try #require(
      Bundle.module.url(
        forResource: "mutual-information", withExtension: "json", subdirectory: "Resources"))
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

  /// What the authors' notebook printed (science A7), to its digits.
  @Test(.enabled(if: kodakFolder != nil, "KODAK_GRAY is not set"))
  func publishedValuesOfImage05() throws {
    let halfDigit = 5e-4
    let folder = URL(filePath: try #require(Self.kodakFolder))
    let coefficients = try Self.coefficients(of: folder.appending(path: "kodim05.png"))
    let signal = try PairsAtOffset(offset: 2, direction: .vertical).pairs(of: coefficients)
    let zca = try Whitening(ofRows: signal).applied(toRows: signal)
    for (name, pairs, published) in [("signal", signal, 1.33e-1), ("ZCA", zca, 1.08e-1)] {
      let got = try MutualInformation(of: pairs, estimator: .pluginEvery10th).value
      expectAgreement(got, published, allowed: halfDigit, name)
      // Near miss: the paper's word "horizontal".
      let other = try PairsAtOffset(offset: 2, direction: .horizontal).pairs(of: coefficients)
      let miss = try MutualInformation(of: other, estimator: .pluginEvery10th).value
      #expect(!agrees(miss, published, allowed: halfDigit))
    }
  }

  static func coefficients(of file: URL) throws -> Matrix {
    let photograph = try Photograph(decoding: Array(Data(contentsOf: file)))
    return try SteerablePyramid().decomposition(of: photograph.luminance)
      .band(scale: 0, orientation: 0)
      .inStandardDeviations()
  }

  private func check(_ reference: Reference, folder: URL) throws {
    let name = reference.image.split(separator: "/").last.map(String.init) ?? ""
    let coefficients = try Self.coefficients(of: folder.appending(path: name))
    #expect(reference.mutualInformation.count == 12)
    for expected in reference.mutualInformation {
      let what = "\(name), \(expected.direction) \(expected.offset)"
      let pairing = PairsAtOffset(offset: expected.offset, direction: expected.direction)
      let signal = try pairing.pairs(of: coefficients)
      #expect(signal.rows == expected.n)
      let zca = try Whitening(ofRows: signal).applied(toRows: signal)
      let wanted = [
        expected.signalEvery10th, expected.signal, expected.signalMillerMadow,
        expected.zcaEvery10th, expected.zca, expected.zcaMillerMadow,
      ]
      let got =
        try MutualInformation.estimates(of: signal)
        + MutualInformation.estimates(of: zca)
      for (estimate, value) in zip(got, wanted) {
        expectAgreement(
          estimate.value, value, allowed: Self.rounding, "\(what) \(estimate.estimator)")
      }
      // Near miss: a bin width that differs by a thousandth.
      let miss = try MutualInformation(of: signal, estimator: .plugin, binWidth: 0.5005)
      #expect(!agrees(miss.value, expected.signal, allowed: Self.rounding), "\(what)")
    }
  }
}

extension Matrix {
  fileprivate func inStandardDeviations() throws -> Matrix {
    let deviation = try Moments(values).standardDeviation
    return Matrix(rows: rows, columns: columns, values: values.map { $0 / deviation })
  }
}
