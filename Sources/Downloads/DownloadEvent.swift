/// What a download tells while it goes on.
public enum DownloadEvent: Equatable, Sendable {
  /// How many bytes of the file are there, those of earlier attempts among them.
  case received(Int)
  /// Something that may pass went wrong; the next attempt comes after a pause.
  case retrying(reason: String, after: Duration)
  /// What is there cannot be continued.
  case startingOver(reason: String)
}
