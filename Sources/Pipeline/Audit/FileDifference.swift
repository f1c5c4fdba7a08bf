/// A file of a result that came out differently.
public struct FileDifference: Equatable, Sendable {
  /// The file's name within the artifact.
  public let name: String
  /// Where the stored contents lie.
  public let stored: String
  /// Where the new contents lie.
  public let new: String
  /// In what they differ.
  public let contents: ContentsDifference
}
