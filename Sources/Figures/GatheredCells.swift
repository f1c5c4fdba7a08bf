import Pipeline
import Stages

extension [Gathered<GrayPhotograph>.Cell] {
  /// The photographs' names, in the order of the manifest.
  var images: [String] { compactMap { $0.labels["image"] } }
}

extension Array {
  /// The artifact of the cell whose label `image` is a name.
  func artifact<Value>(of image: String) throws -> Value where Element == Gathered<Value>.Cell {
    guard let cell = first(where: { $0.labels["image"] == image }) else {
      throw FigureError.missingCell(artifact: Value.kind, image: image)
    }
    return cell.value
  }
}

/// Why a figure cannot be drawn.
public enum FigureError: Error, Equatable, Sendable {
  /// A photograph is shown for which a step has no result.
  case missingCell(artifact: String, image: String)
}
