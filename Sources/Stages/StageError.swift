import NumericalMethods
import Photographs

/// Why a stage cannot do with its inputs what its parameters ask.
public enum StageError: Error, Equatable, Sendable {
  /// A photograph that cannot be used.
  case photograph(path: String, PhotographError)
  /// A pyramid has no such band.
  case noSuchBand(scale: Int, scales: Int, orientation: Int, orientations: Int)
  /// A band without any variation.
  case constantBand(value: Double)
  /// Samples of another dimension than the stage takes.
  case wrongDimension(found: Int, expected: Int)
  /// Fewer interneurons than primary neurons, and no leak: the responses would not be determined.
  case tooFewInterneurons(interneurons: Int, primaryNeurons: Int)
  /// Directions that are equally spaced in more than a plane.
  case noEquallySpacedWeights(primaryNeurons: Int)
  /// A bank without any activation function.
  case noPowers
  /// A circuit was trained with an activation family that the catalogue no longer lists.
  case noSuchActivation(String, known: [String])
  /// Fewer interneurons than neurons: W Wᵀ would be singular.
  case tooFewForWhitening(interneurons: Int, neurons: Int)
  /// Patches that are larger than the photograph.
  case patchTooLarge(size: Int, side: Int)
  /// Patches that do not vary at all.
  case constantPatches(count: Int)
  /// A covariance that cannot be inverted.
  case singularCovariance(order: Int, reciprocalCondition: Double)
  /// A spectrum without variances.
  case emptySpectrum
  /// More steps than anyone can look at.
  case tooManySteps(steps: Int, limit: Int)
  /// A step that is longer than what it is to be made in.
  case noStep(rate: Double, duration: Double)
  /// Online learning and mean flow that end at different times.
  case differentTimes(online: Double, flow: Double)
  /// Bins of a width that do not fill the range between minus and plus another.
  case unevenBins(range: Double, width: Double)
  /// A distance that counts as converged, but reaches beyond 0.
  case toleranceTooLarge(tolerance: Double, solution: Double)
}

/// The libraries that results of stages depend on, with their versions and what they chose at run time.
public enum NumericEnvironment {
  /// Versions by library; that of OpenBLAS names its kernel.
  public static var libraries: [String: String] {
    [
      "fftw": FourierTransform.libraryVersion, "fftw results": RuntimeVariant.ofTransforms,
      "libpng": PNGImage.libraryVersion, "nlopt": BoundedMinimization.libraryVersion,
      "openblas": LinearAlgebra.libraryVersion,
    ]
  }

  /// Which variants of its functions the C library has chosen: pictures depend on them as well.
  public static var mathematics: String { RuntimeVariant.ofMathematics }
}
