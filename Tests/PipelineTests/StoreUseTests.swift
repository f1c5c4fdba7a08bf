import Testing

@testable import Pipeline

/// Who may use a store beside whom.
struct StoreUseTests {
  @Test func manyUseAStoreOrOneAlone() async throws {
    let project = try ToyProject()
    try await project.run()
    let store = try project.store()
    let first = try #require(try StoreUse(of: store, .shared))
    let second = try #require(try StoreUse(of: store, .shared))
    #expect(try store.useAlone() == nil)
    first.end()
    #expect(try store.useAlone() == nil)
    second.end()
    let alone = try #require(try store.useAlone())
    #expect(try StoreUse(of: store, .shared) == nil)
    #expect(try store.useAlone() == nil)
    alone.end()
    try #require(try StoreUse(of: store, .shared)).end()
  }

  /// A run waits while results are taken away, and can be interrupted meanwhile.
  @Test func runWaitsForItsTurn() async throws {
    let project = try ToyProject()
    try await project.run()
    let alone = try #require(try project.store().useAlone())
    let cancellation = Cancellation()
    cancellation.cancel()
    await #expect(throws: CancellationError.self) {
      try await project.run(overrides: ["count.seed=2"], cancellation: cancellation)
    }
    async let run = project.run(overrides: ["count.seed=2"])
    alone.end()
    #expect(try await run.ran.filter { $0 == "count-words" }.count == 2)
  }
}
