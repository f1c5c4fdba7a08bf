import Pipeline
import Testing

/// Published values as manifests write them.
struct PublishedValueTests {
  private func manifest(_ value: String) throws -> Manifest {
    try Manifest(
      parsing: """
        title: Counting
        source: {paper: shaping, figure: 2}
        steps:
          words: {stage: split-words, for-each: {text: photographs}}
          count: {stage: count-words, of: words}
        figure: {draw: count-table, counts: count}
        published:
          - \(value)
        """, name: "toy", file: "toy.yaml")
  }

  @Test func aPrintedValueIsRead() throws {
    let manifest = try manifest(
      "{quantity: shape, image: a, offset: 2, value: 0.65, tolerance: 0.005, printed: in 2, because: digits}"
    )
    let value = try #require(manifest.published.first)
    #expect(value.quantity == "shape")
    #expect(value.labels == ["image": "a", "offset": "2"])
    #expect(value.value == 0.65)
    #expect(value.tolerance == 0.005)
    #expect(value.origin == .printed(place: "in 2"))
    #expect(value.because == "digits")
    #expect(manifest.source?.paper == "shaping")
    #expect(manifest.source?.figure == "2")
  }

  @Test func aComputedValueNeedsNoReason() throws {
    let value = try #require(
      try manifest("{quantity: x, value: 1, tolerance: 0, computed: by hand}").published.first)
    #expect(value.origin == .computed(how: "by hand"))
    #expect(value.because == "")
  }

  @Test(arguments: [
    (
      "{quantity: x, tolerance: 1, printed: a}",
      "8:5: error: a published value needs the key 'value'"
    ),
    (
      "{quantity: x, value: 1, printed: a}",
      "8:5: error: a published value needs the key 'tolerance'"
    ),
    ("{quantity: x, value: 1, tolerance: -1, printed: a}", "8:40: error: a tolerance cannot be"),
    ("{quantity: x, value: one, tolerance: 1, printed: a}", "8:26: error: 'one' is not a number"),
    ("{quantity: x, value: 1, tolerance: 1}", "8:5: error: a published value says either"),
    (
      "{quantity: x, value: 1, tolerance: 1, printed: a, computed: b}",
      "8:5: error: a published value says either"
    ),
    ("{quantity: x, value: 1, tolerance: 1, printed: a, image: [b]}", "8:62: error: a list is not"),
    ("0.65", "8:5: error: a published value is a mapping"),
  ]) func faultsAreLocated(value: String, fault: String) {
    let faults = #expect(throws: Faults.self) { try manifest(value) }
    #expect(
      faults?.description.hasPrefix("toy.yaml:\(fault)") == true, "\(faults?.description ?? "")")
  }
}
