import Catalogue
import Pipeline

/// A file with what its numbers are, and what they are like.
struct FileSummary {
  private let path: String
  private let hash: ContentHash
  private let name: String
  private let bytes: [UInt8]
  private let legend: String?
  private let array: ArraySummary?

  init(path: String, file: ArtifactFile, legend: String? = nil) throws {
    self.path = path
    hash = ContentHash(of: file.bytes)
    name = file.name
    bytes = file.bytes
    self.legend = legend
    array =
      file.name.hasSuffix(".npy") ? ArraySummary(of: try NumPyArray(parsing: file.bytes)) : nil
  }

  /// The files of a result, with the legends of its artifact.
  static func all(of record: Record, in store: Store) throws -> [FileSummary] {
    let kinds = Array(catalogue.stages.values) + Array(catalogue.figures.values)
    let legend = kinds.first { $0.output == record.artifact }?.legend ?? [:]
    return try zip(record.files, store.files(of: record)).map { entry, file in
      try FileSummary(path: store.path(of: entry), file: file, legend: legend[file.name])
    }
  }

  var lines: [String] {
    var lines = ["\(name): \(path) (\(bytes.count) bytes)"]
    if let legend { lines.append("  \(legend)") }
    if let array { lines += array.lines.map { "  \($0)" } }
    return lines + record.map { "  \($0)" }
  }

  /// A record is shown as it is; of a long one the beginning.
  private var record: [String] {
    guard name.hasSuffix(".json") else { return [] }
    let longest = 24
    let width = 160
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
      line.count > width ? "\(line.prefix(width))…" : String(line)
    }
    guard lines.count > longest else { return lines }
    return lines.prefix(longest) + ["… (\(lines.count - longest) more lines)"]
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "path": .string(path), "bytes": .integer(bytes.count),
      "sha256": .string("\(hash)"), "legend": legend.map { .string($0) } ?? .null,
    ]
    if let array { members.merge(array.members) { old, _ in old } }
    return .object(members)
  }
}

/// Shape and statistics of an array.
struct ArraySummary {
  private let shape: [Int]
  private let notFinite: Int
  private let statistics: Statistics?

  /// Of the numbers that are finite; the standard deviation divides by n, as NumPy's does.
  private struct Statistics {
    let minimum: Double
    let maximum: Double
    let mean: Double
    let standardDeviation: Double

    init?(of values: [Double]) {
      guard let least = values.min(), let greatest = values.max() else { return nil }
      minimum = least
      maximum = greatest
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      standardDeviation = (squares / count).squareRoot()
    }
  }

  init(of array: NumPyArray) {
    let finite = array.values.filter(\.isFinite)
    shape = array.shape
    notFinite = array.values.count - finite.count
    statistics = Statistics(of: finite)
  }

  var lines: [String] {
    var summary = "shape \(shape), float64"
    if let statistics {
      summary += ", from \(statistics.minimum) to \(statistics.maximum)"
      summary += ", mean \(statistics.mean), sd \(statistics.standardDeviation)"
    }
    return [summary + ", \(notFinite) not finite"]
  }

  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "shape": .array(shape.map { .integer($0) }), "notFinite": .integer(notFinite),
    ]
    if let statistics {
      members["minimum"] = .number(statistics.minimum)
      members["maximum"] = .number(statistics.maximum)
      // Sums of numbers near the largest overflow.
      let sums = [("mean", statistics.mean), ("standardDeviation", statistics.standardDeviation)]
      for (name, value) in sums where value.isFinite { members[name] = .number(value) }
    }
    return members
  }
}
