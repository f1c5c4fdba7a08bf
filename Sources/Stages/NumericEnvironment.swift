import NumericalMethods
import Photographs

/// The libraries that results of stages depend on, with their versions.
public enum NumericEnvironment {
  /// Versions by library.
  public static var libraries: [String: String] {
    [
      "fftw": FourierTransform.libraryVersion, "libpng": PNGImage.libraryVersion,
      "openblas": LinearAlgebra.libraryVersion,
    ]
  }
}
