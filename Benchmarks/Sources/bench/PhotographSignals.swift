import Foundation
import NumericalMethods
import Photographs
import Statistics

/// Signals of a photograph of the repository, as the papers' figures have them.
enum PhotographSignals {
  /// Pairs of filter responses at an offset, in standard deviations (science A3).
  static func pairs(of name: String, offset: Int) throws -> Matrix {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "data/bundled/\(name).png"))
    let photograph = try Photograph(decoding: Array(bytes))
    var band = SteerablePyramid(order: 2, scales: 3).decomposition(of: photograph.luminance)
      .band(scale: 0, orientation: 0)
    let deviation = try Moments(band.values).standardDeviation
    for index in band.values.indices { band.values[index] /= deviation }
    return try PairsAtOffset(offset: offset, direction: .vertical).pairs(of: band)
  }
}
