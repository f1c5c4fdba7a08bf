import Foundation
import NumericalMethods
import Pipeline
import Statistics

/// Gaussian kernel density of pairs on a grid, and the levels of its contours.
///
/// Bandwidth by Scott's rule (science A4). A level has the fraction exp(−ρ²/2) of the mass outside,
/// so that the contours of a true Gaussian are the circles of radius ρ; the published figure's
/// library draws the fraction 1 − exp(−ρ²/2) outside, whose contours lie elsewhere.
public struct EstimateKernelDensity: Stage {
  public static let id = "kernel-density"
  public static let summary = "Kernel density of pairs on a grid, with contour levels."

  @Input public var of: Samples
  @Parameter(in: 0.1...100, "the grid lies between minus and plus this") public var range = 3.0
  @Parameter(in: 16...1000, "of the grid, along each axis") public var nodes = 241
  @Parameter(each: 0.1...6, "ρ of the contours") public var radii = [0.625, 1.25, 1.875]

  public init() {}

  public func run(_ context: Context) throws -> DensityOnGrid {
    try of.check(dimension: 2)
    let density = try KernelDensity(
      of: of.settled, x: -range...range, y: -range...range, nodes: nodes)
    try context.checkpoint()
    let levels = radii.map {
      density.level(outsideMass: KernelDensity.outsideMass(ofGaussianRadius: $0))
    }
    return DensityOnGrid(
      axes: DensityOnGrid.Axes(x: density.x, y: density.y, radii: radii, levels: levels),
      values: density.values)
  }
}

/// A density on a grid: `density.npy` of shape (y, x), and `axes.json`.
public struct DensityOnGrid: Artifact {
  public static let kind = "density"
  public static let legend = [
    "density.npy": "y × x; probability per squared standard deviation",
    "axes.json": "x, y and radii in standard deviations; levels in the unit of the density",
  ]

  /// Axes and levels.
  public let axes: Axes
  /// The density at (x[i], y[j]): `values[j * x.count + i]`.
  public let values: [Double]

  /// The axes of the grid and the levels of the contours.
  public struct Axes: Codable, Equatable, Sendable {
    /// Abscissae.
    public let x: [Double]
    /// Ordinates.
    public let y: [Double]
    /// ρ of each contour.
    public let radii: [Double]
    /// The density on each contour; none where the contour would leave the grid.
    public let levels: [Double?]
  }

  init(axes: Axes, values: [Double]) {
    self.axes = axes
    self.values = values
  }

  public func files() throws -> [ArtifactFile] {
    let array = NumPyArray(shape: [axes.y.count, axes.x.count], values: values)
    return [try .record("axes.json", axes), .array("density.npy", array)]
  }

  public init(files: [ArtifactFile]) throws {
    axes = try files.record("axes.json")
    values = try files.array("density.npy").values
    guard values.count == axes.x.count * axes.y.count else {
      throw FormatError.wrongShape(
        found: [values.count], expected: "(\(axes.y.count), \(axes.x.count))")
    }
  }
}
