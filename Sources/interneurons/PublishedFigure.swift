import Drawing
import Pipeline

/// The files of an experiment's figure where users look for them.
struct PublishedFigure {
  let experiment: String
  /// In the order of the artifact's files.
  let paths: [String]

  /// The chunk IEND, which is empty.
  private static let endOfPNG: [UInt8] =
    [0, 0, 0, 0] + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]

  init(folder: String, experiment: String) {
    self.experiment = experiment
    paths = ["png", "pdf", "json"].map { "\(folder)/\(experiment).\($0)" }
  }

  /// The files as an audit compares them with the store.
  func audited(dataSet: String) throws -> PublishedFigureFiles {
    PublishedFigureFiles(
      experiment: experiment,
      files: try paths.map { path in
        guard Files.exists(path) else {
          return PublishedFile(
            path: path, content: nil, bytes: 0, testimony: .broken(reason: "it is missing"))
        }
        let bytes = try Files.read(path)
        return PublishedFile(
          path: path, content: ContentHash(of: bytes), bytes: bytes.count,
          testimony: testimony(of: bytes, at: path, dataSet: dataSet))
      })
  }

  private func testimony(of bytes: [UInt8], at path: String, dataSet: String)
    -> PublishedFile.Testimony
  {
    if bytes.isEmpty { return .broken(reason: "it is empty") }
    if path.hasSuffix(".png") { return picture(bytes, path, dataSet) }
    if path.hasSuffix(".pdf") { return document(bytes) }
    return numbers(bytes, dataSet)
  }

  /// Every chunk of a PNG file has a checksum, and one of them says how the figure was made.
  private func picture(_ bytes: [UInt8], _ path: String, _ dataSet: String)
    -> PublishedFile.Testimony
  {
    guard bytes.suffix(12) == Self.endOfPNG[...] else {
      return .broken(reason: "it does not end with the end of a PNG file")
    }
    do {
      let texts = Dictionary(try PNGText.read(bytes).map { ($0.key, $0.text) }) { $1 }
      guard let origin = texts["Interneurons"] else {
        return .broken(reason: "it does not say how it was made")
      }
      let provenance = try FigureProvenance(parsing: origin, path: path)
      return testimony(
        figure: provenance.figure, dataSet: provenance.dataSet, expected: dataSet,
        lineage: .array(provenance.lineage))
    } catch let DrawingError.damagedPNG(reason, offset) {
      return .broken(reason: "\(reason), at byte \(offset)")
    } catch {
      return .broken(reason: "it does not say how it was made in a form that can be read")
    }
  }

  private func document(_ bytes: [UInt8]) -> PublishedFile.Testimony {
    let end = bytes.suffix(8).filter { $0 != 0x0A && $0 != 0x0D }
    let isWhole =
      bytes.starts(with: Array("%PDF-".utf8)) && end.suffix(5) == Array("%%EOF".utf8)[...]
    return isWhole ? .whole(lineage: nil) : .broken(reason: "it is no whole PDF file")
  }

  private func numbers(_ bytes: [UInt8], _ dataSet: String) -> PublishedFile.Testimony {
    do {
      let value = try JSONValue(parsing: bytes)
      guard case .string(let figure)? = value["figure"], case .string(let name)? = value["dataSet"]
      else { return .broken(reason: "it does not say of which figure it is") }
      return testimony(figure: figure, dataSet: name, expected: dataSet, lineage: nil)
    } catch {
      return .broken(reason: "it is no JSON")
    }
  }

  private func testimony(
    figure: String, dataSet: String, expected: String, lineage: JSONValue?
  ) -> PublishedFile.Testimony {
    guard figure == experiment, dataSet == expected else {
      return .broken(reason: "it is of the figure \(figure), data set \(dataSet)")
    }
    return .whole(lineage: lineage)
  }
}
