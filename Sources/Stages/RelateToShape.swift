import Pipeline
import Statistics

/// How the fit of circuits depends on the sparseness of their photographs: the paper's conclusion
/// that sparser photographs (small β) fit worse, with a dip of the response density at 0.
public struct RelateToShape: Stage {
  public static let id = "relate-to-shape"
  public static let summary = "How circuits fit sparse and less sparse photographs."

  @Gathered(over: .image) public var fit: Cells<FittedGeneralizedGaussian, String>
  @Gathered(over: .image) public var responses: Cells<SampleDescription, String>

  public init() {}

  public func run(_ context: Context) throws -> ShapeRelation {
    let rows = fit.values.map { image in
      (shape: fit[image].fit.distribution.shape, description: responses[image])
    }
    let shapes = rows.map(\.shape)
    return ShapeRelation(
      correlationWithDistance: rankCorrelation(shapes, rows.map(\.description.kolmogorovDistance)),
      correlationWithCentralDensity: rankCorrelation(
        shapes, rows.map(\.description.centralDensity)),
      centralDensityOfSparsest: rows.min { $0.shape < $1.shape }?.description.centralDensity)
  }
}

/// Rank correlations over the photographs with the shape β of their filter responses.
public struct ShapeRelation: RecordArtifact {
  public static let kind = "shape-relation"
  public static let legend = describing("rank correlations, from -1 to 1")

  /// Of the Kolmogorov distance of the responses from N(0, 1); none for fewer than two photographs.
  public let correlationWithDistance: Double?
  /// Of the responses' density near 0; none for fewer than two photographs.
  public let correlationWithCentralDensity: Double?
  /// The responses' density near 0, where β is smallest, relative to N(0, 1).
  public let centralDensityOfSparsest: Double?
}
