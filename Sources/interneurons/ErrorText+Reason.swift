import Circuits
import Drawing
import Photographs
import Pipeline
import Stages
import Statistics

extension ErrorText {
  /// The text of what a stage threw.
  init(ofReason reason: any Error) {
    switch reason {
    case let error as PipelineError: self.init(of: error)
    case let error as StageError: self.init(of: error)
    case let error as StatisticsError: self.init(of: error)
    case let error as CircuitError: self.init(of: error)
    case let error as DrawingError: self.init(of: error)
    case EncodingError.invalidValue(let value, let context):
      let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }
      self.init(
        "a result is not a finite number",
        facts: [("value", "\(value)"), ("at", String(place.joined().drop { $0 == "." }))],
        hint: "the parameters may be out of the range in which the computation makes sense")
    default: self.init("\(reason)")
    }
  }

  private init(of error: StageError) {
    switch error {
    case .photograph(let path, let error):
      self.init(
        error.message, facts: [("file", path)],
        hint: "replace the photograph, or leave it out of the data set")
    case .noSuchBand(let scale, let scales, let orientation, let orientations):
      self.init(
        "the pyramid has no such band",
        facts: [
          ("scale", "\(scale) of 0 to \(scales - 1)"),
          ("orientation", "\(orientation) of 0 to \(orientations - 1)"),
        ])
    case .constantBand(let value):
      self.init("the filter responses do not vary", facts: [("all of them", "\(value)")])
    case .wrongDimension(let found, let expected):
      self.init(
        "the samples have another dimension than the stage takes",
        facts: [("found", "\(found)"), ("expected", "\(expected)")])
    case .tooFewInterneurons(let interneurons, let primaryNeurons):
      self.init(
        "fewer interneurons than primary neurons cannot determine the responses without a leak",
        facts: [("interneurons", "\(interneurons)"), ("primary neurons", "\(primaryNeurons)")],
        hint: "use at least \(primaryNeurons) interneurons, or a leak above 0")
    }
  }

  private init(of error: StatisticsError) {
    switch error {
    case .tooFew(let samples, let needed):
      self.init(
        "too few samples", facts: [("samples", "\(samples)"), ("needed", "\(needed)")])
    case .notFinite(let index, let value):
      self.init("a sample is not finite", facts: [("sample", "\(index)"), ("value", "\(value)")])
    case .constant(let value, let samples):
      self.init(
        "all samples are equal", facts: [("samples", "\(samples)"), ("value", "\(value)")])
    }
  }

  private init(of error: CircuitError) {
    switch error {
    case .noSignals:
      self.init("there are no signals to learn from")
    case .notFinite(let signal, let coordinate, let value):
      self.init(
        "a signal is not finite",
        facts: [
          ("signal", "\(signal)"), ("coordinate", "\(coordinate)"), ("value", "\(value)"),
        ])
    }
  }

  /// The text of what went wrong with a picture.
  init(of error: DrawingError) {
    switch error {
    case .missingFont(let file, let package, let searched):
      self.init(
        "a font is missing",
        facts: [("file", file), ("searched", searched.joined(separator: ", "))],
        hint: "install the package \(package) (make setup does), "
          + "or name a folder in INTERNEURONS_FONTS")
    default: self.init("the figure could not be drawn", facts: [("reason", "\(error)")])
    }
  }
}
