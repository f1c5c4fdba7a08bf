import Pipeline
import Testing

@testable import Reports

/// Published values and claims against the numbers of a figure.
struct ComparisonTests {
  private static let figure = """
    {"caption": "c", "values": [
      {"quantity": "shape", "image": "a", "value": 0.6449},
      {"quantity": "shape", "image": "b", "value": 0.5},
      {"quantity": "information", "image": "a", "offset": 2, "start": 0.05, "unit": "nat", "value": 0.1},
      {"quantity": "broken", "image": "a", "value": null},
      {"quantity": "twice", "value": 1}, {"quantity": "twice", "value": 1}
    ], "claims": [
      {"says": "first", "verdict": "holds", "left": 1, "right": 2.5},
      {"says": "second", "verdict": "fails", "left": 3, "right": 2.5},
      {"says": "third", "verdict": "not applicable", "left": null, "right": 2.5}
    ]}
    """

  private func experiment(_ published: [String], claims: [String] = []) throws
    -> Comparison.Experiment
  {
    let manifest = try Manifest(
      parsing: """
        title: Toy
        steps: {}
        figure: {draw: toy}
        published: [\(published.joined(separator: ", "))]
        claims: [\(claims.joined(separator: ", "))]
        """, name: "toy", file: "toy.yaml")
    return try Comparison.Experiment(
      manifest, figure: Array(Self.figure.utf8),
      photographs: .init(all: ["a", "b", "z"], shown: ["a", "b"]))
  }

  private func verdict(_ published: String) throws -> ComparedValue.Verdict {
    try #require(try experiment([published]).values.first).verdict
  }

  @Test(
    arguments: [
      // Half of a printed digit on either side, and a near miss.
      ("{quantity: shape, image: a, value: 0.64, tolerance: 0.005, printed: x}", .agrees),
      ("{quantity: shape, image: a, value: 0.65, tolerance: 0.005, printed: x}", .outside),
      ("{quantity: shape, image: b, value: 0.5, tolerance: 0, printed: x}", .agrees),
      ("{quantity: shape, image: b, value: 0.5000001, tolerance: 0, printed: x}", .outside),
      // Labels are compared as manifests write them.
      (
        "{quantity: information, image: a, offset: 2, start: 0.05, value: 0.1, tolerance: 0, printed: x}",
        .agrees
      ),
      // Labels that no value has exactly.
      ("{quantity: information, image: a, value: 0.1, tolerance: 1, printed: x}", .missing),
      ("{quantity: shap, image: a, value: 0.64, tolerance: 1, printed: x}", .missing),
      ("{quantity: broken, image: a, value: 0, tolerance: 1, printed: x}", .missing),
      ("{quantity: twice, value: 1, tolerance: 1, printed: x}", .missing),
      // A photograph of another data set: no agreement, whatever the number.
      (
        "{quantity: shape, image: kodim05, value: 0.64, tolerance: 9, printed: x}",
        .needs(photograph: "kodim05")
      ),
      // One of this data set that the figure does not show.
      (
        "{quantity: shape, image: z, value: 0.64, tolerance: 9, printed: x}",
        .notShown(photograph: "z")
      ),
    ] as [(String, ComparedValue.Verdict)])
  func valuesAreJudged(published: String, expected: ComparedValue.Verdict) throws {
    #expect(try verdict(published) == expected)
  }

