import Pipeline
import Statistics

/// How the density of pairs depends on their distance from the origin: whether it only falls, as that
/// of N(0, I) does. The shaping paper sees response densities that do not (science D).
public struct DescribeRadii: Stage {
  public static let id = "describe-radii"
  public static let summary = "The density of pairs by their distance from the origin."

  @Input public var of: Samples
  @Parameter(in: 0.01...1, "of the rings, in standard deviations of the target")
  public var width = 0.25
  @Parameter(in: 2...1000, "from the origin outwards") public var rings = 12

  public init() {}

  public func run(_ context: Context) throws -> RadialDescription {
    try of.check(dimension: 2)
    let profile = try RadialProfile(of: of.settled, width: width, rings: rings)
    return RadialDescription(profile: profile, greatestRise: profile.greatestRise())
  }
}

/// The density of pairs by their distance from the origin.
public struct RadialDescription: RecordArtifact {
  public static let kind = "radial-description"
  public static let legend = describing(
    "width in standard deviations, densities in 1 over their square; the rise is a factor")

  /// Ring by ring.
  public let profile: RadialProfile
  /// By what factor the density grows at most on the way out; up to 1 where it never does.
  public let greatestRise: Double
}
