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
      if path.lowercased().hasSuffix(".png") {
        let texts = Dictionary(try PNGText.read(bytes).map { ($0.key, $0.text) }) { $1 }
        if let origin = texts["Interneurons"] {
          let provenance = try FigureProvenance(parsing: origin, path: path)
          return figure(provenance, texts)
        }
      }
      if path.hasSuffix(".npy") || path.hasSuffix(".json") { return try summary }
      return Description(
        lines: ["\(path)"] + basics + ["  provenance: it carries none"],
        json: .object(members.merging(["provenance": .null]) { $1 }))
    }
  }

  private var hash: ContentHash { ContentHash(of: bytes) }

  private var basics: [String] { ["  bytes: \(bytes.count)", "  SHA-256: \(hash)"] }

  private var members: [String: JSONValue] {
    [
      "path": .string(path), "bytes": .integer(bytes.count), "sha256": .string("\(hash)"),
    ]
  }

  private var summary: Description {
    get throws {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let file: FileSummary
      do {
        file = try FileSummary(path: path, file: ArtifactFile(name: name, bytes: bytes))
      } catch let error as FormatError {
        throw UsageFailure(
          ErrorText(
            "the file is no array that this program writes",
            facts: [("file", path), ("reason", error.reason)]))
      }
      return Description(lines: file.lines + ["  SHA-256: \(hash)"], json: file.json)
    }
  }

  private func figure(_ provenance: FigureProvenance, _ texts: [String: String]) -> Description {
    let title = texts["Title"] ?? ""
    let caption = texts["Description"] ?? ""
    let size = [16, 20].map { start in
      bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var lines = ["\(path)", "  figure: \(provenance.figure): \(title)"]
    lines.append("  data set: \(provenance.dataSet)")
    lines.append("  size: \(size[0]) × \(size[1]) pixels")
    lines += basics
    lines.append("  caption: \(caption)")
    lines += Description.section("photographs", provenance.photographLines)
    lines += Description.section("lineage", provenance.stageLines)
    let members = members.merging([
      "figure": .string(provenance.figure), "dataSet": .string(provenance.dataSet),
      "title": .string(title), "caption": .string(caption),
      "width": .integer(size[0]), "height": .integer(size[1]),
      "lineage": .array(provenance.lineage),
    ]) { $1 }
    return Description(lines: lines, json: .object(members))
  }
}

extension FormatError {
  /// What is wrong, in words.
  var reason: String {
    switch self {
    case .notNumPy(let reason): reason
    case .missingFile(let name, let found): "\(name) is missing among \(found)"
    case .wrongShape(let found, let expected): "its shape is \(found), not \(expected)"
    }
  }
}
