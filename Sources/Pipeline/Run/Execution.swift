import Dispatch
import Synchronization

/// Computes one node, or several together.
struct Execution<Kept: Sendable>: Sendable {
  let plan: Plan
  /// Where the inputs lie.
  let store: Store
  let cancellation: Cancellation
  /// What is known of all nodes.
  let records: [Record?]
  /// What to compute.
  let nodes: [Int]
  let report: @Sendable (RunEvent) -> Void
  /// What becomes of a result; on the thread that computed it.
  let keep: @Sendable (Computed) throws -> Kept

  /// How it ended for one node.
  struct Result: Sendable {
    let node: Int
    let outcome: Outcome
  }

  enum Outcome: Sendable {
    case done(Kept)
    /// Files of these nodes are absent or altered.
    case damagedInputs([Int])
    case failed(any Error & Sendable)
    /// Not computed, because of another node of the group; to be tried again.
    case dropped
  }

  /// Runs on a thread outside of Swift's pool, since it computes for long and never waits.
  func run() async -> [Result] {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: compute()) }
    }
  }

  /// A node with everything that it needs to run.
  private struct Cell {
    let node: Int
    let stage: any Stage
    let context: Context
    let notes: NoteBook
  }

  private func compute() -> [Result] {
    var cells: [Cell] = []
    let loaded = LoadedArtifacts()
    for node in nodes {
      report(.started(node))
      do {
        cells.append(try prepare(node, loaded))
      } catch {
        return nodes.map {
          Result(node: $0, outcome: $0 == node ? outcome(of: error, for: node) : .dropped)
        }
      }
    }
    return cells.count == 1 ? run(cells) : runTogether(cells)
  }

  /// A group that fails is computed cell by cell, so that the failure is that of its own cell.
  private func runTogether(_ cells: [Cell]) -> [Result] {
    let results = run(cells)
    let failed = results.contains { if case .failed = $0.outcome { true } else { false } }
    guard failed && !cancellation.isCancelled else { return results }
    return cells.flatMap { run([$0]) }
  }

  private func run(_ cells: [Cell]) -> [Result] {
    let kind = plan.nodes[nodes[0]].kind
    let started = ContinuousClock.now
    do {
      let outputs = try kind.run(cells.map(\.stage), cells.map(\.context))
      let seconds = (ContinuousClock.now - started) / .seconds(1) / Double(cells.count)
      return zip(cells, outputs).map { cell, files in
        let computed = Computed(
          node: cell.node, files: files, seconds: seconds, notes: cell.notes.all)
        do {
          return Result(node: cell.node, outcome: .done(try keep(computed)))
        } catch {
          return Result(node: cell.node, outcome: outcome(of: error, for: cell.node))
        }
      }
    } catch {
      return cells.map { Result(node: $0.node, outcome: .failed(error)) }
    }
  }

  private func prepare(_ index: Int, _ loaded: LoadedArtifacts) throws -> Cell {
    let node = plan.nodes[index]
    let inputs = InputReader(
      plan: plan, node: node, records: records, store: store, loaded: loaded)
    let notes = NoteBook()
    let lineage = node.kind.dependence == .recipe ? plan.lineage(of: index) : .null
    let report = report
    let context = Context(
      streamSeed: node.recipe.bytes, lineage: lineage, alternatives: node.kind.alternatives,
      cancellation: cancellation
    ) { message in
      switch message {
      case .progress(let fraction): report(.progressed(index, fraction: fraction))
      case .note(let text):
        notes.add(text)
        report(.noted(index, text))
      }
    }
    let stage = try node.kind.prepare(inputs.stage(), inputs.loader)
    return Cell(node: index, stage: stage, context: context, notes: notes)
  }

  private func outcome(of error: any Error, for index: Int) -> Outcome {
    guard case PipelineError.damaged = error else { return .failed(error) }
    do {
      return .damagedInputs(try store.damaged(among: plan.nodes[index].needs, records))
    } catch {
      return .failed(error)
    }
  }
}

/// What came out of a node.
struct Computed: Sendable {
  let node: Int
  let files: [ArtifactFile]
  let seconds: Double
  let notes: [String]
}

// MARK: - Inputs

/// Hands a running stage its inputs, each checked against what the plan and the store promise.
struct InputReader: Sendable {
  let plan: Plan
  let node: Plan.Node
  let records: [Record?]
  let store: Store
  /// What other cells have read.
  var loaded = LoadedArtifacts()

  /// The stage as its coded form: parameters, and content hashes for inputs.
  func stage() throws -> JSONValue {
    var members = node.parameters
    // Optional parameters that are not given.
    for field in node.kind.fields where members[field.property] == nil {
      members[field.property] = .null
    }
    for (field, binding) in node.inputs {
      members[field.property] =
        switch binding {
        case .one(let input): try content(of: input)
        case .source(let item): .string(item.hash.description)
        case .all(let grid):
          [
            "axes": try JSONValue(encoding: grid.axes),
            "cells": .array(try grid.nodes.map(content(of:))),
          ]
        }
    }
    return .object(members)
  }

  var loader: InputLoader {
    InputLoader(
      files: { hash in
        guard
          let record = node.needs.compactMap({ records[$0] }).first(where: { $0.content == hash })
        else { preconditionFailure("\(node.id) reads \(hash), which is none of its inputs") }
        return try store.files(of: record)
      },
      source: { hash in try source(hash) }, loaded: loaded)
  }

  private func content(of input: Int) throws -> JSONValue {
    guard let record = records[input] else {
      preconditionFailure("\(node.id) runs before \(plan.nodes[input].id)")
    }
    return .string(record.content.description)
  }

  private func source(_ hash: ContentHash) throws -> SourceContents {
    for case .source(let item) in node.bindings where item.hash == hash {
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

// MARK: - Notes

/// The notes of one running stage.
private final class NoteBook: Sendable {
  private let notes = Mutex<[String]>([])

  var all: [String] { notes.withLock { $0 } }

  func add(_ text: String) { notes.withLock { $0.append(text) } }
}

// MARK: - Differences

extension Store {
  /// Keeps what came out differently from what the store holds, beside it.
  func setApart(_ files: [ArtifactFile], from record: Record) throws
    -> [(stored: Record.StoredFile?, new: ArtifactFile, path: String)]
  {
    try files.compactMap { file in
      let stored = record.files.first { $0.name == file.name }
      guard stored?.sha256 != ContentHash(of: file.bytes) else { return nil }
      let path = "\(path)/differing/\(record.fingerprintHash)/\(file.name)"
      try Files.write(file.bytes, to: path)
      return (stored, file, path)
    }
  }
}
