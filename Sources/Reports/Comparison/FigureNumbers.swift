import Pipeline

/// The JSON file of a figure as a reader of it sees it: values with labels, and verdicts on claims.
struct FigureNumbers {
  /// A value with the labels that tell it from others.
  struct Entry {
    let quantity: String
    let labels: [String: String]
    /// Nil where the figure has no finite number.
    let value: Double?
    let unit: String?
    /// What keeps it from being what was sought, where something does.
    let status: String?
  }

  /// A claim's end.
  typealias Verdict = (says: String, outcome: String, left: Double?, right: Double?)

  let caption: String
  let entries: [Entry]
  let verdicts: [Verdict]

  /// Reads `figure.json`.
  ///
  /// - Throws: `ReportError.unreadableFigure`.
  init(parsing bytes: [UInt8], of experiment: String) throws {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw ReportError.unreadableFigure(experiment: experiment)
    }
    guard case .array(let values)? = document["values"],
      case .array(let claims)? = document["claims"], let caption = document["caption"]?.word
    else { throw ReportError.unreadableFigure(experiment: experiment) }
    self.caption = caption
    entries = values.compactMap(Entry.init)
    verdicts = claims.compactMap { claim in
      guard let says = claim["says"]?.word, let outcome = claim["verdict"]?.word else { return nil }
      return (says, outcome, claim["left"]?.double, claim["right"]?.double)
    }
  }

  /// The one value with a quantity and exactly these labels; nil where there is none or several.
  func entry(_ quantity: String, labels: [String: String]) -> Entry? {
    let matching = entries.filter { $0.quantity == quantity && $0.labels.agrees(with: labels) }
    return matching.count == 1 ? matching.first : nil
  }
}

extension FigureNumbers.Entry {
  private static let ownKeys = ["quantity", "status", "unit", "value"]

  fileprivate init?(_ json: JSONValue) {
    guard case .object(let members) = json, let quantity = members["quantity"]?.word else {
      return nil
    }
    self.quantity = quantity
    labels = members.filter { !Self.ownKeys.contains($0.key) }.compactMapValues(\.word)
    value = members["value"]?.double
    unit = members["unit"]?.word
    status = members["status"]?.word
  }
}

extension JSONValue {
  /// A text or number as a manifest writes it.
  fileprivate var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}

/// What cannot be told of finished experiments.
public enum ReportError: Error, Equatable, Sendable {
  /// The numbers behind a figure cannot be read.
  case unreadableFigure(experiment: String)
}
