import Foundation
import Pipeline
import Stages
import Statistics

/// One number of a figure with what tells it from the others: a row of a table.
public struct TidyValue: Equatable, Sendable {
  /// What was measured: `shape`, `gain`, `mutualInformation`.
  public let quantity: String
  /// The number.
  public let value: Double
  /// The unit, where there is one.
  public let unit: String?
  /// What keeps it from being what was sought, if anything does.
  public let reservation: Reservation?
  /// What tells the number from others of the same quantity: `image`, `offset`, `interneurons`.
  public let labels: [String: JSONValue]

  /// A number of a figure.
  public init(
    _ quantity: String, _ value: Double, unit: String? = nil, reservation: Reservation? = nil,
    labels: [String: JSONValue] = [:]
  ) {
    self.quantity = quantity
    self.value = value
    self.unit = unit
    self.reservation = reservation
    self.labels = labels
  }

  /// The number with more labels.
  func with(_ more: [String: JSONValue]) -> TidyValue {
    TidyValue(
      quantity, value, unit: unit, reservation: reservation, labels: labels.with(more))
  }

  var json: JSONValue {
    var members = labels
    members["quantity"] = .string(quantity)
    members["value"] = value.isFinite ? .number(value) : .null
    if let unit { members["unit"] = .string(unit) }
    if let reservation { members["status"] = .string(reservation.rawValue) }
    return .object(members)
  }
}

extension JSONValue {
  /// A number as a label: as claims and tables write it, 5 and not 5.0.
  static func label(_ number: Double) -> JSONValue {
    Int(exactly: number).map { .integer($0) } ?? .number(number)
  }
}

extension [String: JSONValue] {
  /// The labels with others beside them.
  func with(_ others: [String: JSONValue]) -> Self { merging(others) { _, new in new } }

  /// The numbers with these labels, as far as there are numbers.
  func values(
    _ numbers: KeyValuePairs<String, Double?>, unit: String? = nil,
    _ reservation: Reservation? = nil
  ) -> [TidyValue] {
    numbers.compactMap { quantity, value in
      value.map {
        TidyValue(quantity, $0, unit: unit, reservation: reservation, labels: self)
      }
    }
  }

  /// The time at which something converged: infinite, and with a reservation, where it did not.
  func time(_ quantity: String, _ time: Double?, unit: String? = nil) -> [TidyValue] {
    values([quantity: time ?? .infinity], unit: unit, time == nil ? .notConverged : nil)
  }

  /// The slope of a fitted line, with the ends of its interval where it has one.
  func slope(_ fit: LinearFit) -> [TidyValue] {
    let half = fit.slopeHalfWidth
    return values([
      "slope": fit.slope, "slopeLower": half.map { fit.slope - $0 },
      "slopeUpper": half.map { fit.slope + $0 },
    ])
  }
}

// MARK: - Sentences that several captions have

/// How many responses did not settle.
func settling(_ unsettled: Int) -> String {
  unsettled == 0
    ? "All responses settled." : "\(unsettled) responses did not settle and are left out."
}

/// 0.95 as "95 %".
func percent(_ share: Double) -> String { String(format: "%g %%", 100 * share) }

extension CovarianceMatrix {
  /// The variances along the principal axes.
  var spectrum: String {
    summary.eigenvalues.map { String(format: "%.3g", $0) }.joined(separator: ", ")
  }
}

// MARK: - Numbers that several figures list

extension Cells where Value == MutualInformationEstimates {
  /// Every estimate.
  func tidyValues(signal: JSONValue) -> [TidyValue] {
    labeled.flatMap { labels, estimates in
      estimates.estimates.map { estimate in
        TidyValue(
          "mutualInformation", estimate.value, unit: "nat",
          labels: labels.with([
            "signal": signal, "estimator": .string(estimate.estimator.rawValue),
          ]))
      }
    }
  }

  /// How many responses did not settle.
  var unsettledValues: [TidyValue] {
    labeled.map { labels, estimates in
      TidyValue(
        "unsettled", Double(estimates.unsettled), reservation: .unsettled(estimates.unsettled),
        labels: labels.with(["signal": "responses"]))
    }
  }

  /// Of all cells.
  var unsettled: Int { artifacts.map(\.unsettled).reduce(0, +) }
}

extension Cells where Value == LearnedCircuit {
  /// Gains, thetas and weights.
  var tidyValues: [TidyValue] {
    labeled.flatMap { labels, circuit in
      circuit.parameters.tidyValues(labels: labels.with(["signal": "responses"]))
    }
  }

  /// `directions`, how many the weights have, where all circuits have as many.
  var directionLabels: [String: JSONValue] {
    let counts = Set(artifacts.map(\.parameters.directions))
    return counts.count == 1 ? ["directions": .integer(counts.first ?? 0)] : [:]
  }

  /// How the circuits learned, in words, each once.
  var schedules: String {
    Set(artifacts.map(\.parameters.learning)).sorted().joined(separator: " and ")
  }
}

extension LearnedCircuit.Parameters {
  /// How many different directions the weights have.
  fileprivate var directions: Int {
    Set(gains.indices.map { i in weights.map { $0[i] } }).count
  }

  /// Gain and theta of an interneuron, counted from 0.
  func learnedValues(of i: Int, labels: [String: JSONValue]) -> [TidyValue] {
    labels.values(["gain": gains[i]], reservation(ofGain: i))
      + labels.values(["theta": thetas[i]], reservation(ofTheta: i))
  }

  /// Gains, thetas and weights, interneurons and axes counted from 1.
  func tidyValues(labels: [String: JSONValue]) -> [TidyValue] {
    gains.indices.flatMap { i -> [TidyValue] in
      let one = labels.with(["interneuron": .integer(i + 1)])
      return learnedValues(of: i, labels: one)
        + weights.enumerated().map { axis, row in
          TidyValue("weight", row[i], labels: one.with(["axis": .integer(axis + 1)]))
        }
    }
  }
}
