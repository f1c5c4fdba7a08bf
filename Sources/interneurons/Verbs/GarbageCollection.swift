import ArgumentParser
import Foundation
import Pipeline

/// `gc`: takes away what no manifest and no figure reaches.
struct GarbageCollection: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Take away results that no manifest and no figure needs.",
    discussion: """
      Kept is what the manifests of all experiments reach, for every data set whose figures exist \
      and for that of --data-set, and what the files in figures/ were made of. Everything else goes: \
      orphans, quarantined files, what killed processes have left. Without --yes nothing goes; the \
      list says what would.

      gc works only while no other process uses the store; a run that begins meanwhile waits for it.
      """)

  @OptionGroup var options: WorkspaceOptions

  @Flag(help: "Take it away, instead of only saying what would go.")
  var yes = false

  @Flag(help: "Print a JSON document instead of text.")
  var json = false

  func run() async throws {
    let cancellation = Interrupt.cancellation()
    let checkout = try Checkout(experiments: [], options: options)
    let store = checkout.primary.store
    guard Files.exists(store.path) else {
      return try say([], of: checkout)
    }
    // Not what merely looks like a store: another version's results would all be garbage to us.
    _ = try Store(at: store.path)
    guard let use = try store.useAlone() else {
      throw UsageFailure(
        "another process uses the store", ["store": store.path],
        hint: "wait until it has ended: what it is about to store looks like garbage")
    }
    defer { use.end() }
    let scan = try checkout.scan(
      jobs: ProcessInfo.processInfo.activeProcessorCount, cancellation: cancellation)
    let garbage = try Garbage(
      of: scan, plans: try checkout.plans(in: scan), contents: checkout.contents)
    if yes { try garbage.remove() }
    try say(garbage.items, of: checkout)
  }

  private func say(_ items: [Garbage.Item], of checkout: Checkout) throws {
    for finding in checkout.unreadable {
      Terminal.complain(
        "notice: \(finding.subject): the data set is not here; what its figures were made of is kept"
      )
    }
    let bytes = items.reduce(0) { $0 + $1.bytes }
    if json {
      let document = JSONValue.object([
        "removed": .boolean(yes), "files": .integer(items.count), "bytes": .integer(bytes),
        "items": .array(
          items.map {
            [
              "path": .string($0.path), "kind": .string($0.kind.rawValue),
              "bytes": .integer($0.bytes),
            ]
          }),
      ])
      return try Terminal.say(document.text(indented: true))
    }
    guard !items.isEmpty else { return try Terminal.say("nothing to take away") }
    let rows = items.map { [$0.kind.words, "\(ByteCount($0.bytes))", $0.path] }
    let files = items.count == 1 ? "1 file" : "\(items.count) files"
    let sum = "\(files), \(ByteCount(bytes))"
    let lines = TextTable(rows).lines + [yes ? "removed: \(sum)" : "would be removed: \(sum)"]
    try Terminal.say(lines.joined(separator: "\n"))
    if !yes { Terminal.complain("hint: `interneurons gc --yes` removes them") }
  }
}

extension Garbage.Kind {
  fileprivate var words: String {
    switch self {
    case .records: "record"
    case .blobs: "contents"
    case .quarantined: "set aside"
    case .differing: "differing"
    case .leftOver: "left over"
    }
  }
}
