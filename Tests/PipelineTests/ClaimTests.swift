import Pipeline
import Testing

/// Claims as manifests write them.
struct ClaimTests {
  private func manifest(_ claim: String) throws -> Manifest {
    try Manifest(
      parsing: """
        title: Counting
        steps:
          words: {stage: split-words, for-each: {text: photographs}}
          count: {stage: count-words, of: words}
        figure: {draw: count-table, counts: count}
        claims:
          - \(claim)
        """, name: "toy", file: "toy.yaml")
  }

  @Test func aClaimIsRead() throws {
    let claims = try manifest(
      "{says: a, left: {quantity: x, offset: 2}, is: below, times: 0.5, right: 3}"
    ).claims
    #expect(claims.count == 1)
    #expect(claims.first?.left == .value(quantity: "x", labels: ["offset": "2"]))
    #expect(claims.first?.comparison == .below)
    #expect(claims.first?.times == 0.5)
    #expect(claims.first?.right == .number(3))
    #expect(claims.first?.kind == nil)
    let own = try manifest("{says: a, kind: own, left: 1, is: below, right: 3}").claims
    #expect(own.first?.kind == .own)
  }

  @Test(arguments: [
    ("{says: a, left: 1, is: below}", "7:5: error: a claim needs the key 'right'"),
    ("{says: a, kind: mine, left: 1, is: below, right: 2}", "7:21: error: unknown choice 'mine'"),
    ("{says: a, left: 1, is: blow, right: 2}", "7:28: error: unknown choice 'blow'"),
    ("{says: a, lef: 1, is: below, right: 2}", "7:15: error: unknown key 'lef'"),
    ("{says: a, left: {x: 1}, is: below, right: 2}", "7:21: error: a side of a claim needs"),
    ("{says: a, left: one, is: below, right: 2}", "7:21: error: 'one' is not a number"),
  ]) func faultsAreLocated(claim: String, fault: String) {
    let faults = #expect(throws: Faults.self) { try manifest(claim) }
    #expect(
      faults?.description.hasPrefix("toy.yaml:\(fault)") == true, "\(faults?.description ?? "")")
  }
}