  @Test func verdictsHaveWords() {
    let verdicts: [(ComparedValue.Verdict, String)] = [
      (.agrees, "agrees"), (.outside, "OUTSIDE"), (.missing, "MISSING"),
      (.needs(photograph: "a"), "needs a"), (.notShown(photograph: "a"), "a not shown"),
    ]
    for (verdict, words) in verdicts { #expect(verdict.text == words) }
  }

  @Test func aComparisonIsMetUnlessSomethingDisagrees() throws {
    let agrees = "{quantity: shape, image: b, value: 0.5, tolerance: 0.1, printed: x}"
    let outside = "{quantity: shape, image: b, value: 0.7, tolerance: 0.1, printed: x}"
    let missing = "{quantity: form, image: b, value: 0.7, tolerance: 0.1, printed: x}"
    let elsewhere = "{quantity: shape, image: c, value: 0.7, tolerance: 0.1, printed: x}"
    func isMet(_ published: [String], claims: [String] = []) throws -> Bool {
      Comparison(dataSet: "d", experiments: [try experiment(published, claims: claims)]).isMet
    }
    #expect(try isMet([agrees, elsewhere]))
    #expect(try !isMet([agrees, outside]))
    #expect(try !isMet([agrees, missing]))
    let first = "{says: first, left: 1, is: below, right: 2.5}"
    let second = "{says: second, left: 3, is: below, right: 2.5}"
    #expect(try isMet([], claims: [first]))
    #expect(try !isMet([], claims: [first, second]))
  }

  @Test func claimsTakeTheirOwnVerdicts() throws {
    let claims = ["first", "second", "third"].map {
      "{says: \($0), left: 1, is: below, right: 2.5}"
    }
    let compared = try experiment([], claims: claims).claims
    #expect(compared.map(\.verdict) == [.holds, .fails, .notApplicable])
    #expect(compared.map(\.text) == ["1 below 2.5", "3 below 2.5", "– below 2.5"])
    // A figure of other claims tells nothing.
    let other = try experiment([], claims: ["{says: other, left: 1, is: above, right: 2}"]).claims
    #expect(other.map(\.verdict) == [.notApplicable])
  }

  @Test func oursIsWrittenToATenthOfTheTolerance() throws {
    func ours(_ tolerance: String) throws -> String? {
      try experiment([
        "{quantity: shape, image: a, value: 0.64, tolerance: \(tolerance), printed: x}"
      ]).values.first?.oursText
    }
    #expect(try ours("0.005") == "0.6449")
    #expect(try ours("0.1") == "0.64")
    #expect(try ours("20") == "1")
    #expect(try ours("0") == "0.6449")
  }

  @Test func theSummaryCountsPrintedAndComputedValuesApart() throws {
    let experiment = try experiment(
      [
        "{quantity: shape, image: a, value: 0.64, tolerance: 0.01, printed: x}",
        "{quantity: shape, image: c, value: 0.64, tolerance: 0.01, printed: x}",
        "{quantity: shape, image: a, value: 0.7, tolerance: 0.01, computed: x}",
      ], claims: ["{says: first, left: 1, is: below, right: 2.5}"])
    // Of two experiments that meet the same values alike, each counts once; claims are their own.
    let twice = Comparison(dataSet: "d", experiments: [experiment, experiment]).summary
    #expect(twice.first?.hasPrefix("2 printed values") == true)
    #expect(twice.last == "2 claims of this project: 2 holding")
    #expect(
      Comparison(dataSet: "d", experiments: [experiment]).summary == [
        "2 printed values: 1 agreeing, 1 of photographs that this data set lacks",
        "1 value computed elsewhere: 1 outside of the tolerance",
        "1 claim of this project: 1 holding",
      ])
  }

  /// A claim is that of the manifest's source unless it says whose it is.
  @Test func claimsAreCountedByWhoseTheyAre() throws {
    let claims = [
      "{says: first, left: 1, is: below, right: 2.5}",
      "{says: second, kind: paper-at-optimum, left: 3, is: below, right: 2.5}",
      "{says: third, kind: own, left: 1, is: below, right: 2.5}",
    ]
    func summary(source: String?) throws -> [String] {
      let manifest = try Manifest(
        parsing: """
          title: Toy
          \(source.map { "source: \($0)" } ?? "")
          steps: {}
          figure: {draw: toy}
          claims: [\(claims.joined(separator: ", "))]
          """, name: "toy", file: "toy.yaml")
      let experiment = try Comparison.Experiment(
        manifest, figure: Array(Self.figure.utf8), photographs: .init(all: [], shown: []))
      return Comparison(dataSet: "d", experiments: [experiment]).summary
    }
    let elsewhere = [
      "1 claim of the papers, at the optimum of their objective: 1 failing",
      "1 claim of this project: 1 not to be judged here",
    ]
    let source = "{paper: shaping, figure: 1}"
    #expect(try summary(source: source) == ["1 claim of the papers: 1 holding"] + elsewhere)
    #expect(
      try summary(source: nil) == [
        elsewhere[0], "2 claims of this project: 1 holding, 1 not to be judged here",
      ])
  }

  @Test func aBrokenFigureIsNamed() throws {
    let manifest = try Manifest(
      parsing: "{title: T, steps: {}, figure: {draw: toy}}", name: "toy", file: "toy.yaml")
    #expect(throws: ReportError.unreadableFigure(experiment: "toy")) {
      try Comparison.Experiment(
        manifest, figure: Array("{}".utf8), photographs: .init(all: [], shown: []))
    }
  }
}
