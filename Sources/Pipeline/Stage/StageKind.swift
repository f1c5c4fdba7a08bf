import Foundation

/// A type of stage as the catalogue lists it: what it is called, what it takes and how it runs.
public struct StageKind: Sendable {
  /// The id in manifests.
  public let id: String
  /// What it computes, in one sentence.
  public let summary: String
  /// What it takes, in the order of its declaration.
  public let fields: [Field]
  /// The kind of its artifact.
  public let output: String
  /// What the numbers in the artifact's files are, by the name of the file.
  public let legend: [String: String]
  /// The sources that its results depend on.
  public let code: CodeScope
  /// What else its results depend on.
  public let dependence: Dependence

  /// Something that a stage takes.
  public struct Field: Sendable {
    /// The key in manifests, lower-kebab.
    public let key: String
    /// The property's name, which is the key in JSON.
    public let property: String
    /// What kind of thing it is.
    public let role: Role
    /// What a manifest may write for a parameter; nil for inputs and files.
    public let shape: ValueShape?
    /// The default of a parameter as a manifest would write it.
    public let writtenDefault: JSONValue?
  }

  /// The kinds of things that a stage takes.
  public enum Role: Sendable {
    /// A value with a default.
    case parameter(default: JSONValue, meaning: String)
    /// The artifact of one cell, or of all cells, of a step.
    case input(kind: String, gathered: Bool)
    /// A file of the data set.
    case source
  }

  /// What its parameters may name.
  let alternatives: Alternatives
  /// How many cells are computed together; 1 for most kinds.
  let lockstepWidth: Int
  let readParameter: @Sendable (_ property: String, LocatedNode) throws -> JSONValue
  let prepare: @Sendable (_ stage: JSONValue, InputLoader) throws -> any Stage
  let run: @Sendable ([any Stage], [Context]) throws -> [[ArtifactFile]]

  /// The kind of a type of stage.
  public init<S: Stage>(_ type: S.Type, alternatives: Alternatives = Alternatives()) {
    self.alternatives = alternatives
    id = S.id
    summary = S.summary
    output = S.Output.kind
    legend = S.Output.legend
    code = S.code
    dependence = S.dependence
    fields = Self.fields(of: S(), alternatives)
    readParameter = { property, node in
      guard let parameter = Self.member(property, of: S()) as? any AnyParameter else {
        preconditionFailure("\(S.id) has no parameter \(property)")
      }
      return try parameter.read(node, among: alternatives)
    }
    prepare = { stage, loader in
      let decoder = JSONDecoder()
      decoder.userInfo[InputLoader.key] = loader
      return try decoder.decode(S.self, from: JSONEncoder().encode(stage))
    }
    if let type = type as? any LockstepStage.Type {
      lockstepWidth = type.lockstepWidth
      run = { stages, contexts in try Self.run(type, stages, contexts) }
    } else {
      lockstepWidth = 1
      run = { stages, contexts in
        try zip(stages, contexts).map { try $0.run($1).files() }
      }
    }
  }

  private static func run<L: LockstepStage>(
    _ type: L.Type, _ stages: [any Stage], _ contexts: [Context]
  ) throws -> [[ArtifactFile]] {
    let cells = stages.compactMap { $0 as? L }
    precondition(cells.count == stages.count, "\(L.id) was offered a cell of another kind")
    return try L.run(together: cells, contexts).map { try $0.files() }
  }

  func field(key: String) -> Field? { fields.first { $0.key == key } }

  /// The wrapped properties of a stage. A property that cannot be coded has no business in a stage.
  private static func fields(of prototype: some Stage, _ alternatives: Alternatives)
    -> [Field]
  {
    members(of: prototype).map { property, value in
      let place = "\(type(of: prototype)).\(property)"
      let parameter = value as? any AnyParameter
      return Field(
        key: PropertyName.kebabCase(property), property: property,
        role: role(of: value, in: place), shape: parameter?.shape(among: alternatives),
        writtenDefault: parameter.map { coded(place, $0.writtenDefault) })
    }
  }

  private static func coded(_ place: String, _ value: () throws -> JSONValue) -> JSONValue {
    do {
      return try value()
    } catch {
      preconditionFailure("the default of \(place) cannot be coded: \(error)")
    }
  }

  private static func role(of value: Any, in place: String) -> Role {
    switch value {
    case let parameter as any AnyParameter:
      return .parameter(
        default: coded(place, parameter.defaultValue), meaning: parameter.meaning)
    case let input as any AnyInput:
      guard let kind = input.artifactKind else { return .source }
      return .input(kind: kind, gathered: input.isGathered)
    default:
      preconditionFailure("\(place) is no @Parameter, @Input, @Gathered or @Source")
    }
  }

  private static func member(_ property: String, of prototype: some Stage) -> Any? {
    members(of: prototype).first { $0.property == property }?.value
  }

  /// Property wrappers are stored under an underscore and their property's name.
  private static func members(of prototype: some Stage) -> [(property: String, value: Any)] {
    Mirror(reflecting: prototype).children.compactMap { child in
      child.label.map { (String($0.trimmingPrefix("_")), child.value) }
    }
  }
}
