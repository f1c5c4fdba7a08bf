import Circuits
import Downloads
import Drawing
import Figures
import Foundation
import NumericalMethods
import Photographs
import Reports
import Stages
import Statistics
import Testing

@testable import Pipeline
@testable import interneurons

/// Every case of every error has words of its own: none is shown as Swift would write it.
@Suite struct ErrorTextTests {
  private static let hash = ContentHash(of: "")

  private static let pipeline: [PipelineError] = [
    .noSuchDataSet("a", known: ["b"]), .emptyDataSet(folder: "a", fileExtension: "png"),
    .sourcesMissing(["a"], listed: 2, dataSet: "b", fetched: nil),
    .sourceAltered(path: "a", expected: hash, found: hash),
    .system(operation: "read", path: "a", code: EACCES), .notAFile(path: "a", found: "a folder"),
    .diskFull(operation: "write", path: "a", code: ENOSPC, needed: 2, free: 1),
    .readOnlyStore(path: "a", code: EROFS, missing: 1), .notAStore(path: "a"),
    .storeFormat(path: "a", found: "1", expected: "2"), .damaged(path: "a", reason: "it is cut"),
    .noSuchExperiment("a", suggestion: "unknown experiment 'a'"),
    .noSuchStep("a", suggestion: "unknown step 'a'"),
    .stepFailed(step: "a", reason: CircuitError.noSignals, waiting: 1),
    .stepsFailed([], waiting: 1), .notReproducible([]),
  ]

  private static let stages: [StageError] = [
    .photograph(path: "a", .notAPNG),
    .noSuchBand(scale: 4, scales: 3, orientation: 0, orientations: 2), .constantBand(value: 0),
    .wrongDimension(found: 1, expected: 2), .tooFewInterneurons(interneurons: 1, primaryNeurons: 2),
    .noSuchActivation("a", known: ["b"]), .tooFewForWhitening(interneurons: 1, neurons: 2),
    .patchTooLarge(size: 9, side: 8), .constantPatches(count: 3),
    .singularCovariance(order: 2, reciprocalCondition: 0), .emptySpectrum, .noPowers,
    .noEquallySpacedWeights(primaryNeurons: 3),
    .tooManySteps(steps: 2, limit: 1), .noStep(rate: 0.1, duration: 0.01),
    .differentTimes(online: 1, flow: 2),
    .toleranceTooLarge(tolerance: 2, solution: 1), .unevenBins(range: 10, width: 0.3),
  ]

  private static let drawing: [DrawingError] = [
    .missingFont(file: "a", package: "b", searched: ["c"]),
    .unreadableFont(file: "a", freeTypeError: 2),
    .missingGlyph(character: "字", code: 23383, file: "a"),
    .unusableAxis(label: "a", lower: 0, upper: 0, scale: .logarithmic),
    .unusableFrame(Rectangle(x: 0, y: 0, width: 0, height: 1)),
    .unusablePage(width: 504, height: 1e6, dotsPerInch: 300),
    .cairo(status: "out of memory", during: "drawing"), .png(reason: "out of memory"),
    .unusableProvenance(key: "ä"), .damagedPNG(reason: "it is cut", offset: 8),
  ]

  private static let mathematics: [any Error] = [
    StatisticsError.tooFew(samples: 1, needed: 2), StatisticsError.notFinite(index: 0, value: .nan),
    StatisticsError.constant(value: 1, samples: 3), CircuitError.noSignals,
    CircuitError.notFinite(signal: 0, coordinate: 1, value: .infinity),
    CircuitError.tooStiff(time: 0.1, end: 1, steps: 10),
    PairsError.offsetTooLarge(offset: 9, coefficients: 8),
    PairsError.kernelTooNarrow(width: 1, smallestStep: 2),
    LinearAlgebraError.notFinite(row: 0, column: 0, value: .nan),
    LinearAlgebraError.notSymmetric(row: 0, column: 1, difference: 1),
    LinearAlgebraError.notPositiveDefinite(order: 2, minor: 1),
    LinearAlgebraError.negativeEigenvalue(order: 2, smallest: -1, largest: 1),
    LinearAlgebraError.singular(order: 2, reciprocalCondition: 0),
    LinearAlgebraError.noConvergence(order: 2, unconverged: 1),
    FigureError.tooFewInterneurons(interneurons: 1, neurons: 2),
  ]

  private static let files: [any Error] = [
    PhotographError.notAPNG, PhotographError.damaged(reason: "it is cut"),
    PhotographError.tooLarge(width: 9, height: 9, sideLimit: 8, pixelLimit: 64),
    PhotographError.tooSmall(width: 1, height: 1, minimum: 16), PhotographError.constant(gray: 0.5),
    ReportError.unreadableFigure(experiment: "a"), FormatError.notNumPy(reason: "it is cut"),
    FormatError.missingFile(name: "a", found: ["b"]),
    FormatError.wrongShape(found: [2, 3], expected: "a square"), FileDamage.missing,
    FileDamage.altered,
  ]

