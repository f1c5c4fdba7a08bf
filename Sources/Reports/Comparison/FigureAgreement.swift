import Pipeline

/// Whether the numbers of a figure are those of another one of the same experiment, as far as
/// computers agree.
///
/// Values are compared one by one, by their quantity, labels, unit and status:
///
///     |a − b| ≤ max(10⁻³ max(|a|, |b|), 10⁻⁶)
///
/// Libraries of mathematics choose their instructions by the processor and differ in last digits;
/// training and searches for a minimum let these grow. Verdicts on claims must be the same. Captions
/// and pictures are made of the same numbers, and not compared here.
public enum FigureAgreement: Equatable, Sendable {
  /// The files are equal byte for byte.
  case identical
  /// All values agree; the largest difference is relative, of values above 10⁻⁶.
  case agrees(largestDifference: Double)
  /// Something does not agree: what, a line each.
  case differs([String])

  /// How far values may be apart, relative to the larger one.
  public static let relativeTolerance = 1e-3
  /// How far small values may be apart.
  public static let absoluteTolerance = 1e-6

  /// Compares two files of numbers.
  ///
  /// - Throws: `ReportError.unreadableFigure` where `made`, which this program wrote, is none; a
  ///   published file that cannot be read differs.
  public init(published: [UInt8], made: [UInt8], of experiment: String) throws {
    if published == made {
      self = .identical
      return
    }
    let made = try FigureNumbers(parsing: made, of: experiment)
    let old: FigureNumbers
    do {
      old = try FigureNumbers(parsing: published, of: experiment)
    } catch is ReportError {
      self = .differs(["its numbers cannot be read"])
      return
    }
    self.init(old, made)
  }

  private init(_ published: FigureNumbers, _ made: FigureNumbers) {
    let (old, new) = (Self.table(published), Self.table(made))
    var (reasons, largest) = ([String](), 0.0)
    for key in Set(old.keys).union(new.keys).sorted() {
      switch (old[key], new[key]) {
      case (let first?, let second?):
        guard first.count == 1, second.count == 1 else {
          reasons.append("\(key): published \(first.count) times, made \(second.count) times")
          continue
        }
        if Self.agree(first[0], second[0]) {
          largest = max(largest, Self.difference(first[0], second[0]))
        } else {
          reasons.append("\(key): published \(Self.text(first[0])), made \(Self.text(second[0]))")
        }
      case (_?, nil): reasons.append("\(key): published, not made")
      default: reasons.append("\(key): made, not published")
      }
    }
    let verdicts = (published.verdicts.map(Self.words), made.verdicts.map(Self.words))
    for says in verdicts.0 where !verdicts.1.contains(says) {
      reasons.append("claim published and not made: \(says)")
    }
    for says in verdicts.1 where !verdicts.0.contains(says) {
      reasons.append("claim made and not published: \(says)")
    }
    self = reasons.isEmpty ? .agrees(largestDifference: largest) : .differs(reasons)
  }

  private static func words(_ verdict: FigureNumbers.Verdict) -> String {
    "\(verdict.says): \(verdict.outcome)"
  }

  /// Values by all that tells one from another.
  private static func table(_ numbers: FigureNumbers) -> [String: [Double?]] {
    Dictionary(grouping: numbers.entries) { entry in
      let labels = entry.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let name = "\(entry.quantity)[\(labels.joined(separator: ","))]"
      return name + (entry.unit.map { " (\($0))" } ?? "") + (entry.status.map { " \($0)" } ?? "")
    }.mapValues { $0.map(\.value) }
  }

  private static func agree(_ first: Double?, _ second: Double?) -> Bool {
    guard let first, let second else { return first == nil && second == nil }
    let larger = max(abs(first), abs(second))
    return abs(first - second) <= max(relativeTolerance * larger, absoluteTolerance)
  }

  private static func difference(_ first: Double?, _ second: Double?) -> Double {
    guard let first, let second else { return 0 }
    let larger = max(abs(first), abs(second))
    return larger > absoluteTolerance ? abs(first - second) / larger : 0
  }

  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
}
