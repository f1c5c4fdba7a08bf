/// The stages and figures that manifests may name.
public struct StageRegistry: Sendable {
  /// The stages by id.
  public let stages: [String: StageKind]
  /// The figures by id: stages whose artifact is a ``RenderedFigure``.
  public let figures: [String: StageKind]
  /// What stages choose among by name.
  public let alternatives: Alternatives

  /// A registry of stages, figures, and what stages choose among.
  ///
  /// - Precondition: no id is listed twice.
  public init(
    stages: [any Stage.Type], figures: [any Stage.Type], alternatives: Alternatives = Alternatives()
  ) {
    self.stages = Self.byID(stages, alternatives)
    self.figures = Self.byID(figures, alternatives)
    self.alternatives = alternatives
  }

  private static func byID(_ types: [any Stage.Type], _ alternatives: Alternatives)
    -> [String: StageKind]
  {
    Dictionary(types.map { kind(of: $0, alternatives) }.map { ($0.id, $0) }) { first, _ in
      preconditionFailure("two catalogue entries are called \(first.id)")
    }
  }

  private static func kind<S: Stage>(of type: S.Type, _ alternatives: Alternatives) -> StageKind {
    StageKind(type, alternatives: alternatives)
  }
}

/// What a figure leaves behind: a picture for the screen, one for print, and the numbers.
public struct RenderedFigure: Artifact {
  public static let kind = "rendered-figure"
  public static let legend = [
    "figure.png": "the picture at 300 dots per inch", "figure.pdf": "the picture as vectors",
    "figure.json": "caption, the numbers behind the picture with their units, claims",
  ]

  /// The picture as PNG.
  public let png: [UInt8]
  /// The picture as PDF.
  public let pdf: [UInt8]
  /// The numbers and the caption as JSON.
  public let json: [UInt8]

  /// A figure from its three files.
  public init(png: [UInt8], pdf: [UInt8], json: [UInt8]) {
    self.png = png
    self.pdf = pdf
    self.json = json
  }

  public func files() -> [ArtifactFile] {
    [
      ArtifactFile(name: "figure.png", bytes: png), ArtifactFile(name: "figure.pdf", bytes: pdf),
      ArtifactFile(name: "figure.json", bytes: json),
    ]
  }

  public init(files: [ArtifactFile]) throws {
    png = try files.bytes(of: "figure.png")
    pdf = try files.bytes(of: "figure.pdf")
    json = try files.bytes(of: "figure.json")
  }
}
