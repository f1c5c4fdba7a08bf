import CCairo
import Foundation
import Synchronization

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
  fileprivate func path(of face: Text.Face) -> String {
    switch face {
    case .regular: regular
    case .bold: bold
    case .oblique: oblique
    }
  }
}

// MARK: - Opened fonts

/// The faces of a font, opened by FreeType and known to Cairo.
///
/// FreeType's faces must not be used by two threads at once, and Cairo keeps glyphs of a face in a
/// cache of the whole process, so that a face can never be closed safely. So each set of files is
/// opened once and stays open, and only the holder of the lock in ``FontSet/withFonts(_:_:)`` draws.
final class FontSet {
  private let library: FT_Library
  private var faces: [Text.Face: (freeType: FT_Face, cairo: OpaquePointer)] = [:]
  private let files: FontFiles

  fileprivate init(_ files: FontFiles) throws(DrawingError) {
    var library: FT_Library?
    let status = FT_Init_FreeType(&library)
    guard status == 0, let library else {
      throw .unreadableFont(file: "FreeType itself", freeTypeError: Int(status))
    }
    self.library = library
    self.files = files
    for face in Text.Face.allCases {
      let path = files.path(of: face)
      var opened: FT_Face?
      let status = FT_New_Face(library, path, 0, &opened)
      guard status == 0, let opened else {
        close()
        throw .unreadableFont(file: path, freeTypeError: Int(status))
      }
      guard let cairo = cairo_ft_font_face_create_for_ft_face(opened, FontSet.loadFlags) else {
        close()
        throw .cairo(status: "no font face", during: "opening \(path)")
      }
      faces[face] = (opened, cairo)
    }
  }

  /// Glyphs keep the shapes of the font file at every size: FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP.
  private static let loadFlags: Int32 = (1 << 1) | (1 << 3)

  /// After a failure, before any glyph was drawn, and only then.
  private func close() {
    for face in faces.values { cairo_font_face_destroy(face.cairo) }
    FT_Done_FreeType(library)
  }

  /// The face as Cairo knows it.
  func cairoFace(_ face: Text.Face) throws(DrawingError) -> OpaquePointer {
    guard let pair = faces[face] else {
      throw .unreadableFont(file: files.path(of: face), freeTypeError: 0)
    }
    return pair.cairo
  }

  /// Refuses text with a character that the face has no glyph for: it would print as an empty box.
  func check(_ string: String, face: Text.Face) throws(DrawingError) {
    guard let pair = faces[face] else { return }
    for scalar in string.unicodeScalars
    where FT_Get_Char_Index(pair.freeType, FT_ULong(scalar.value)) == 0 {
      throw .missingGlyph(
        character: String(scalar), code: scalar.value, file: files.path(of: face))
    }
  }

  /// The version of FreeType, as text.
  var freeTypeVersion: String {
    var (major, minor, patch): (FT_Int, FT_Int, FT_Int) = (0, 0, 0)
    FT_Library_Version(library, &major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }
}

/// The sets opened so far. What is drawn with them is drawn under this lock.
private let openedFonts = Mutex<[FontFiles: FontSet]>([:])

extension FontSet {
  /// Runs a piece of drawing, alone in this process, with the fonts of the given files, or of those
  /// of ``FontFiles/locate(in:)``.
  static func withFonts<Result: Sendable>(
    _ files: FontFiles?, _ body: (FontSet) throws -> Result
  ) throws -> Result {
    let files = try files ?? FontFiles.locate()
    return try openedFonts.withLock { opened in
      if let fonts = opened[files] { return try body(fonts) }
      let fonts = try FontSet(files)
      opened[files] = fonts
      return try body(fonts)
    }
  }
}
