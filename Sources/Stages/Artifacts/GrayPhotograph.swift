import NumericalMethods
import Pipeline

/// The cropped, gray photograph: luminance from 0 (black) to 1 (white), a number for each pixel.
public struct GrayPhotograph: Artifact {
  public static let kind = "photograph"
  public static let legend = [
    "luminance.npy":
      "rows from the top × columns; 0 is black, 1 is white"
  ]

  /// Rows from top to bottom.
  public let luminance: Matrix

  /// A photograph of its luminance.
  public init(luminance: Matrix) { self.luminance = luminance }

  public func files() -> [ArtifactFile] {
    let shape = [luminance.rows, luminance.columns]
    let array = NumPyArray(shape: shape, values: luminance.values)
    return [ArtifactFile(name: "luminance.npy", bytes: array.bytes)]
  }

  public init(files: [ArtifactFile]) throws {
    let array = try NumPyArray(parsing: files.bytes(of: "luminance.npy"))
    guard array.shape.count == 2 else {
      throw FormatError.wrongShape(found: array.shape, expected: "(rows, columns)")
    }
    luminance = Matrix(rows: array.shape[0], columns: array.shape[1], values: array.values)
  }
}
