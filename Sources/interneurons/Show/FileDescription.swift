import Catalogue
import Drawing
import Pipeline

/// A file by its path: a figure with the provenance that it carries, an array, or anything else.
struct FileDescription {
  private let path: String
  private let bytes: [UInt8]

  init(of path: String) throws {
    self.path = path
    bytes = try Files.read(path)
  }

  var description: Description {
    get throws {
      let texts = try FigureTexts.byKey(in: bytes, path: path)
      if let origin = texts["Interneurons"] {
        let provenance = try FigureProvenance(parsing: origin, path: path)
        return try figure(provenance, texts)
      }
      if path.hasSuffix(".npy") || path.hasSuffix(".json") { return try summary }
      return Description(
        lines: ["\(path)"] + basics + ["  provenance: it carries none"],
        json: .object(members.merging(["provenance": .null]) { $1 }))
    }
  }

  /// Width and height of a picture in pixels.
  private var size: (width: Int, height: Int)? {
    guard path.lowercased().hasSuffix(".png"), bytes.count >= 24 else { return nil }
    func number(at start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(at: 16), number(at: 20))
  }

  private var hash: ContentHash { ContentHash(of: bytes) }

  private var basics: [String] { ["  bytes: \(bytes.count)", "  SHA-256: \(hash)"] }

  private var members: [String: JSONValue] {
    ["path": .string(path), "bytes": .integer(bytes.count), "sha256": "\(hash)"]
  }

  private var summary: Description {
    get throws {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let file: FileSummary
      do {
        file = try FileSummary(path: path, file: ArtifactFile(name: name, bytes: bytes))
      } catch let error as FormatError {
        throw UsageFailure(
          "the file is no array that this program writes", ["file": path, "reason": error.reason])
      }
      return Description(lines: file.lines + ["  SHA-256: \(hash)"], json: file.json)
    }
  }

  private func figure(_ provenance: FigureProvenance, _ texts: [String: String]) throws
    -> Description
  {
    let title = texts["Title"] ?? ""
    let caption = texts["Description"] ?? ""
    var lines = ["\(path)", "  figure: \(provenance.figure): \(title)"]
    lines.append("  data set: \(provenance.dataSet)")
    if let size { lines.append("  size: \(size.width) × \(size.height) pixels") }
    lines += basics
    lines.append("  caption: \(caption)")
    lines += Description.section("photographs", provenance.photographLines)
    lines += Description.section("lineage", try provenance.stageLines())
    var members = members.merging([
      "figure": .string(provenance.figure), "dataSet": .string(provenance.dataSet),
      "title": .string(title), "caption": .string(caption),
      "lineage": .array(provenance.lineage),
    ]) { $1 }
    if let size {
      members["width"] = .integer(size.width)
      members["height"] = .integer(size.height)
    }
    return Description(lines: lines, json: .object(members))
  }
}

/// A file with what its numbers are, and what they are like.
struct FileSummary {
  private let path: String
  private let file: ArtifactFile
  private let legend: String?
  private let array: ArraySummary?

  init(path: String, file: ArtifactFile, legend: String? = nil) throws {
    self.path = path
    self.file = file
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
    var lines = ["\(file.name): \(path) (\(file.bytes.count) bytes)"]
    if let legend { lines.append("  \(legend)") }
    if let array { lines.append("  \(array.line)") }
    return lines + record.map { "  \($0)" }
  }

  /// A record is shown as it is; of a long one the beginning.
  private var record: [String] {
    guard file.name.hasSuffix(".json") else { return [] }
    let longest = 24
    let width = 160
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map { line in
      line.count > width ? "\(line.prefix(width))…" : String(line)
    }
    guard lines.count > longest else { return lines }
    return lines.prefix(longest) + ["… (\(lines.count - longest) more lines)"]
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(file.name), "path": .string(path), "bytes": .integer(file.bytes.count),
      "sha256": "\(ContentHash(of: file.bytes))", "legend": .text(legend),
    ]
    if let array { members.merge(array.members) { old, _ in old } }
    return .object(members)
  }
}

/// Shape and statistics of an array.
private struct ArraySummary {
  private let shape: [Int]
  private let notFinite: Int
  /// Of the numbers that are finite; the standard deviation divides by n, as NumPy's does.
  private let statistics:
    (minimum: Double, maximum: Double, mean: Double, standardDeviation: Double)?

  init(of array: NumPyArray) {
    let finite = array.values.filter(\.isFinite)
    shape = array.shape
    notFinite = array.values.count - finite.count
    guard let minimum = finite.min(), let maximum = finite.max() else {
      statistics = nil
      return
    }
    let count = Double(finite.count)
    let mean = finite.reduce(0, +) / count
    let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    statistics = (minimum, maximum, mean, (squares / count).squareRoot())
  }

  var line: String {
    var summary = "shape \(shape), float64"
    if let statistics {
      summary += ", from \(statistics.minimum) to \(statistics.maximum)"
      summary += ", mean \(statistics.mean), sd \(statistics.standardDeviation)"
    }
    return summary + ", \(notFinite) not finite"
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
