import Pipeline
import Testing

@testable import Reports

/// Numbers of a figure against those that were made here.
struct FigureAgreementTests {
  private static func file(
    values: String = #"{"quantity": "gain", "image": "a", "value": 0.25}"#,
    claims: String = #"{"says": "first", "verdict": "holds", "left": 1, "right": 2}"#,
    caption: String = "c"
  ) -> [UInt8] {
    Array(#"{"caption": "\#(caption)", "values": [\#(values)], "claims": [\#(claims)]}"#.utf8)
  }

  private static func agreement(_ published: [UInt8], _ made: [UInt8] = file()) throws
    -> FigureAgreement
  {
    try FigureAgreement(published: published, made: made, of: "toy")
  }

  private static func gain(_ value: String, _ more: String = "") -> String {
    #"{"quantity": "gain", "image": "a", "value": \#(value)\#(more)}"#
  }

  @Test func equalBytesAreIdentical() throws {
    #expect(try Self.agreement(Self.file()) == .identical)
    // The same numbers in other words are not the same file.
    #expect(try Self.agreement(Self.file(caption: "d")) == .agrees(largestDifference: 0))
  }

  /// Just inside of the tolerance, and just outside.
  @Test(arguments: [("0.2502", true), ("0.2498", true), ("0.25026", false), ("-0.25", false)])
  func valuesMayDifferByAThousandth(value: String, isNear: Bool) throws {
    switch try Self.agreement(Self.file(values: Self.gain(value))) {
    case .agrees(let largest): #expect(isNear && largest > 7e-4 && largest < 1e-3)
    case .differs(let reasons):
      #expect(!isNear)
      #expect(reasons == ["gain[image=a]: published \(value), made 0.25"])
    case .identical: Issue.record("other values are not identical")
    }
  }

  @Test(arguments: [("9e-7", true), ("2.1e-6", false)])
  func smallValuesMayDifferByAMillionth(value: String, isNear: Bool) throws {
    let made = Self.file(values: Self.gain("1e-8"))
    let result = try Self.agreement(Self.file(values: Self.gain(value)), made)
    if case .agrees = result { #expect(isNear) } else { #expect(!isNear) }
  }

  @Test func whatOneFileLacksIsSaid() throws {
    let two = Self.gain("0.25") + "," + #"{"quantity": "theta", "value": 2}"#
    #expect(
      try Self.agreement(Self.file(values: two))
        == .differs(["theta[]: published, not made"]))
    #expect(
      try Self.agreement(Self.file(), Self.file(values: two))
        == .differs(["theta[]: made, not published"]))
    let twice = Self.gain("0.25") + "," + Self.gain("0.25")
    #expect(
      try Self.agreement(Self.file(values: twice))
        == .differs(["gain[image=a]: published 2 times, made 1 times"]))
  }

  /// A unit, a mark or a missing number is another value.
  @Test(arguments: [#", "unit": "nat""#, #", "status": "atBound""#])
  func unitsAndMarksCount(more: String) throws {
    let result = try Self.agreement(Self.file(values: Self.gain("0.25", more)))
    guard case .differs(let reasons) = result else {
      Issue.record("\(more) is not noticed")
      return
    }
    #expect(reasons.count == 2)
  }

  @Test func noNumberAgreesWithNoNumberAlone() throws {
    let none = Self.file(values: Self.gain("null"))
    #expect(
      try Self.agreement(none) == .differs(["gain[image=a]: published none, made 0.25"]))
    let other = Self.file(values: Self.gain("null"), caption: "d")
    #expect(try Self.agreement(none, other) == .agrees(largestDifference: 0))
  }

  @Test func aVerdictThatTurnedIsADifference() throws {
    let fails = Self.file(
      claims: #"{"says": "first", "verdict": "fails", "left": 1, "right": 2}"#)
    #expect(
      try Self.agreement(fails)
        == .differs([
          "claim published and not made: first: fails",
          "claim made and not published: first: holds",
        ]))
  }

  @Test func whatCannotBeReadDiffers() throws {
    #expect(try Self.agreement(Array("{".utf8)) == .differs(["its numbers cannot be read"]))
    #expect(throws: ReportError.self) { try Self.agreement(Self.file(), Array("{}".utf8)) }
  }
}
