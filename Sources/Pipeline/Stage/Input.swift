/// An input of a stage: one artifact, made by the step that the manifest names.
///
/// Its coded form is the content hash; decoding it loads and verifies the artifact.
@propertyWrapper
public struct Input<Value: Artifact>: Codable, Sendable {
  private var loaded: (hash: ContentHash?, value: Value)?

  /// An input that no step feeds yet.
  public init() { loaded = nil }

  /// The artifact; available while the stage runs. Set it to run a stage without a pipeline.
  public var wrappedValue: Value {
    get {
      guard let loaded else {
        preconditionFailure("the input \(Value.kind) is read outside of a run")
      }
      return loaded.value
    }
    set { loaded = (nil, newValue) }
  }

  public init(from decoder: any Decoder) throws {
    let hash = try decoder.singleValueContainer().decode(ContentHash.self)
    loaded = (hash, try decoder.inputLoader.artifact(hash))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(loaded?.hash)
  }
}

/// An input of a stage: the artifacts of all cells of a step, each with its labels.
///
/// Cells whose labels contradict those of the stage's own cell are left out.
@propertyWrapper
public struct Gathered<Value: Artifact>: Codable, Sendable {
  private var loaded: [(labels: Labels, hash: ContentHash?, value: Value)]

  /// One cell of the step.
  public struct Cell: Sendable {
    /// The swept labels of the cell.
    public let labels: Labels
    /// Its artifact.
    public let value: Value

    /// A cell.
    public init(labels: Labels, value: Value) {
      self.labels = labels
      self.value = value
    }
  }

  private struct Reference: Codable {
    let labels: Labels
    let hash: ContentHash?
  }

  /// An input that no step feeds yet.
  public init() { loaded = [] }

  /// The cells, in the order of the manifest's sweeps.
  public var wrappedValue: [Cell] {
    get { loaded.map { Cell(labels: $0.labels, value: $0.value) } }
    set { loaded = newValue.map { ($0.labels, nil, $0.value) } }
  }

  public init(from decoder: any Decoder) throws {
    let references = try decoder.singleValueContainer().decode([Reference].self)
    loaded = try references.map { reference in
      guard let hash = reference.hash else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "a cell without its hash"))
      }
      return (reference.labels, hash, try decoder.inputLoader.artifact(hash))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(loaded.map { Reference(labels: $0.labels, hash: $0.hash) })
  }
}

/// An input of a stage: a file of the data set.
@propertyWrapper
public struct Source: Codable, Sendable {
  private var loaded: SourceContents?

  /// An input that no file feeds yet.
  public init() { loaded = nil }

  /// The file; available while the stage runs. Set it to run a stage without a pipeline.
  public var wrappedValue: SourceContents {
    get {
      guard let loaded else { preconditionFailure("a source file is read outside of a run") }
      return loaded
    }
    set { loaded = newValue }
  }

  public init(from decoder: any Decoder) throws {
    let hash = try decoder.singleValueContainer().decode(ContentHash.self)
    loaded = try decoder.inputLoader.source(hash)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(loaded.map { ContentHash(of: $0.bytes) })
  }
}

/// A source file that was read and whose bytes are those that the plan saw.
public struct SourceContents: Sendable {
  /// The file as the user would name it, for messages.
  public let path: String
  /// The contents.
  public let bytes: [UInt8]

  /// A file that was read.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// The swept labels of a cell with their values: `["image": "camera", "offset": "2"]`.
public typealias Labels = [String: String]

/// What an input asks of the store while a stage is decoded.
struct InputLoader: Sendable {
  static let key: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "interneurons.inputs") else {
      preconditionFailure("a literal key is always valid")
    }
    return key
  }()

  let files: @Sendable (ContentHash) throws -> [ArtifactFile]
  let source: @Sendable (ContentHash) throws -> SourceContents

  func artifact<Value: Artifact>(_ hash: ContentHash) throws -> Value {
    try Value(files: files(hash))
  }
}

extension Decoder {
  fileprivate var inputLoader: InputLoader {
    get throws {
      guard let loader = userInfo[InputLoader.key] as? InputLoader else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: codingPath, debugDescription: "inputs load only inside of a run"))
      }
      return loader
    }
  }
}

/// An input whose type is forgotten, as a plan needs it.
protocol AnyInput {
  /// The kind of artifact; nil for a file of the data set.
  var artifactKind: String? { get }
  /// Whether all cells of the step are wanted.
  var isGathered: Bool { get }
}

extension Input: AnyInput {
  var artifactKind: String? { Value.kind }
  var isGathered: Bool { false }
}

extension Gathered: AnyInput {
  var artifactKind: String? { Value.kind }
  var isGathered: Bool { true }
}

extension Source: AnyInput {
  var artifactKind: String? { nil }
  var isGathered: Bool { false }
}
