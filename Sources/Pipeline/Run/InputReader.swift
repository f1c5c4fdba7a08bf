import Synchronization

/// Hands a running stage its inputs, each checked against what the plan and the store promise.
struct InputReader: Sendable {
  let plan: Plan
  let node: Plan.Node
  let records: [Record?]
  let store: Store

  private var inputs: [Int] { node.needs }

  /// The stage as its coded form: parameters, and content hashes for inputs.
  func stage() throws -> JSONValue {
    var members = node.parameters
    // Optional parameters that are not given.
    for field in node.kind.fields where members[field.property] == nil {
      members[field.property] = .null
    }
    for (property, binding) in node.inputs {
      members[property] =
        switch binding {
        case .one(let input): try content(of: input)
        case .source(let item): .string(item.hash.description)
        case .all(let grid):
          [
            "axes": try JSONValue(encoding: grid.axes),
            "cells": .array(try grid.cells.map { try content(of: $0.node) }),
          ]
        }
    }
    return .object(members)
  }

  var loader: InputLoader {
    InputLoader(
      files: { hash in
        guard let record = inputs.compactMap({ records[$0] }).first(where: { $0.content == hash })
        else { preconditionFailure("\(node.id) reads \(hash), which is none of its inputs") }
        return try store.files(of: record)
      },
      source: { hash in try source(hash) })
  }

  /// The inputs whose files are absent or altered.
  func damaged() -> [Int] {
    inputs.filter { input in
      guard let record = records[input] else { return false }
      return (try? store.files(of: record)) == nil
    }
  }

  private func content(of input: Int) throws -> JSONValue {
    guard let record = records[input] else {
      preconditionFailure("\(node.id) runs before \(plan.nodes[input].id)")
    }
    return .string(record.content.description)
  }

  private func source(_ hash: ContentHash) throws -> SourceContents {
    for case .source(let item) in node.inputs.values where item.hash == hash {
      let bytes = try Files.read(item.path)
      let found = ContentHash(of: bytes)
      guard found == hash else {
        throw PipelineError.sourceAltered(path: item.path, expected: hash, found: found)
      }
      return SourceContents(path: item.path, bytes: bytes)
    }
    preconditionFailure("\(node.id) reads \(hash), which is none of its sources")
  }
}

/// The notes of one running stage.
final class NoteBook: Sendable {
  private let notes = Mutex<[String]>([])

  var all: [String] { notes.withLock { $0 } }

  func add(_ text: String) { notes.withLock { $0.append(text) } }
}