  private static let downloads: [DownloadError] = [
    .unreachable(address: "a", reason: "no route"), .lost(address: "a", reason: "b", attempts: 3),
    .refused(address: "a", status: 404), .wrongLength(address: "a", expected: 1, found: 2),
    .wrongContents(address: "a", expected: "b", found: "c"),
    .system(operation: "write", path: "a", code: EACCES),
  ]

  private static let entry = DataSetList.Entry(
    id: "a", file: "a.png", place: Place(line: 1, column: 1), hash: hash, bytes: nil, isUsed: true,
    settings: [], details: [:])

  private static var samples: [(error: any Error, text: ErrorText?)] {
    let known: [any Error] = pipeline + stages + drawing + mathematics + files
    return known.map { ($0, ErrorText(ofOurs: $0)) }
      + downloads.map { ($0, ErrorText(of: $0, getting: entry)) }
  }

  private static func caseName(_ error: any Error) -> String {
    String("\(error)".prefix { $0 != "(" })
  }

  /// As Swift writes a case with what belongs to it: `unusablePage(width: 504.0, …)`.
  private static func isSwift(_ text: String, case name: String) -> Bool {
    text.contains("\(name)(") || text.contains(#/\b[a-z]\w*\([a-z]\w*: /#)
      || text.split(separator: "\n").contains { $0.hasSuffix(": \(name)") }
  }

  @Test(arguments: [0, 3]) func stepsThatDidNotRunAreCounted(waiting: Int) {
    let text = ErrorText(step: "a", reason: CircuitError.noSignals, waiting: waiting)
    #expect(text.facts.map(\.key) == (waiting == 0 ? ["step"] : ["step", "steps not run"]))
  }

  @Test func everyErrorIsToldInWords() throws {
    for (error, text) in Self.samples {
      let name = Self.caseName(error)
      let text = try #require(text, "\(error) has no words")
      #expect(!Self.isSwift(text.description, case: name), "\(text)")
      let asksForMore = error is DownloadError  // the sum of a fetch says what to do
      #expect(text.hint != nil || asksForMore, "no remedy: \(text)")
    }
    // Near miss: what `default` made of a case.
    let page = DrawingError.unusablePage(width: 504, height: 1e6, dotsPerInch: 300)
    #expect(Self.isSwift("  reason: \(page)", case: "unusablePage"))
    #expect(Self.isSwift("error: altered", case: "altered"))
  }

  /// The cases that the sources declare, by the name of their error.
  private static func declared() throws -> [String: Set<String>] {
    let root = "\(ProjectFolder.repository)/Sources"
    let paths = try #require(FileManager.default.enumerator(atPath: root))
    var cases: [String: Set<String>] = [:]
    for case let path as String in paths where path.hasSuffix(".swift") {
      var name: String?
      for line in try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
        .split(separator: "\n")
      {
        if let match = line.firstMatch(of: #/\benum (\w+):.*\bError\b/#) { name = "\(match.1)" }
        if line == "}" { name = nil }
        if let name, let match = line.firstMatch(of: #/^  case (\w+)/#) {
          cases[name, default: []].insert("\(match.1)")
        }
      }
    }
    return cases
  }

  /// Whoever adds a case adds a sample, which then needs words.
  @Test func everyCaseOfTheSourcesHasASample() throws {
    var declared = try Self.declared()
    #expect(declared.removeValue(forKey: "Outcome")?.contains("done") == true, "no words: numbers")
    let sampled = Dictionary(grouping: Self.samples.map(\.error)) { "\(type(of: $0))" }
      .mapValues { Set($0.map(Self.caseName)) }
    #expect(declared.count >= 12 && declared["DrawingError"]?.count == 10)
    for (name, cases) in declared {
      #expect(cases.subtracting(sampled[name] ?? []) == [], "no sample of \(name)")
    }
  }

  /// Programs read them: they are what they were when Swift's own names were written.
  @Test func kindsOfFindingsKeepTheirSpelling() {
    let problems: [Finding.Problem] = [
      .altered, .truncated(expected: 3), .label(found: nil), .brokenFigure(reason: "cut"),
      .orphanRecord(.otherCode), .figureFromElsewhere(sameLineage: true), .unreadableDataSet,
    ]
    #expect(
      problems.map(\.kind) == [
        "altered", "truncated", "label", "brokenFigure", "orphanRecord", "figureFromElsewhere",
        "unreadableDataSet",
      ])
  }

  /// Names in an error neither move the cursor nor begin a line of their own.
  @Test func controlsInNamesAreShown() {
    let text = ErrorText("no file 'a\u{1B}[2J'", ["file": "b\nerror: c"], hint: "\u{202E}")
    #expect(
      text.description == #"""
        error: no file 'a\u001B[2J'
          file: b\u000Aerror: c
        hint: \u202E
        """#)
    #expect(Terminal.shown("a\u{1B}\nb") == "a\\u001B\nb")
  }

  @Test func argumentThatIsNotUTF8IsRefused() async throws {
    var tool = CommandLineTool(folder: "/")
    tool.preparation = #"set -- run --data-set "$(printf 'caf\351')""#
    let result = try await tool.run([])
    #expect(result.ending == .exited(2))
    #expect(
      result.errors == #"""
        error: an argument is not UTF-8
          given: caf\xE9
        hint: rename the file or folder, so that its name is UTF-8

        """#)
  }
}
