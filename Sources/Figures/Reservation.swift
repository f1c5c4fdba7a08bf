import Circuits
import Pipeline
import Stages
import Statistics

/// What keeps a number from being what was sought: it is marked in values, caption and picture.
public enum Reservation: String, CaseIterable, Sendable {
  /// It stands at the bound of what it may be; beyond might be better.
  case atBound
  /// The search for it ended without it.
  case notConverged

  /// Beside a number in a picture.
  static let mark = "*"

  /// Why a point of circuits is hollow, for a caption.
  static let hollow =
    "Hollow: a circuit behind it stands at a bound, is no minimum, or left responses out."

  fileprivate var words: String {
    switch self {
    case .atBound: "at a bound"
    case .notConverged: "not converged"
    }
  }

  /// Of a number of responses that did not settle, or of networks that were lost.
  static func unsettled(_ count: Int) -> Reservation? { count > 0 ? .notConverged : nil }
}

extension Reservation? {
  /// What stands behind a number in a picture.
  var mark: String { self == nil ? "" : Reservation.mark }
}

extension GeneralizedGaussian.Fit {
  var reservation: Reservation? {
    switch status {
    case .converged: nil
    case .atBound: .atBound
    case .notConverged: .notConverged
    }
  }
}

extension LearnedCircuit.Parameters {
  func reservation(ofGain i: Int) -> Reservation? { isGainAtBound(i) ? .atBound : nil }

  func reservation(ofTheta i: Int) -> Reservation? { isThetaAtBound(i) ? .atBound : nil }

  /// Of what is computed with the circuit.
  var reservation: Reservation? {
    if minimum?.converged == false { return .notConverged }
    return gains.indices.lazy
      .compactMap { reservation(ofGain: $0) ?? reservation(ofTheta: $0) }.first
  }
}

extension [TidyValue] {
  /// For the caption: which numbers are marked; nil where none is.
  var reservations: String? {
    let marked = compactMap { value in value.reservation.map { (value, $0) } }
    guard !marked.isEmpty else { return nil }
    let told = Reservation.allCases.compactMap { reservation -> String? in
      let values = marked.filter { $0.1 == reservation }.map(\.0)
      let names = values.prefix(Self.mostTold).map(\.name)
      let rest = values.count - names.count
      guard !names.isEmpty else { return nil }
      return "\(reservation.words): \(names.joined(separator: ", "))"
        + (rest > 0 ? " and \(rest) more" : "")
    }
    return "Marked in the picture (\(Reservation.mark), hollow or cross) and in the JSON "
      + "(`status`): \(told.joined(separator: "; "))."
  }

  /// Longer lists are in the JSON alone.
  private static var mostTold: Int { 6 }
}

extension TidyValue {
  /// `theta (image astronaut, interneuron 1)`.
  fileprivate var name: String {
    let labels = labels.sorted { $0.key < $1.key }.compactMap { key, value in
      value.word.map { "\(key) \($0)" }
    }
    return labels.isEmpty ? quantity : "\(quantity) (\(labels.joined(separator: ", ")))"
  }
}
