import Foundation
import Pipeline
import Synchronization

/// The words of a text file.
struct Words: RecordArtifact, Equatable {
  static let kind = "words"
  static let legend = ["words.json": "words"]
  var words: [String]
}

/// A number.
struct Count: RecordArtifact, Equatable {
  static let kind = "count"
  static let legend = ["count.json": "count"]
  var count: Int
}

/// Splits a file of the data set into words, of which it keeps every n-th.
struct SplitWords: Stage {
  static let id = "split-words"
  static let summary = "The words of a text."
  @Source var text: SourceContents
  @Parameter(in: 1...9, "keep every n-th word") var every = 1
  @Parameter("write all letters alike") var letters: Letters? = nil

  enum Letters: String, ParameterChoice { case small, capital }

  func run(_ context: Context) throws -> Words {
    var words = try splitWords()
    switch letters {
    case .small: words.words = words.words.map { $0.lowercased() }
    case .capital: words.words = words.words.map { $0.uppercased() }
    case nil: break
    }
    return words
  }

  private func splitWords() throws -> Words {
    let words = String(decoding: text.bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else { throw ToyError.empty(path: text.path) }
    return Words(words: stride(from: 0, to: words.count, by: every).map { String(words[$0]) })
  }
}

/// Hands words on as they are.
struct EchoWords: Stage {
  static let id = "echo-words"
  static let summary = "The same words."
  @Input var of: Words
  @Parameter("how long each letter may be") var pace = Pace.brisk

  func run(_ context: Context) -> Words { of }

  /// Several numbers, some of which have a name together.
  struct Pace: NamedParameter {
    var beats: Int
    var rate: Double
    static let brisk = Pace(beats: 4, rate: 2)
    static let named = ["brisk": brisk, "slow": Pace(beats: 2, rate: 0.5)]
  }
}

/// Takes words and a file, of which it needs nothing.
struct RespellWords: Stage {
  static let id = "respell-words"
  static let summary = "The same words, whatever the file says."
  @Input var of: Words
  @Source var text: SourceContents

  func run(_ context: Context) -> Words { of }
}

/// Adds the counts of two steps.
struct AddTwo: Stage {
  static let id = "add-two"
  static let summary = "The sum of two steps' counts."
  @Gathered(over: .text) var first: Cells<Count, String>
  @Gathered(over: .text) var second: Cells<Count, String>

  func run(_ context: Context) -> Count {
    Count(count: (first.artifacts + second.artifacts).reduce(0) { $0 + $1.count })
  }
}

/// Counts words, plus a random number when asked.
struct CountWords: Stage {
  static let id = "count-words"
  static let summary = "The number of words."
  static let dependence = Dependence.recipe
  @Input var of: Words
  @Parameter var seed = 1
  @Parameter var jitter = Jitter.none

  enum Jitter: String, ParameterChoice { case none, some }

  func run(_ context: Context) throws -> Count {
    for _ in 0..<20 {
      try context.checkpoint()
      Thread.sleep(forTimeInterval: 0.0005)
    }
    let random = jitter == .some ? Int(context.streamSeed[0]) : 0
    return Count(count: of.words.count + random)
  }
}

/// Counts words and adds something that no fingerprint sees.
struct DriftingCount: Stage {
  static let id = "count-drifting"
  static let summary = "The number of words, and a drift."
  static let drift = Mutex(0)
  @Input var of: Words

  func run(_ context: Context) -> Count {
    Count(count: of.words.count + Self.drift.withLock { $0 })
  }
}

/// Counts letters, several texts together.
struct CountLetters: LockstepStage {
  typealias Output = Count
  static let id = "count-letters"
  static let summary = "The number of letters."
  static let lockstepWidth = 4
  @Input var of: Words
  @Parameter var seed = 1
  @Parameter(in: 0...1000, "texts with more letters than this are refused") var limit = 1000

  static func run(together cells: [Self], _ contexts: [Context]) throws -> [Count] {
    for context in contexts { context.note("\(cells.count) together") }
    return try cells.map { cell in
      let letters = cell.of.words.reduce(0) { $0 + $1.count }
      guard letters <= cell.limit else { throw ToyError.tooLong(letters: letters) }
      return Count(count: letters)
    }
  }
}

// What the cells of toy steps differ in: keys of the toy stages.

extension CellAxis<String> {
  static var text: Self { CellAxis("text", "of the data set") }
}

extension CellAxis<String?> {
  static var textIfAny: Self { CellAxis<String>.text.ifAny }
}

extension CellAxis<Int?> {
  static var everyIfAny: Self { CellAxis<Int>("every", "of the words that are kept").ifAny }
  static var seedIfAny: Self { CellAxis<Int>("seed", "of the random numbers").ifAny }
  static var limitIfAny: Self { CellAxis<Int>("limit", "of the letters").ifAny }
}

/// Adds the counts of all texts; it is repeated for whatever other labels they have.
struct AddCounts: Stage {
  static let id = "add-counts"
  static let summary = "The sum of counts."
  @Gathered(over: .text) var of: Cells<Count, String>

