import Synchronization

/// An input of a stage: one artifact, made by the step that the manifest names.
///
/// Its coded form is the content hash; decoding it loads and verifies the artifact.
@propertyWrapper
public struct Input<Value: Artifact>: Decodable, Sendable {
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
}

/// An input of a stage: a file of the data set.
@propertyWrapper
public struct Source: Decodable, Sendable {
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
  let loaded: LoadedArtifacts

  func artifact<Value: Artifact>(_ hash: ContentHash) throws -> Value {
    try loaded.artifact(hash) { try Value(files: files(hash)) }
  }
}

/// Artifacts that were read already: cells that are computed together share what they read.
final class LoadedArtifacts: Sendable {
  private let known = Mutex<[ContentHash: any Artifact]>([:])

  func artifact<Value: Artifact>(_ hash: ContentHash, _ load: () throws -> Value) rethrows -> Value
  {
    if let value = known.withLock({ $0[hash] }) as? Value { return value }
    let value = try load()
    known.withLock { $0[hash] = value }
    return value
  }
}

extension Decoder {
  var inputLoader: InputLoader {
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
  /// The axes over which all cells of the step are wanted; nil where one cell is.
  var axesRead: [StageKind.Axis]? { get }
}

extension AnyInput {
  var axesRead: [StageKind.Axis]? { nil }
}

extension Input: AnyInput {
  var artifactKind: String? { Value.kind }
}

extension Source: AnyInput {
  var artifactKind: String? { nil }
}
