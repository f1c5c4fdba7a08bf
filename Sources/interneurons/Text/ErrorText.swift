import Circuits
import Drawing
import Figures
import Foundation
import NumericalMethods
import Photographs
import Pipeline
import Stages
import Statistics

/// An error as people read it: what happened, the facts as indented lines, and what to do.
struct ErrorText: CustomStringConvertible {
  let message: String
  let facts: [(key: String, value: String)]
  let hint: String?

  init(_ message: String, facts: [(key: String, value: String)], hint: String? = nil) {
    self.message = message
    self.facts = facts
    self.hint = hint
  }

  init(
    _ message: String, _ facts: KeyValuePairs<String, any CustomStringConvertible> = [:],
    hint: String? = nil
  ) {
    self.init(message, facts: facts.map { ($0.key, $0.value.description) }, hint: hint)
  }

  var description: String {
    var lines = ["error: \(message)"]
    lines += facts.map { "  \($0.key): \($0.value)" }
    if let hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }

  init(of error: PipelineError) {
    switch error {
    case .noSuchDataSet(let name, let known):
      self.init(
        "there is no data set '\(name)' and no folder of that name",
        ["known data sets": known.joined(separator: ", ")],
        hint: "name one of them, or give the path of a folder with PNG files")
    case .emptyDataSet(let folder, let fileExtension):
      self.init("the folder holds no .\(fileExtension) file", ["folder": folder])
    case .sourcesMissing(let paths, let listed, let dataSet, let fetched):
      self.init(missing: paths, of: listed, in: dataSet, fetched: fetched)
    case .sourceAltered(let path, let expected, let found):
      self.init(
        "a photograph is not the one that was expected",
        ["file": path, "expected SHA-256": expected, "found SHA-256": found],
        hint: "restore the file, or change its digest in dataset.yaml if the new one is meant")
    case .system(let operation, let path, let code):
      self.init(
        "cannot \(operation) \(path): \(String(cString: strerror(code)))",
        hint: code == ENOSPC ? Self.spaceHint : nil)
    case .diskFull(let operation, let path, let code, let needed, let free):
      self.init(
        "cannot \(operation) \(path): \(String(cString: strerror(code)))",
        ["needed": "\(needed) bytes", "free": "\(free) bytes"], hint: Self.spaceHint)
    case .readOnlyStore(let path, let code, let missing):
      self.init(
        "the store lacks results and cannot be written: \(String(cString: strerror(code)))",
        ["store": path, "steps without a result": missing],
        hint: "name another folder with --store or INTERNEURONS_STORE")
    case .notAStore(let path):
      self.init(
        "this is neither a store nor an empty folder", ["path": path],
        hint: "name another folder with --store or INTERNEURONS_STORE")
    case .storeFormat(let path, let found, let expected):
      self.init(
        "the store was made by another version of this program",
        ["store": path, "format": found, "expected format": expected],
        hint: "name another folder with --store; if the store should be of this version, "
          + "`interneurons audit` tells what is wrong with it")
    case .damaged(let path, let reason):
      self.init("a file of the store is damaged", ["file": path, "damage": reason])
    case .noSuchExperiment(_, let suggestion), .noSuchStep(_, let suggestion):
      self.init(suggestion, hint: "`interneurons status` lists what there is")
    case .stepFailed(let step, let reason, let waiting):
      self.init(step: step, reason: reason, waiting: waiting)
    case .stepsFailed(let failures, let waiting):
      self.init(
        failures.count == 1 ? "1 step failed" : "\(failures.count) steps failed",
        facts: failures.map { ("failed", $0.step) } + [("steps not run", "\(waiting)")],
        hint: "everything that does not need them is computed and stored")
    case .notReproducible(let differences):
      self.init(
        "computed again, a result is not what the store holds",
        facts: differences.flatMap { difference in
          [("step", difference.step)]
            + difference.files.flatMap { [("stored", $0.stored), ("new", $0.new)] }
        },
        hint: "both are kept; the figures are those of the stored result")
    }
  }

