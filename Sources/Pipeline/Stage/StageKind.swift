import Foundation

/// A type of stage as the catalogue lists it: what it is called, what it takes and how it runs.
public struct StageKind: Sendable {
  /// The id in manifests.
  public let id: String
  /// What it computes, in one sentence.
  public let summary: String
  /// What it takes, in the order of its declaration.
  public let fields: [Field]
  /// Those of the fields that steps or files feed, in the same order.
  public let inputFields: [Field]
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
    /// The artifact of one cell of a step, or those of all its cells over some axes.
    case input(kind: String, over: [Axis]?)
    /// A file of the data set.
    case source
  }

  /// An axis over which cells are read.
  public struct Axis: Sendable {
    /// The key whose values the cells take, lower-kebab.
    public let name: String
    /// What it is, in a few words.
    public let meaning: String
    /// The type of its values.
    public let shape: ValueShape
    /// How many values can be shown; nil for any number.
    public let limit: Int?
    /// Whether all inputs with an axis of this name must have the same values there.
    let isShared: Bool
    /// Whether steps may do without it.
    public let isOptional: Bool
    let read: @Sendable (LocatedNode) throws -> JSONValue
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
    let members = Self.members(of: S())
    fields = Self.fields(of: "\(S.self)", members, alternatives)
    inputFields = fields.filter { !$0.isParameter }
    let parameters = Dictionary(
      uniqueKeysWithValues: members.compactMap { property, value in
        (value as? any AnyParameter).map { (property, $0) }
      })
    readParameter = { property, node in
      guard let parameter = parameters[property] else {
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
  private static func fields(
    of stage: String, _ members: [(property: String, value: Any)], _ alternatives: Alternatives
  ) -> [Field] {
    members.map { property, value in
      let place = "\(stage).\(property)"
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
      return .input(kind: kind, over: input.axesRead)
    default:
      preconditionFailure("\(place) is no @Parameter, @Input, @Gathered or @Source")
    }
  }

  /// Property wrappers are stored under an underscore and their property's name.
  private static func members(of prototype: some Stage) -> [(property: String, value: Any)] {
    Mirror(reflecting: prototype).children.compactMap { child in
      child.label.map { (String($0.trimmingPrefix("_")), child.value) }
    }
  }
}

extension StageKind.Axis: CustomStringConvertible {
  /// `offset (at most 3): between the two filter responses, in pixels`
  public var description: String {
    let notes = [isOptional ? "if any" : nil, limit.map { "at most \($0)" }].compactMap(\.self)
    return name + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
  }
}

/// Settings that a stage is given, read as values of its parameters.
extension StageKind {
  /// The value of a setting; null where an optional parameter is not given.
  ///
  /// - Throws: the fault, at its place where the setting stands in a file.
  func value(of setting: Manifest.Setting, for field: Field) throws(Fault) -> JSONValue {
    do {
      return try readParameter(field.property, setting.value)
    } catch let misreading as Misreading {
      throw Fault(
        // Of the command line only what stands inside of a list is worth a place.
        file: setting.origin,
        place: setting.place == nil && misreading.place == setting.value.place
          ? nil : misreading.place,
        message: "'\(field.key)': \(misreading.message)")
    } catch {
      throw Fault(
        file: setting.origin, place: setting.place,
        message: "'\(field.key)': \(Misreading.words(of: error))")
    }
  }

  /// What is wrong with the settings that a data set gives to the stage that reads its files; nothing
  /// where the stage reads none.
  func faults(in settings: [Manifest.Setting]) -> [Fault] {
    guard fields.contains(where: \.isSource) else { return [] }
    return settings.compactMap { setting -> Fault? in
      guard let field = fields.first(where: { $0.key == setting.key && $0.isParameter }) else {
        let known = fields.filter(\.isParameter).map(\.key)
        return Fault(
          file: setting.origin, place: setting.place,
          message: Spelling.unknown("setting of '\(id)'", setting.key, among: known))
      }
      do throws(Fault) {
        _ = try value(of: setting, for: field)
        return nil
      } catch {
        return error
      }
    }
  }
}

extension StageKind.Field {
  /// Whether it is made by a step.
  var isInput: Bool {
    if case .input = role { true } else { false }
  }

  /// Whether it is a file of the data set.
  var isSource: Bool {
    if case .source = role { true } else { false }
  }

  /// Whether it is a parameter.
  var isParameter: Bool {
    if case .parameter = role { true } else { false }
  }
}

/// The two spellings of a name: `gainUpdate` in Swift and JSON, `gain-update` in manifests.
enum PropertyName {
  static func kebabCase(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      if letter.isUppercase { text.append("-") }
      text += letter.lowercased()
    }
  }

  static func camelCase(_ key: String) -> String {
    let words = key.split(separator: "-", omittingEmptySubsequences: false)
    return (words.first.map(String.init) ?? "") + words.dropFirst().map(\.capitalized).joined()
  }
}
