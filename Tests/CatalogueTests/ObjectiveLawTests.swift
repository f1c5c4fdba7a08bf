import Foundation
import Testing

/// The law of the objective on all circuits of the committed figures: no schedule is below the optimum of
/// its family, and nothing is below optimal transport, or the least that is known.
struct ObjectiveLawTests {
  private struct Figure: Decodable {
    let values: [Value]

    struct Value: Decodable {
      let quantity: String
      let value: Double?
      let image: String?
      let offset: Int?
      let interneurons: Int?
      let learning: String?
      let circuit: String?
      let weights: String?
    }
  }

  /// Relative: where searches end.
  private static let tolerance = 1e-7

  private func semiduals(_ name: String) throws -> [Figure.Value] {
    let path = "\(Repository.root)/figures/bundled/\(name).json"
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try JSONDecoder().decode(Figure.self, from: data).values
      .filter { $0.quantity == "semidual" }
  }

  @Test func scalarCircuits() throws {
    let all = try semiduals("beyond-fig1")
    let images = Set(all.compactMap(\.image))
    #expect(images.count == 7)
    for image in images {
      func value(_ learning: String) throws -> Double {
        try #require(all.first { $0.image == image && $0.learning == learning }?.value)
      }
      let (schedule, optimum) = (try value("schedule"), try value("optimum"))
      #expect(try optimum >= value("transport") && schedule > optimum, "\(image)")
    }
  }

  @Test func circuitsForPairs() throws {
    let all = try semiduals("beyond-fig2")
    let optima = all.filter { $0.learning == "optimum" && $0.circuit == "power" }
    #expect(optima.count == 7 * 6 * 3)
    for optimum in optima {
      let (image, offset, number) = (optimum.image, optimum.offset, optimum.interneurons)
      func value(_ learning: String, of interneurons: Int?) throws -> Double {
        try #require(
          all.first {
            $0.image == image && $0.offset == offset && $0.learning == learning
              && (interneurons == nil || $0.interneurons == interneurons)
              && $0.circuit != "bank"
          }?.value)
      }
      let best = try #require(optimum.value)
      #expect(try value("schedule", of: number) >= best * (1 - Self.tolerance), "\(optimum)")
      #expect(try best >= value("transport", of: nil), "\(optimum)")
    }
    for fixed in all where fixed.weights == "fixed" {
      let learned = all.first {
        $0.weights == "learned" && $0.image == fixed.image && $0.offset == fixed.offset
      }
      let (high, low) = (try #require(fixed.value), try #require(learned?.value))
      #expect(high >= low * (1 - Self.tolerance), "\(fixed)")
    }
  }
}
