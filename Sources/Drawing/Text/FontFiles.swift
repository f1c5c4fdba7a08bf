import Foundation

/// The files of DejaVu Sans that figures are set in. They are opened by path, so that no font
/// configuration of the machine enters a figure.
public struct FontFiles: Sendable, Hashable {
  /// The path of the upright face.
  public let regular: String
  /// The path of the bold face.
  public let bold: String
  /// The path of the oblique face.
  public let oblique: String

  /// The environment variable with folders, separated by colons, that are searched instead of the
  /// usual ones.
  public static let variable = "INTERNEURONS_FONTS"

  /// Where distributions install DejaVu.
  public static let usualFolders = [
    "/usr/share/fonts/truetype/dejavu",  // Debian, Ubuntu
    "/usr/share/fonts/dejavu-sans-fonts",  // Fedora
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",  // Arch
    "/usr/local/share/fonts",
  ]

  /// Finds the three files in the first of the folders that has each.
  ///
  /// - Parameter folders: The folders to search; by default those of ``variable``, where it is set,
  ///   and ``usualFolders`` elsewhere.
  /// - Throws: ``DrawingError/missingFont(file:package:searched:)``.
  public static func locate(in folders: [String]? = nil) throws(DrawingError) -> FontFiles {
    let folders = folders ?? environmentFolders ?? usualFolders
    return FontFiles(
      regular: try find("DejaVuSans.ttf", package: "fonts-dejavu-core", in: folders),
      bold: try find("DejaVuSans-Bold.ttf", package: "fonts-dejavu-core", in: folders),
      oblique: try find("DejaVuSans-Oblique.ttf", package: "fonts-dejavu-extra", in: folders))
  }

  private static var environmentFolders: [String]? {
    guard let value = ProcessInfo.processInfo.environment[variable], !value.isEmpty else {
      return nil
    }
    return value.split(separator: ":").map(String.init)
  }

  private static func find(_ file: String, package: String, in folders: [String])
    throws(DrawingError) -> String
  {
    for folder in folders {
      let path = folder + "/" + file
      if FileManager.default.isReadableFile(atPath: path) { return path }
    }
    throw .missingFont(file: file, package: package, searched: folders)
  }

  /// The path of a face.
  func path(of face: Text.Face) -> String {
    switch face {
    case .regular: regular
    case .bold: bold
    case .oblique: oblique
    }
  }
}
