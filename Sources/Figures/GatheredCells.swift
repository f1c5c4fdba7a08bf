import Pipeline
import Stages
import Statistics

extension Array {
  /// The artifact of the cell with a name for its label `image`.
  func artifact<Value>(of image: String) throws -> Value where Element == Gathered<Value>.Cell {
    try artifact(["image": image])
  }

  /// The artifact of the one cell that has these labels among its own.
  func artifact<Value>(_ labels: Labels) throws -> Value where Element == Gathered<Value>.Cell {
    let found = first { cell in labels.allSatisfy { cell.labels[$0.key] == $0.value } }
    guard let found else {
      throw FigureError.missingCell(artifact: Value.kind, labels: labels)
    }
    return found.value
  }

  /// The values of a label, each once, in the order of the manifest.
  func values<Value>(of label: String) -> [String] where Element == Gathered<Value>.Cell {
    var seen: Set<String> = []
    return compactMap { $0.labels[label] }.filter { seen.insert($0).inserted }
  }
}

extension [Gathered<GrayPhotograph>.Cell] {
  /// The photographs' names, in the order of the manifest.
  var images: [String] { values(of: "image") }
}

extension [Gathered<MutualInformationEstimates>.Cell] {
  /// Every estimate as a tidy value; the label `K` becomes `interneurons`.
  func tidyValues(signal: String) -> [TidyValue] {
    flatMap { cell in
      cell.value.estimates.map { estimate in
        TidyValue(
          "mutualInformation", estimate.value, unit: "nat",
          labels: cell.labels.tidy(signal: signal, estimator: estimate.estimator))
      }
    }
  }
}

extension [Gathered<MutualInformationEstimates>.Cell] {
  /// How many responses did not settle, as tidy values.
  var unsettledValues: [TidyValue] {
    map { cell in
      TidyValue(
        "unsettled", Double(cell.value.unsettled), labels: cell.labels.tidy(signal: "responses"))
    }
  }
}

extension [Gathered<LearnedCircuit>.Cell] {
  /// Gains, thetas and weights as tidy values, interneurons and axes counted from 1.
  var tidyValues: [TidyValue] {
    flatMap { cell -> [TidyValue] in
      let labels = cell.labels.tidy(signal: "responses")
      let parameters = cell.value.parameters
      return parameters.gains.indices.flatMap { i -> [TidyValue] in
        let one = labels.merging(["interneuron": .integer(i + 1)]) { _, new in new }
        let weights = parameters.weights.enumerated().map { axis, row in
          TidyValue(
            "weight", row[i], labels: one.merging(["axis": .integer(axis + 1)]) { _, new in new })
        }
        return [
          TidyValue("gain", parameters.gains[i], labels: one),
          TidyValue("theta", parameters.thetas[i], labels: one),
        ] + weights
      }
    }
  }
}

extension Labels {
  /// Labels as figures' values have them: numbers as numbers, `K` as `interneurons`.
  func tidy(signal: String, estimator: MutualInformation.Estimator? = nil) -> [String: JSONValue] {
    var tidy: [String: JSONValue] = ["signal": .string(signal)]
    if let estimator { tidy["estimator"] = .string(estimator.rawValue) }
    for (label, text) in self {
      let value = Int(text).map { JSONValue.integer($0) } ?? .string(text)
      switch label {
      case "K": tidy["interneurons"] = value
      case "image": tidy[label] = .string(text)
      default: tidy[label] = value
      }
    }
    return tidy
  }
}

extension Labels {
  /// Labels with numbers as numbers, for quantities that belong to no signal; `K` and `image` stay.
  var tidyNumbers: [String: JSONValue] {
    reduce(into: [:]) { tidy, label in
      let number = label.key == "image" ? nil : Double(label.value)
      tidy[label.key] = number.map { .label($0) } ?? .string(label.value)
    }
  }
}

/// Why a figure cannot be drawn.
public enum FigureError: Error, Equatable, Sendable {
  /// Something is shown for which a step has no result.
  case missingCell(artifact: String, labels: Labels)
  /// Interneurons whose feedback cannot determine the responses of all neurons.
  case tooFewInterneurons(interneurons: Int, neurons: Int)
}
