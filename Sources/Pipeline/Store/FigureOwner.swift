/// Which folder of photographs the figures in a folder were last made of.
///
/// Two folders of photographs may have one name, and nothing in a figure tells a folder whose
/// photographs were edited from another one: figures name contents, never places. So the place is
/// kept in the store, in a folder beside the results; nothing of it enters a result.
public struct FigureOwner: Sendable {
  static let folder = "owners"
  private let store: Store
  private let path: String

  /// - Parameters:
  ///   - figures: The folder of the figures, as an absolute path without links.
  ///   - store: Where it is noted.
  public init(ofFigures figures: String, in store: Store) {
    self.store = store
    path = "\(store.path)/\(Self.folder)/\(ContentHash(of: figures)).txt"
  }

  /// The folder of the photographs; nil where none was noted.
  public func read() throws -> String? {
    try Files.readIfFile(path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Notes the folder of the photographs, where there is a store and it is another one.
  public func note(_ photographs: String) throws {
    guard Files.exists(store.labelFile), try read() != photographs else { return }
    // What a killed run left.
    try Files.sweepTemporaries(in: Files.folder(of: path))
    try Files.write(Array(photographs.utf8), to: path)
  }
}
