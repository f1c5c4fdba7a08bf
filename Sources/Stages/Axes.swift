import Circuits
import Pipeline

// What the cells of steps differ in. A stage or figure that reads several of them names these axes
// behind `@Gathered(over:)`; what a manifest calls its label does not matter.

extension CellAxis<String> {
  /// A photograph of the data set, by its name there.
  public static var image: Self { CellAxis("image", "the photograph") }
}

extension CellAxis<String?> {
  /// A photograph, where signals are of photographs.
  public static var imageIfAny: Self { CellAxis<String>.image.ifAny }
}

extension CellAxis<Int> {
  /// d.
  public static var offset: Self {
    CellAxis("offset", "d, between the two filter responses of a pair, in pixels")
  }

  /// K.
  public static var interneurons: Self { CellAxis("interneurons", "K, of the circuit") }

  /// Of a Gaussianization by rotations.
  public static var layers: Self { CellAxis("layers", "of marginals and a rotation") }

  /// What tells runs apart that differ in their random numbers alone.
  public static var seed: Self { CellAxis("seed", "of the random numbers") }
}

extension CellAxis<Double> {
  /// What the number of iterations of a schedule is multiplied by.
  public static var iterationFactor: Self {
    CellAxis("iteration-factor", "of the schedule's iterations")
  }

  /// What the rates of a schedule are multiplied by.
  public static var rateFactor: Self { CellAxis("rate-factor", "of the schedule's rates") }

  /// β of a generalized Gaussian.
  public static var shape: Self { CellAxis("shape", "β, of a generalized Gaussian") }

  /// η.
  public static var rate: Self { CellAxis("rate", "η, the learning rate") }

  /// m₀.
  public static var start: Self { CellAxis("start", "m₀, the initial value of a mode") }

  /// c.
  public static var eigenvalue: Self { CellAxis("eigenvalue", "c, the variance of the signals") }

  /// a.
  public static var scale: Self { CellAxis("scale", "a, the size of the initial recurrence") }

  /// ρ.
  public static var ridge: Self {
    CellAxis("ridge", "ρ, as a fraction of the signals' mean variance")
  }
}

extension CellAxis<NetworkName> {
  /// With direct connections or with interneurons.
  public static var network: Self { CellAxis("network", "which of the two whitening networks") }
}

extension CellAxis<PowerActivation.Form> {
  /// Whose coefficients an activation has.
  public static var form: Self { CellAxis("form", "whose coefficients a and b") }
}

extension CellAxis<InitialRecurrence.Kind> {
  /// Whether the initial recurrence commutes with the covariance.
  public static var kind: Self { CellAxis("kind", "what the initial recurrence is like") }
}

extension CellAxis<ImagePatches.Units> {
  /// In what patches are measured.
  public static var units: Self { CellAxis("units", "of the patches") }
}
