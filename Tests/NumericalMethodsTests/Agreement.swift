import Testing

/// Whether two numbers agree to an absolute error; not-a-number never does.
func agrees(_ got: Double, _ expected: Double, allowed: Double) -> Bool {
  got == expected || abs(got - expected) <= allowed
}

/// Expects agreement, and says got, expected, error and allowed where it fails.
func expectAgreement(
  _ got: Double, _ expected: Double, allowed: Double, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    agrees(got, expected, allowed: allowed),
    "\(what): got \(got), expected \(expected), error \(abs(got - expected)), allowed \(allowed)",
    sourceLocation: sourceLocation)
}
