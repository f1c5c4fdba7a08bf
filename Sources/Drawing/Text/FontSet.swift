import CCairo

/// The faces of a font, opened by FreeType and known to Cairo.
///
/// FreeType's faces must not be used by two threads at once, and Cairo keeps glyphs of a face in a
/// cache of the whole process, so that a face can never be closed safely. So each set of files is
/// opened once and stays open, and only the holder of the lock in ``FontSet/withFonts(_:_:)`` draws.
final class FontSet {
  private let library: FT_Library
  private var faces: [Text.Face: (freeType: FT_Face, cairo: OpaquePointer)] = [:]
  private let files: FontFiles

  init(_ files: FontFiles) throws(DrawingError) {
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
