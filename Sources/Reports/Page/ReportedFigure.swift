import Foundation
import Pipeline

/// A figure as the page shows it: the picture, its size and its caption.
struct ReportedFigure {
  let png: [UInt8]
  let width: Int
  let height: Int
  let caption: Caption

  /// - Parameter files: PNG, PDF and JSON, as a figure's result lists them.
  init(files: [ArtifactFile], experiment: String) throws {
    guard let png = files.first(where: { $0.name.hasSuffix(".png") })?.bytes,
      let json = files.first(where: { $0.name.hasSuffix(".json") })?.bytes,
      let size = Self.size(of: png)
    else { throw ReportError.unreadableFigure(experiment: experiment) }
    caption = Caption(try FigureNumbers(parsing: json, of: experiment).caption)
    self.png = png
    (width, height) = size
  }

  /// The size that a PNG file's first chunk tells, in pixels.
  static func size(of png: [UInt8]) -> (width: Int, height: Int)? {
    let beginning: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard png.count >= 24, png.starts(with: beginning) else { return nil }
    func number(_ offset: Int) -> Int { png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }

  /// What the picture shows, for those who do not see it; the caption is beside it.
  func alternative(title: String) -> String {
    let subject = caption.subject.map { " \($0)" } ?? ""
    guard let (first, last) = caption.panels else {
      return "Picture: \(title).\(subject) The caption explains it."
    }
    let panels = first == last ? "panel \(first)" : "panels \(first) to \(last)"
    return "Picture: \(title).\(subject) The caption explains \(panels)."
  }

  func html(title: String) -> HTML {
    Tag.figure(.className("picture")) {
      Tag.div(.className("mat")) {
        Tag.img(
          Attribute(.src, "data:image/png;base64,\(Data(png).base64EncodedString())"),
          Attribute(.alt, alternative(title: title)), Attribute(.width, "\(width)"),
          Attribute(.height, "\(height)"))
      }
      Tag.figcaption { caption.html }
    }
  }
}