  private init(missing paths: [String], of listed: Int, in dataSet: String, fetched: String?) {
    let message =
      paths.count == 1
      ? "a photograph of the data set '\(dataSet)' is missing"
      : "\(paths.count) of the \(listed) photographs of the data set '\(dataSet)' are missing"
    let shown = paths.count > 4 ? paths.prefix(3) : paths[...]
    var facts = shown.map { (key: "file", value: $0) }
    if shown.count < paths.count {
      facts.append(("and others", "\(paths.count - shown.count)"))
    }
    self.init(
      message, facts: facts,
      hint: fetched.map { "`interneurons fetch \($0)` gets what is missing" }
        ?? "restore the file, or take it out of \(dataSet)'s dataset.yaml")
  }

  private static let spaceHint = "free some space and run again; what was finished is stored"

  init(step: String, reason: any Error, waiting: Int = 0) {
    let cause = ErrorText(ofReason: reason)
    let left = waiting > 0 ? [(key: "steps not run", value: "\(waiting)")] : []
    self.init(cause.message, facts: [("step", step)] + cause.facts + left, hint: cause.hint)
  }
}

// MARK: - What stages throw

extension ErrorText {
  /// The text of what a stage threw.
  init(ofReason reason: any Error) {
    switch reason {
    case let error as PipelineError: self.init(of: error)
    case let error as StageError: self.init(of: error)
    case let error as StatisticsError: self.init(of: error)
    case let error as CircuitError: self.init(of: error)
    case let error as DrawingError: self.init(of: error)
    case let error as PairsError: self.init(of: error)
    case let error as LinearAlgebraError: self.init(of: error)
    case let FigureError.tooFewInterneurons(interneurons, neurons):
      self.init(
        "fewer interneurons than neurons cannot whiten",
        ["interneurons": interneurons, "neurons": neurons],
        hint: "draw at least \(neurons) interneurons, or fewer neurons")
    case EncodingError.invalidValue(let value, let context):
      let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }
      self.init(
        "a result is not a finite number",
        ["value": "\(value)", "at": String(place.joined().drop { $0 == "." })],
        hint: "the parameters may be out of the range in which the computation makes sense")
    default: self.init("\(reason)")
    }
  }

  private init(of error: StageError) {
    switch error {
    case .photograph(let path, let error):
      self.init(
        error.message, ["file": path],
        hint: "replace the photograph, or leave it out of the data set")
    case .noSuchBand(let scale, let scales, let orientation, let orientations):
      self.init(
        "the pyramid has no such band",
        [
          "scale": "\(scale) of 0 to \(scales - 1)",
          "orientation": "\(orientation) of 0 to \(orientations - 1)",
        ])
    case .constantBand(let value):
      self.init("the filter responses do not vary", ["all of them": value])
    case .wrongDimension(let found, let expected):
      self.init(
        "the samples have another dimension than the stage takes",
        ["found": found, "expected": expected])
    case .tooFewInterneurons(let interneurons, let primaryNeurons):
      self.init(
        "fewer interneurons than primary neurons cannot determine the responses without a leak",
        ["interneurons": interneurons, "primary neurons": primaryNeurons],
        hint: "use at least \(primaryNeurons) interneurons, or a leak above 0")
    case .noSuchActivation(let name, let known):
      self.init(
        "the catalogue has no activation family '\(name)'",
        ["known families": known.joined(separator: ", ")])
    case .tooFewForWhitening(let interneurons, let neurons):
      self.init(
        "fewer interneurons than neurons cannot whiten: their feedback would be singular",
        ["interneurons": interneurons, "neurons": neurons],
        hint: "use at least \(neurons) interneurons, or 0 for as many as neurons")
    case .patchTooLarge(let size, let side):
      self.init(
        "the photograph is smaller than a patch",
        ["side of a patch": "\(size) pixels", "side of the square": "\(side) pixels"],
        hint: "choose a size up to \(side), or leave the photograph out")
    case .constantPatches(let count):
      self.init(
        "the patches do not vary", ["patches": count],
        hint: "more patches or larger ones may; a photograph of one gray cannot be whitened")
    case .singularCovariance(let order, let reciprocalCondition):
      self.init(
        "a covariance is singular", ["order": order, "1/condition": reciprocalCondition],
        hint: "take more samples than the order, or add a ridge, as in 'ridge: 0.001'")
    case .emptySpectrum:
      self.init("a spectrum without variances", hint: "list one variance for each neuron")
    case .tooManySteps(let steps, let limit):
      self.init(
        "too many steps", ["steps": steps, "at most": limit],
        hint: "choose a shorter duration or a larger rate")
    case .differentTimes(let online, let flow):
      self.init(
        "online learning and its mean flow end at different times",
        ["online": online, "mean flow": flow], hint: "give both steps the same durations")
    case .toleranceTooLarge(let tolerance, let solution):
      self.init(
        "every small start counts as converged", ["tolerance": tolerance, "solution": solution],
        hint: "choose a tolerance below \(solution)")
    }
  }

  private init(of error: StatisticsError) {
    switch error {
    case .tooFew(let samples, let needed):
      self.init(
        "too few samples", ["samples": samples, "needed": needed],
        hint: "responses that do not settle are left out: are the learning rates sensible?")
    case .notFinite(let index, let value):
      self.init("a sample is not finite", ["sample": index, "value": value])
    case .constant(let value, let samples):
      self.init("all samples are equal", ["samples": samples, "value": value])
    }
  }

  private init(of error: CircuitError) {
    switch error {
    case .noSignals:
      self.init("there are no signals to learn from")
    case .notFinite(let signal, let coordinate, let value):
      self.init(
        "a signal is not finite", ["signal": signal, "coordinate": coordinate, "value": value])
    }
  }

  private init(of error: PairsError) {
    switch error {
    case .offsetTooLarge(let offset, let coefficients):
      self.init(
        "the photograph is too small for pairs at this offset",
        ["offset": "\(offset) pixels", "side of the square": "\(coefficients) pixels"],
        hint: "leave the photograph out, or choose offsets below \(coefficients)")
    case .kernelTooNarrow(let width, let smallestStep):
      self.init(
        "the density is too narrow for its grid",
        ["width of the kernel": width, "smallest step": smallestStep],
        hint: "choose a smaller range")
    }
  }

  private init(of error: LinearAlgebraError) {
    switch error {
    case .notFinite(let row, let column, let value):
      self.init(
        "an element of a matrix is not finite", ["element": "(\(row), \(column))", "value": value])
    case .notSymmetric(let row, let column, let difference):
      self.init(
        "a matrix is not symmetric", ["element": "(\(row), \(column))", "difference": difference])
    case .notPositiveDefinite(let order, let minor):
      self.init("a matrix is not positive definite", ["order": order, "leading minor": minor])
    case .negativeEigenvalue(let order, let smallest, let largest):
      self.init(
        "a matrix has a negative eigenvalue",
        ["order": order, "smallest": smallest, "largest": largest])
    case .singular(let order, let reciprocalCondition):
      self.init(
        "a covariance is singular", ["order": order, "1/condition": reciprocalCondition],
        hint: "the two coordinates of the pairs are (nearly) proportional")
    case .noConvergence(let order, let unconverged):
      self.init("eigenvalues did not converge", ["order": order, "left over": unconverged])
    }
  }

  /// The text of what went wrong with a picture.
  init(of error: DrawingError) {
    switch error {
    case .missingFont(let file, let package, let searched):
      self.init(
        "a font is missing", ["file": file, "searched": searched.joined(separator: ", ")],
        hint: "install the package \(package) (make setup does), "
          + "or name a folder in INTERNEURONS_FONTS")
    case .missingGlyph(let character, _, let file):
      self.init(
        "the font has no letter '\(character)'", ["font": file],
        hint: "give the photograph a name in Latin, Greek or Cyrillic letters")
    case .damagedPNG(let reason, let offset):
      self.init("the PNG file is damaged", ["reason": reason, "at byte": offset])
    default: self.init("the figure could not be drawn", ["reason": "\(error)"])
    }
  }
}
