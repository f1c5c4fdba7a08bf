import Drawing
import Pipeline

/// The libraries and fonts that pictures depend on.
public enum DrawingEnvironment {
  /// Versions of libraries, and digests of fonts.
  ///
  /// - Throws: `DrawingError` where a font is missing.
  public static func libraries() throws -> [String: String] {
    let fonts = try FontFiles.locate()
    var versions = try Renderer.environment(fonts: fonts).filter { !$0.key.hasPrefix("font.") }
    for (face, path) in [
      ("regular", fonts.regular), ("bold", fonts.bold), ("oblique", fonts.oblique),
    ] {
      versions["font \(face)"] = ContentHash(of: try Files.read(path)).description
    }
    return versions
  }
}
