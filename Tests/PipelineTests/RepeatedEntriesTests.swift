import Pipeline
import Testing

/// Claims and published values that are written once for several.
struct RepeatedEntriesTests {
  private func manifest(_ claims: String, key: String = "claims") throws -> Manifest {
    try Manifest(
      parsing: """
        title: Counting
        steps: {}
        figure: {draw: count-table, counts: count}
        \(key):
        \(claims)
        """, name: "toy", file: "toy.yaml")
  }

  @Test func entriesAreThoseWrittenOutInTheirOrder() throws {
    let short = try manifest(
      """
        - both: {quantity: x, of: y}
          each:
            - {says: a, left: {n: 1}, is: below, right: 0}
            - for-each: {k: [2, 3], m: [u, v]}
              both: {n: $k}
              is: above
              each:
                - {says: "b $k at $m, $5", left: {m: $m}, times: 2, right: {m: w}}
                - {says: c $k$m, left: {m: $m, of: z}, is: below, right: {quantity: q}}
      """)
    let b = [("2", "u"), ("2", "v"), ("3", "u"), ("3", "v")].flatMap { k, m in
      [
        """
          - says: "b \(k) at \(m), $5"
            left: {quantity: x, of: y, n: \(k), m: \(m)}
            is: above
            times: 2
            right: {quantity: x, of: y, n: \(k), m: w}
        """,
        """
          - says: c \(k)\(m)
            left: {quantity: x, of: z, n: \(k), m: \(m)}
            is: below
            right: {quantity: q, of: y, n: \(k)}
        """,
      ]
    }
    let long = try manifest(
      (["  - {says: a, left: {quantity: x, of: y, n: 1}, is: below, right: 0}"] + b)
        .joined(separator: "\n"))
    #expect(short.claims == long.claims)
    #expect(short.claims.count == 9)
    #expect(short.claims[1].says == "b 2 at u, $5")
  }

  @Test func labelsWithinLabelsAreFilled() throws {
    let claims = try manifest(
      """
        - for-each: {k: [2, 3]}
          each:
            - {says: a $m, for-each: {m: [$k, x$k]}, left: 1, is: below, right: 2}
      """
    ).claims
    #expect(claims.map(\.says) == ["a 2", "a x2", "a 3", "a x3"])
  }

  @Test func anEntrysOwnKeyWins() throws {
    let values = try manifest(
      """
        - tolerance: 1
          printed: p
          each:
            - {quantity: x, value: 1}
            - {quantity: x, value: 2, tolerance: 3}
      """, key: "published"
    ).published
    #expect(values.map(\.tolerance) == [1, 3])
    #expect(values.map(\.value) == [1, 2])
  }

  @Test(arguments: [
    (
      "  - {says: a $k, left: 1, is: below, right: 2}",
      "5:12: error: unknown label '$k': there is none"
    ),
    (
      "  - {says: a $of, for-each: {off: [1]}, left: $off, is: below, right: 2}",
      "5:12: error: unknown label '$of': did you mean '$off'?"
    ),
    (
      "  - {says: a, for-each: {k: [1, 2]}, left: 1, is: below, right: 2}",
      "5:26: error: nothing takes the label 'k': write it as '$k'"
    ),
    (
      "  - {says: a $k, for-each: {k: []}, left: 1, is: below, right: 2}",
      "5:32: error: 'k' takes an empty list"
    ),
    (
      "  - {says: a $k, for-each: {k: [1, 1]}, left: 1, is: below, right: 2}",
      "5:36: error: 'k' takes '1' twice"
    ),
    (
      "  - {says: a $k, for-each: {k: photographs}, left: 1, is: below, right: 2}",
      "5:32: error: 'k' takes a list of words or numbers, not 'photographs'"
    ),
    (
      "  - {says: a, for-each: 3, left: 1, is: below, right: 2}", "5:25: error: 'for-each' must map"
    ),
    ("  - {says: a, each: 3}", "5:21: error: 'each' takes a list of entries"),
    ("  - {says: a, each: [{is: below}]}", "5:22: error: a claim needs the key 'left'"),
    ("  - {says: a, both: 1, left: 1, is: below, right: 2}", "5:21: error: 'both' maps labels"),
    (
      "  - {for-each: {k: [1]}, each: [{for-each: {k: [2]}, says: $k}]}",
      "5:33: error: the label 'k' has a value already"
    ),
    (
      "  - {says: a, both: {of: x}, left: 0, is: below, right: 1}",
      "5:26: error: 'both' belongs to sides that are values"
    ),
    (
      "  - {says: a $k, for-each: {k: [1]}, left: {quantity: x, $k: 2}, is: below, right: 1}",
      "5:58: error: a label stands for a value, not for the key '$k'"
    ),
    (
      "  - {says: $k, for-each: {k: [1, 2]}, each: [{says: a, left: 1, is: below, right: 2}]}",
      "5:46: error: its labels make the same entry twice"
    ),
  ]) func faultsAreLocated(claims: String, fault: String) {
    let faults = #expect(throws: Faults.self) { try manifest(claims) }
    #expect(
      faults?.all.map(\.description).contains { $0.hasPrefix("toy.yaml:\(fault)") } == true,
      "\(faults?.description ?? "")")
  }

  @Test func anEndlessListIsRefused() {
    let numbers = (1...60).map { "\($0)" }.joined(separator: ", ")
    let faults = #expect(throws: Faults.self) {
      try manifest(
        "  - {says: $a$b$c, for-each: {a: [\(numbers)], b: [\(numbers)], c: [\(numbers)]}, "
          + "left: 1, is: below, right: 2}")
    }
    #expect(faults?.description.contains("more than 10000 entries") == true)
  }
}
