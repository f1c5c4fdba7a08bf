/// The label that makes a folder a store, as an audit sees it.
extension Store {
  /// What is wrong with the label: every byte must be as it was written. Nil also where nothing is.
  func labelDamage() throws -> Finding? {
    guard Files.isFolder(path) else { return nil }
    guard Files.exists(labelFile) else {
      let isBegun = ["blobs", "records"].contains { Files.exists("\(path)/\($0)") }
      return isBegun ? Finding(.label(found: nil), labelFile) : nil
    }
    let bytes = try Files.read(labelFile)
    guard try bytes != Self.label() else { return nil }
    let text = String(decoding: bytes.prefix(60), as: UTF8.self)
    return Finding(.label(found: text), labelFile, bytes: bytes.count)
  }
}
