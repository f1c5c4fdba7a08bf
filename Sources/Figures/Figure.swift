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

  /// - Parameter lineage: The steps that made the figure: a list that gathers one of them twice, by
  ///   its position, gathers cells that differ in the name of their photograph alone.
  init(in lineage: JSONValue) {
    let steps = if case .array(let steps) = lineage { steps } else { [JSONValue]() }
    let repeated = Set(steps.flatMap(Self.repeatedInputs))
    let names = Set(repeated.compactMap { Self.photograph(of: $0, in: steps) })
    sentence =
      names.isEmpty
      ? nil
      : "One photograph under several names counts as so many independent ones: "
        + "\(names.sorted().joined(separator: ", "))."
  }

  private static func inputs(of step: JSONValue) -> [JSONValue] {
    if case .object(let inputs)? = step["inputs"] { Array(inputs.values) } else { [] }
  }

  private static func repeatedInputs(of step: JSONValue) -> [Int] {
    inputs(of: step).flatMap { input -> [Int] in
      guard case .array(let places) = input else { return [] }
      var seen: Set<JSONValue> = []
      return places.filter { !seen.insert($0).inserted }.compactMap(\.position)
    }
  }

  /// The name of the photograph that a step was made of, if it is one alone.
  private static func photograph(of place: Int, in steps: [JSONValue]) -> String? {
    guard steps.indices.contains(place) else { return nil }
    let names = inputs(of: steps[place]).compactMap { input -> String? in
      if case .string(let id)? = input["id"] { return id }
      return input.position.flatMap { photograph(of: $0, in: steps) }
    }
    return names.min()
  }
}

extension JSONValue {
  fileprivate var position: Int? { if case .integer(let place) = self { place } else { nil } }
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
