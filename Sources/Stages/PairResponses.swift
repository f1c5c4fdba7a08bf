import Pipeline
import Statistics

extension PairsAtOffset.Direction: ParameterChoice {}

/// Pairs of filter responses a number of pixels apart: the signals of circuits with two primary
/// neurons (science A3).
public struct PairResponses: Stage {
  public static let id = "pair-responses"
  public static let summary = "Pairs of filter responses at an offset, in standard deviations."

  @Input public var of: Samples
  @Parameter(in: 1...4096, "d, in pixels") public var offset = 2
  @Parameter("vertical as in the published code, horizontal as the paper says")
  public var direction = PairsAtOffset.Direction.vertical

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    guard let image = of.image else {
      throw StageError.wrongDimension(found: of.dimension, expected: 1)
    }
    return Samples(
      values: try PairsAtOffset(offset: offset, direction: direction).pairs(of: image))
  }
}
