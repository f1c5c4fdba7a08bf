import NumericalMethods
import Photographs
import Pipeline

/// Square patches of a photograph at random places, centered.
///
///     x ← (x − m) / σ,   m the mean patch;   σ = 1, or the standard deviation over all pixels
///
/// Units matter: a network with direct connections learns twice as fast on signals half as strong,
/// one with interneurons just as fast (science B). Unit variance is each photograph's own: it also
/// takes away what photographs differ in contrast. The paper's patches are not known; 8 × 8 is this
/// project's choice.
public struct ImagePatches: Stage {
  public static let id = "image-patches"
  public static let summary = "Square patches at random places of a photograph, centered."
  public static let dependence = Dependence.recipe

  @Input public var of: GrayPhotograph
  @Parameter(in: 1...64, "side of a patch, in pixels") public var size = 8
  @Parameter(in: 2...1_000_000, "of patches") public var count = 20_000
  @Parameter("of the signals") public var units = Units.pixels
  @Parameter("changes all random numbers") public var seed = 1

  /// In what patches are measured.
  public enum Units: String, ParameterChoice {
    /// Luminance: white minus black is 1.
    case pixels
    /// Standard deviations of the centered patches, over all pixels.
    case unitVariance = "unit-variance"
  }

  public init() {}

  public func run(_ context: Context) throws -> Samples {
    let side = min(of.luminance.rows, of.luminance.columns)
    guard size <= side else { throw StageError.patchTooLarge(size: size, side: side) }
    var stream = RandomStream(seed: context.streamSeed)
    var patches = Patches(of: of.luminance, size: size, count: count, from: &stream).values
    try context.checkpoint()
    Self.center(&patches)
    let square = patches.values.reduce(0) { $0 + $1 * $1 } / Double(patches.values.count)
    guard square > 0 else { throw StageError.constantPatches(count: count) }
    if units == .unitVariance {
      let deviation = square.squareRoot()
      for index in patches.values.indices { patches.values[index] /= deviation }
    }
    return Samples(values: patches)
  }

  private static func center(_ patches: inout Matrix) {
    var means = [Double](repeating: 0, count: patches.columns)
    for index in patches.values.indices { means[index % means.count] += patches.values[index] }
    for j in means.indices { means[j] /= Double(patches.rows) }
    for index in patches.values.indices { patches.values[index] -= means[index % means.count] }
  }
}
