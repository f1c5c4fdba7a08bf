import Foundation
import Testing

/// A stored record of numbers that was replaced by another one, with all digests as they must be.
struct ForgedResult {
  /// Where the wrong contents lie.
  let file: String
  /// The number that is wrong.
  let key: String
  let right: String
  let wrong: String

  /// Changes the first number of a step's only file, and the record accordingly.
  init(of step: String, _ options: [String], in project: ProjectFolder) async throws {
    let show = try await project.tool().run(["show", step, "--json"] + options)
    let object = try JSONSerialization.jsonObject(with: Data(show.output.utf8))
    let fingerprint = try #require((object as? [String: Any])?["fingerprint"] as? String)
    let record = ".interneurons/records/\(fingerprint.prefix(2))/\(fingerprint).json"
    let sealed = try project.text(record)
    let digest = try #require(sealed.firstMatch(of: #/"sha256" : "([0-9a-f]{64})"/#)?.1)
    let blob = ".interneurons/blobs/\(digest.prefix(2))/\(digest).json"
    let text = try project.text(blob)
    let number = try #require(text.firstMatch(of: #/"(\w+)" : ([0-9]+\.[0-9]+)/#))
    key = String(number.1)
    right = String(number.2)
    wrong = "\(try #require(Double(right)).nextUp)"
    let other = text.replacing(": \(right)", with: ": \(wrong)")
    let otherDigest = try Self.digest(of: other)
    file = ".interneurons/blobs/\(otherDigest.prefix(2))/\(otherDigest).json"
    try project.makeFolder(".interneurons/blobs/\(otherDigest.prefix(2))")
    try project.write(other, to: file)
    try project.remove(blob)
    let opening = "{\"record\": "
    let end = try #require(sealed.range(of: ",\n\"sha256\": ", options: .backwards))
    let body = sealed[..<end.lowerBound].dropFirst(opening.count)
      .replacing(digest, with: otherDigest)
      .replacing("\"bytes\" : \(text.utf8.count)", with: "\"bytes\" : \(other.utf8.count)")
    let seal = try Self.digest(of: String(body))
    try project.write("\(opening)\(body),\n\"sha256\": \"\(seal)\"}\n", to: record)
  }

  private static func digest(of text: String) throws -> String {
    let scratch = try TemporaryFolder()
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/text"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = ["\(scratch.path)/text"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output.prefix(64), as: UTF8.self)
  }
}
