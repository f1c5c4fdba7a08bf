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

      With --all the whole store goes, and nothing else: a folder that is no store is refused, and \
      files in it that are not the store's stay.

      gc works only while no other process uses the store; a run that begins meanwhile waits for it.
      """)

  @OptionGroup var options: WorkspaceOptions

  @Flag(help: "Take it away, instead of only saying what would go.")
  var yes = false

  @Flag(help: "The whole store, instead of what nothing needs.")
  var all = false

  @Flag(help: "Print a JSON document instead of text.")
  var json = false

  func run() async throws {
    if all { return try takeAll() }
    let cancellation = Interrupt.cancellation()
    let checkout = try Checkout(experiments: [], options: options)
    let store = checkout.primary.store
    guard Files.exists(store.path) else {
      return try say([], of: checkout)
    }
    // Not what merely looks like a store: another version's results would all be garbage to us.
    _ = try Store(at: store.path)
    let use = try Self.useAlone(store)
    defer { use.end() }
    let scan = try checkout.scan(
      jobs: ProcessInfo.processInfo.activeProcessorCount, cancellation: cancellation)
    let garbage = try Garbage(
      of: scan, plans: try checkout.plans(in: scan), contents: checkout.contents)
    if yes { try garbage.remove() }
    try say(garbage.items, of: checkout)
  }

  private static func useAlone(_ store: Store) throws -> StoreUse {
    if let use = try store.useAlone() { return use }
    throw UsageFailure(
      "another process uses the store", ["store": store.path],
      hint: "wait until it has ended: what it is about to store looks like garbage")
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

// MARK: - The whole store

extension GarbageCollection {
  /// Takes away all that a store holds; of the project nothing but the path is needed.
  private func takeAll() throws {
    let path = try options.store ?? Project.find().defaultStore
    // Refused where it is no store, before it is locked.
    var removal = try StoreRemoval(of: path)
    guard Files.isFolder(path) else { return try say(removal) }
    // Its label may be another version's, whose results go all the same.
    let use = try Self.useAlone(Store(at: path, scrutiny: .toRemove))
    defer { use.end() }
    removal = try StoreRemoval(of: path)
    if yes { try removal.remove() }
    try say(removal)
  }

  private func say(_ removal: StoreRemoval) throws {
    let bytes = removal.files.reduce(0) { $0 + $1.bytes }
    for path in removal.foreign {
      Terminal.complain("notice: \(path): not a file of the store; it stays")
    }
    if json {
      let document: JSONValue = [
        "removed": .boolean(yes), "files": .integer(removal.files.count), "bytes": .integer(bytes),
        "kept": .strings(removal.foreign),
      ]
      return try Terminal.say(document.text(indented: true))
    }
    guard !removal.files.isEmpty else { return try Terminal.say("nothing to take away") }
    let files = removal.files.count == 1 ? "1 file" : "\(removal.files.count) files"
    let sum = "the whole store, \(files), \(ByteCount(bytes))"
    try Terminal.say(yes ? "removed: \(sum)" : "would be removed: \(sum)")
    if !yes { Terminal.complain("hint: `interneurons gc --all --yes` removes it") }
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