  func run(_ context: Context) -> Count {
    Count(count: of.artifacts.reduce(0) { $0 + $1.count })
  }
}

/// Writes all counts side by side.
struct CountTable: Stage {
  static let id = "count-table"
  static let summary = "A table of counts."
  static let code = CodeScope.figures
  static let dependence = Dependence.recipe
  @Gathered(over: .textIfAny, .everyIfAny, .seedIfAny, .limitIfAny)
  var counts: Cells<Count, String?, Int?, Int?, Int?>
  @Parameter var experiment = ExperimentLabel()

  func run(_ context: Context) throws -> RenderedFigure {
    let shown = shownAxes
    let lines = try counts.labeled.map { labels, count in
      let labels = try labels.filter { shown.contains($0.key) }.sorted { $0.key < $1.key }.map {
        "\($0.key)=\(try $0.value.text().replacing("\"", with: ""))"
      }
      return "\(labels.joined(separator: ",")): \(count.count)"
    }
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    return RenderedFigure(pngs: [text], pdf: text, json: Array(try context.lineage.text().utf8))
  }

  /// The text, and whatever else the counts differ in.
  private var shownAxes: Set<String> {
    let (_, every, seeds, limits) = counts.values
    let others = [("every", every.count), ("seed", seeds.count), ("limit", limits.count)]
    return Set(["text"] + others.filter { $0.1 > 1 }.map(\.0))
  }
}

enum ToyError: Error {
  case empty(path: String)
  case tooLong(letters: Int)
}

/// What a run of a toy project gave.
struct ToyRun {
  /// The table of counts.
  let table: String
  /// The stages that ran, sorted.
  let ran: [String]
  /// What the stages noted, sorted.
  let notes: [String]
}

let toyRegistry = StageRegistry(
  stages: [
    AddCounts.self, AddTwo.self, RespellWords.self, SplitWords.self, EchoWords.self,
    CountLetters.self, CountWords.self,
    DriftingCount.self,
  ],
  figures: [CountTable.self])

/// A folder with texts and a store, taken away when the test ends.
final class ToyProject: Sendable {
  let folder: String
  let dataSet: DataSet

  init(texts: [(id: String, text: String)] = [("a", "one two three"), ("b", "four five")]) throws {
    folder = NSTemporaryDirectory() + "toy-\(UUID().uuidString)"
    let folder = self.folder
    let items = try texts.map { id, text in
      let path = "\(folder)/\(id).txt"
      try Files.write(Array(text.utf8), to: path)
      return DataSet.Item(id: id, path: path, hash: ContentHash(of: text))
    }
    dataSet = DataSet(name: "toys", items: items)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static let manifest = """
    title: Counting
    photographs: all
    steps:
      words: {stage: split-words, for-each: {text: photographs}}
      count: {stage: count-words, of: words}
    figure: {draw: count-table, counts: count}
    """

  func plan(_ yaml: String = manifest, overrides: [String] = []) throws -> Plan {
    var manifests = [try Manifest.read(yaml, name: "toy", file: "toy.yaml")]
    try Override.apply(overrides.map { try Override($0) }, to: &manifests)
    return try Planner.plan(manifests, registry: toyRegistry, dataSet: dataSet)
  }

  func store() throws -> Store { try Store(at: "\(folder)/store") }

  /// Runs the figure of a manifest.
  @discardableResult
  func run(
    _ yaml: String = manifest, overrides: [String] = [], jobs: Int = 2, code: String = "1",
    cancellation: Cancellation = Cancellation(),
    report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> ToyRun {
    let plan = try plan(yaml, overrides: overrides)
    let provenance = Provenance(
      codeDigests: [.science: code, .figures: "1"], environment: [:])
    let store = try store()
    let scheduler = Scheduler(
      plan: plan, store: store, provenance: provenance, cancellation: cancellation, report: report)
    let figure = plan.figure(of: "toy") ?? -1
    let survey = try await scheduler.run(targets: [figure], policy: RunPolicy(jobs: jobs))
    let ran = survey.ran.map { plan.nodes[$0].kind.id }.sorted()
    let notes = survey.records.compactMap(\.self).flatMap(\.notes).sorted()
    guard let record = survey.records[figure] else {
      return ToyRun(table: "", ran: ran, notes: notes)
    }
    let table = try RenderedFigure(files: store.files(of: record)).pngs[0]
    return ToyRun(table: String(decoding: table, as: UTF8.self), ran: ran, notes: notes)
  }

  /// All files of the store below a folder.
  func storedFiles(below folder: String = "blobs") -> [String] {
    let root = "\(self.folder)/store/\(folder)"
    let walk = FileManager.default.enumerator(atPath: root)
    return (walk?.allObjects ?? []).compactMap { $0 as? String }.map { "\(root)/\($0)" }
      .filter { !Files.isFolder($0) }.sorted()
  }
}
