/// What the keys and texts of a figure's provenance may be, so that PNG and PDF can hold them alike.
enum ProvenanceKey {
  /// - Throws: ``DrawingError/unusableProvenance(key:)`` for the first pair that cannot be stored.
  static func check(_ provenance: [(key: String, text: String)]) throws(DrawingError) {
    for (key, text) in provenance where !isKeyword(key) || text.utf8.contains(0) {
      throw .unusableProvenance(key: key)
    }
  }

  /// Whether a key can be a keyword as the PNG specification wants it (11.3.4.2), ASCII only.
  private static func isKeyword(_ key: String) -> Bool {
    (1...79).contains(key.utf8.count) && key.utf8.allSatisfy { (0x20...0x7E).contains($0) }
      && !key.hasPrefix(" ") && !key.hasSuffix(" ") && !key.contains("  ")
  }
}
