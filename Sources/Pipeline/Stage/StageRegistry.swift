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

// MARK: - What stages choose among by name

/// Types that a catalogue lists for stages to choose among by name, as it lists the stages themselves.
///
/// The pipeline does not know what they are. A stage declares a parameter whose value is a
/// ``CataloguedName`` and asks its ``Context`` for the type of that name.
public struct Alternatives: Sendable {
  /// Metatypes, which cannot be told from other values here.
  private let types: [String: any Sendable]

  /// The names, in alphabetical order.
  public var names: [String] { types.keys.sorted() }

  /// Alternatives by name.
  ///
  /// - Precondition: no name is listed twice.
  public init(_ types: [(name: String, type: any Sendable)] = []) {
    self.types = Dictionary(types.map { ($0.name, $0.type) }) { _, type in
      preconditionFailure("two catalogue entries have the name of \(type)")
    }
  }

  /// The type of a name, as what the caller knows it to be; nil where there is none.
  public func type<Metatype>(named name: String, as _: Metatype.Type) -> Metatype? {
    types[name] as? Metatype
  }
}

/// A parameter that names one of the catalogue's alternatives; others are faults in the manifest.
public protocol CataloguedName: ParameterValue {
  /// The name.
  var name: String { get }
}

extension CataloguedName {
  /// A text; which ones is for the catalogue to say.
  public static var shape: ValueShape { .text }
}
