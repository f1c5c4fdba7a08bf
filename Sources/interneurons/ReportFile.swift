import Pipeline
import Reports

/// The page of a report among other files.
enum ReportFile {
  static let name = "index.html"

  /// Whether a page may be written there: nobody's own page is lost to it.
  ///
  /// - Throws: `UsageFailure` where another page is.
  static func check(_ path: String) throws {
    guard Files.exists(path), try !ReportPage.isReport(Files.read(path)) else { return }
    throw UsageFailure(
      ErrorText(
        "there is a page that is no report", facts: [("file", path)],
        hint: "name another folder with --out, or take the page away"))
  }
}
