import Drawing
import Pipeline

/// A figure of a paper: artifacts in, a drawing and tidy values out.
///
/// A figure computes no statistic: what it draws and lists was made by a stage.
public protocol Figure: Stage where Output == RenderedFigure {
  /// The experiment that it is drawn for.
  var experiment: ExperimentLabel { get }

  /// What the figure shows.
  func sheet() throws -> Sheet
}

/// The contents of a figure.
public struct Sheet: Sendable {
  /// The picture: a page, or more where there is more to show than a page can hold.
  public let pages: [Drawing]
  /// What the picture shows, what was published and what is different.
  public let caption: String
  /// The numbers behind the picture.
  public let values: [TidyValue]
}

extension Sheet {
  /// With one sentence more in the caption.
  fileprivate func noting(_ sentence: String?) -> Sheet {
    sentence.map { Sheet(pages: pages, caption: "\(caption) \($0)", values: values) } ?? self
  }
}

/// Photographs of a figure that are one under several names: averages and intervals count them as
/// independent.
struct SamePhotographs {
  /// What the caption says of them; nil where all photographs differ.
  let sentence: String?

  /// - Parameter lineage: The steps that made the figure, with the photographs that they read.
  init(in lineage: JSONValue) {
    var names: [String: Set<String>] = [:]
    if case .array(let steps) = lineage {
      for case .object(let inputs)? in steps.map({ $0["inputs"] }) {
        for input in inputs.values {
          guard case .string(let id)? = input["id"], case .string(let hash)? = input["sha256"]
          else { continue }
          names[hash, default: []].insert(id)
        }
      }
    }
    let groups = names.values.filter { $0.count > 1 }.map { $0.sorted().joined(separator: " and ") }
    sentence =
      groups.isEmpty
      ? nil
      : "One photograph under several names, counted as independent ones: "
        + "\(groups.sorted().joined(separator: "; "))."
  }
}

extension Drawing {
  /// What a page may be high, in points: 11 inches.
  static let journalHeight = 792.0
}

extension Figure {
  public static var code: CodeScope { .figures }
  public static var dependence: Dependence { .recipe }

  /// Draws the figure; PNG and PDF carry how it was made.
  public func run(_ context: Context) throws -> RenderedFigure {
    let drawn = try sheet()
    let sheet = drawn.noting(drawn.values.reservations)
      .noting(SamePhotographs(in: context.lineage).sentence)
    try context.checkpoint()
    func provenance(ofPage page: Int) throws -> [(key: String, text: String)] {
      [
        (key: "Title", text: experiment.title), (key: "Description", text: sheet.caption),
        (key: "Software", text: "Interneurons"),
        (
          key: "Interneurons",
          text: try origin(context, page: page, of: sheet.pages.count).text()
        ),
      ]
    }
    return RenderedFigure(
      pngs: try sheet.pages.enumerated().map { index, page in
        try context.checkpoint()
        return try Renderer.png(page, provenance: provenance(ofPage: index + 1))
      },
      pdf: try Renderer.pdf(sheet.pages, provenance: provenance(ofPage: 1)),
      json: Array(try document(sheet).text(indented: true).utf8) + [0x0A])
  }

  /// A figure of one page does not say so.
  private func origin(_ context: Context, page: Int, of pages: Int) -> JSONValue {
    let place: [String: JSONValue] =
      pages > 1 ? ["page": .integer(page), "pages": .integer(pages)] : [:]
    return .object(
      place.with([
        "figure": .string(experiment.name), "dataSet": .string(experiment.dataSet),
        "lineage": context.lineage,
      ]))
  }

  private func document(_ sheet: Sheet) throws -> JSONValue {
    .object([
      "figure": .string(experiment.name), "dataSet": .string(experiment.dataSet),
      "title": .string(experiment.title), "caption": .string(sheet.caption),
      "values": .array(sheet.values.map(\.json)),
      "claims": .array(experiment.claims.map { $0.verdict(on: sheet.values).json }),
    ])
  }
}

extension CellAxis<String> {
  /// The photograph, where its name is drawn: the font must have its letters.
  static func image(writtenIn face: Text.Face) -> Self {
    image.refusing { name in
      do {
        try Renderer.check(face == .bold ? .bold(name) : Text(name))
        return nil
      } catch DrawingError.missingGlyph(let character, let code, _) {
        let number = String(code, radix: 16, uppercase: true)
        return "the font has no '\(character)' (U+\(number)), which is in the name '\(name)'; "
          + "rename the file"
      }
    }
  }
}

/// Why a figure cannot be drawn.
public enum FigureError: Error, Equatable, Sendable {
  /// Interneurons whose feedback cannot determine the responses of all neurons.
  case tooFewInterneurons(interneurons: Int, neurons: Int)
}

/// The libraries and fonts that pictures depend on.
public enum DrawingEnvironment {
  /// Versions of libraries, and digests of fonts.
  ///
  /// - Throws: `DrawingError` where a font is missing.
  public static func libraries() throws -> [String: String] {
    let fonts = try FontFiles.locate()
    var versions = try Renderer.environment(fonts: fonts).filter { !$0.key.hasPrefix("font.") }
    for (face, path) in [
      ("regular", fonts.regular), ("bold", fonts.bold), ("oblique", fonts.oblique),
    ] {
      versions["font \(face)"] = ContentHash(of: try Files.read(path)).description
    }
    return versions
  }
}
