import Foundation
import Synchronization
import Testing

@testable import Pipeline

#if canImport(Glibc)
  import Glibc
#endif

/// Steps of several runs on one store, and what killed writers leave.
struct StepLockTests {
  private static let texts = (0..<12).map { (id: "t\($0)", text: "word number \($0)") }

  @Test func lockIsHeldByOneAndLeavesNoFile() throws {
    let project = try ToyProject()
    let path = "\(project.folder)/a.lock"
    let first = try #require(try FileLock.take(path))
    #expect(try FileLock.take(path) == nil)
    // Near miss: a lock of another name is free.
    let other = try #require(try FileLock.take("\(project.folder)/b.lock"))
    first.release()
    #expect(!Files.exists(path))
    let second = try #require(try FileLock.take(path))
    #expect(try FileLock.take(path) == nil)
    second.release()
    other.release()
  }

  @Test func eightRunsOnAnEmptyStoreComputeEveryStepOnce() async throws {
    let project = try ToyProject(texts: Self.texts)
    let runs = try await withThrowingTaskGroup(of: ToyRun.self) { group in
      for _ in 0..<8 { group.addTask { try await project.run() } }
      return try await group.reduce(into: [ToyRun]()) { $0.append($1) }
    }
    #expect(runs.flatMap(\.ran).count == 12 + 12 + 1)
    #expect(Set(runs.map(\.table)).count == 1)
    #expect(try await ToyProject(texts: Self.texts).run().table == runs[0].table)
    #expect(project.storedFiles(below: "locks") == [])
  }

  @Test func lockedStepIsAwaitedWhileOthersRun() async throws {
    let project = try ToyProject()
    let plan = try project.plan()
    let provenance = Provenance(codeDigests: [.science: "1", .figures: "1"], environment: [:])
    let store = try project.store()
    let survey = try Scheduler(
      plan: plan, store: store, provenance: provenance, cancellation: Cancellation()
    ).survey()
    let words = try #require(plan.nodes.firstIndex { $0.kind.id == "split-words" })
    let fingerprint = try #require(survey.fingerprints[words])
    try store.prepareToWrite(missing: 1)
    let lock = try #require(try store.lock(fingerprint))
    let log = EventLog(releasing: lock, of: words, whenFinished: 2)
    let run = try await project.run { log.note($0) }
    // The two steps of the other text were finished before the lock was released.
    #expect(log.awaited == [words])
    #expect(run.table == "text=a: 3\ntext=b: 2\n")
  }

  /// What another process writes while we look is not there or there; it is never taken for damage,
  /// which would move a result out of the way that is as it should be.
  @Test func whatAppearsWhileWeLookIsNoDamage() async throws {
    let project = try ToyProject()
    try await project.run()
    let damage = Mutex<[String]>([])
    let store = try Store(at: "\(project.folder)/store") { error in
      damage.withLock { $0.append("\(error)") }
    }
    let survey = try Scheduler(
      plan: try project.plan(), store: store,
      provenance: Provenance(codeDigests: [.science: "1", .figures: "1"], environment: [:]),
      cancellation: Cancellation()
    ).survey()
    let fingerprint = try #require(survey.fingerprints[0])
    let file = try #require(survey.records[0]?.files.first)
    try whileItAppears(store.path(ofRecord: fingerprint.hash)) {
      _ = try store.record(of: fingerprint)
    }
    try whileItAppears(store.path(of: file)) {
      if case .failure(.altered) = try store.contents(of: file) { Issue.record("altered") }
    }
    let begun = "\(project.folder)/begun"
    try Files.write(Store.label(), to: "\(begun)/store.json")
    try whileItAppears("\(begun)/store.json") {
      let finding = try Store(at: begun).labelDamage()
      #expect(finding == nil)
    }
    #expect(damage.withLock { $0 } == [])
  }

  /// Looks again and again while another thread puts a file in its place, many times over.
  private func whileItAppears(_ path: String, _ look: () throws -> Void) throws {
    let rounds = 3000
    let away = Mutex(0)
    let back = Mutex(0)
    Thread.detachNewThread {
      for round in 1...rounds {
        while away.withLock({ $0 }) < round { sched_yield() }
        rename("\(path).1-1.tmp", path)
        back.withLock { $0 = round }
      }
    }
    for round in 1...rounds {
      try #require(rename(path, "\(path).1-1.tmp") == 0)
      away.withLock { $0 = round }
      repeat { try look() } while back.withLock { $0 } < round
    }
  }

  @Test func waitingForALockEndsWhenInterrupted() async throws {
    let project = try ToyProject(texts: [("a", "one")])
    let survey = try Scheduler(
      plan: try project.plan(), store: try project.store(),
      provenance: Provenance(codeDigests: [.science: "1", .figures: "1"], environment: [:]),
      cancellation: Cancellation()
    ).survey()
    let store = try project.store()
    try store.prepareToWrite(missing: 1)
    let fingerprint = try #require(survey.fingerprints[0])
    let lock = try #require(try store.lock(fingerprint))
    defer { lock.release() }
    let cancellation = Cancellation()
    await #expect(throws: CancellationError.self) {
      try await project.run(cancellation: cancellation) { event in
        if case .awaited = event { cancellation.cancel() }
      }
    }
  }

  @Test func onlyTemporaryFilesWithoutAWriterAreSwept() async throws {
    let project = try ToyProject()
    try await project.run()
    let blob = try #require(project.storedFiles().first)
    let dead = "\(blob).123-456.tmp"
    try Files.write([1, 2, 3], to: dead)
    let foreign = "\(blob).notes.tmp"
    try Files.write([4], to: foreign)
    let living = try TemporaryFile.make(for: blob)
    defer { living.end() }
    // A run with nothing to do writes nothing and takes nothing away.
    try await project.run()
    #expect(Files.exists(dead))
    try await project.run(overrides: ["count.seed=2"])
    #expect(!Files.exists(dead))
    #expect(Files.exists(foreign) && Files.exists(living.path))
    living.discard()
  }

  @Test func onlyLocksWithoutAHolderAreFree() async throws {
    let project = try ToyProject()
    try await project.run()
    let store = try project.store()
    let locks = "\(store.path)/locks"
    let held = try #require(try FileLock.take("\(locks)/held.lock"))
    try Files.write([], to: "\(locks)/dead.lock")
    // A folder is nobody's lock.
    try Files.makeFolder("\(locks)/folder.lock")
    #expect(try store.freeLocks() == ["\(locks)/dead.lock"])
    held.release()
  }

  @Test(arguments: [
    ("a.npy.12-34.tmp", true), ("store.json.1-2.tmp", true), ("a.npy.tmp", false),
    ("a.12-34", false), ("12-34.tmp", false), ("a.1-2-3.tmp", false), ("a.x1-2.tmp", false),
  ])
  func temporaryNamesAreTold(name: String, isOurs: Bool) {
    #expect(TemporaryFile.isOurs(name) == isOurs)
  }
}

/// Hears of a run, and frees a lock once enough steps are finished.
private final class EventLog: Sendable {
  private let lock: FileLock
  private let enough: Int
  private let state = Mutex<(awaited: [Int], finished: Int)>(([], 0))

  init(releasing lock: FileLock, of node: Int, whenFinished enough: Int) {
    self.lock = lock
    self.enough = enough
  }

  var awaited: [Int] { state.withLock { $0.awaited } }

  func note(_ event: RunEvent) {
    state.withLock { state in
      switch event {
      case .awaited(let node): state.awaited.append(node)
      case .finished:
        state.finished += 1
        if state.finished == enough { lock.release() }
      default: break
      }
    }
  }
}
