import ArgumentParser
import Foundation
import Pipeline

/// `show`: what a step, a stored result or a figure is, and how it was made.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a step, a stored result or a figure, and how it was made.",
    discussion: """
      A step is named by its id; without some of its labels, or without any, all cells that fit are \
      shown: parameters, inputs, files with shape, unit and summary, and where it all came from, down \
      to the photographs. A stored result is named by the first digits of the SHA-256 of one of \
      its files, or of its record. A figure is a PNG file, wherever it is: it carries its provenance, \
      and neither the repository nor the store is needed. With --json an object, or a list of \
      objects where several cells fit.

      examples:
        interneurons show 'shaping-fig2/train[image=camera]'
        interneurons show 'shaping-fig4/train[offset=2,K=3]'   all images
        interneurons show 2ed9c27f                             who made this file
        interneurons show figures/bundled/shaping-fig2.png
      """)

  @Argument(help: ArgumentHelp("A step, digits of a hash, or a file.", valueName: "step|hash|file"))
  var subject: String

  @OptionGroup var options: WorkspaceOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if Files.exists(subject), !Files.isFolder(subject) {
      return try print([try storedFile() ?? FileDescription(of: subject).description])
    }
    if isHash { return try print([try storedObject()]) }
    guard !isFileName else {
      throw UsageFailure("there is no such file", ["file": subject])
    }
    try print(steps())
  }

  /// Digits of a hash and nothing else; experiments are words.
  private var isHash: Bool {
    (2...64).contains(subject.count) && subject.allSatisfy { $0.isHexDigit && !$0.isUppercase }
  }

  private var isFileName: Bool {
    !subject.contains("[")
      && ["png", "pdf", "json", "npy"].contains { subject.hasSuffix(".\($0)") }
  }

  private func steps() throws -> [Description] {
    let experiment = StepQuery.experiment(in: subject)
    let workspace = try Workspace(experiments: [experiment], options: options)
    let survey = try workspace.scheduler().survey()
    return try StepQuery(text: subject, plan: workspace.plan).cells().map {
      try workspace.description(of: $0, survey)
    }
  }

  /// What made a file that lies in a store, as `STORE/blobs/2e/2ed9….npy`.
  private func storedFile() throws -> Description? {
    let parts = URL(fileURLWithPath: subject).pathComponents
    let digits = parts.last.map { String($0.prefix { $0 != "." }) } ?? ""
    let folder = URL(fileURLWithPath: subject).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().relativePath
    guard parts.dropLast(2).last == "blobs", ContentHash(digits: digits) != nil,
      Files.exists("\(folder)/store.json")
    else { return nil }
    return try StoredObject(digits: digits, in: Store(at: folder)).description
  }

  private func storedObject() throws -> Description {
    let path = try options.store ?? Project.find().defaultStore
    return try StoredObject(digits: subject, in: Store(at: path)).description
  }

  private func print(_ descriptions: [Description]) throws {
    guard json else {
      return try Terminal.say(descriptions.map(\.text).joined(separator: "\n\n"))
    }
    let objects = descriptions.map(\.json)
    try Terminal.say((objects.count == 1 ? objects[0] : .array(objects)).text(indented: true))
  }
}

extension JSONValue {
  static func strings(_ texts: some Sequence<String>) -> JSONValue {
    .array(texts.map { .string($0) })
  }

  /// A text; null where there is none.
  static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

/// What `show` says, to people and to programs.
struct Description {
  let lines: [String]
  let json: JSONValue

  var text: String { lines.joined(separator: "\n") }

  /// Lines under a title; nothing where there are none.
  static func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["  \(title):"] + lines.map { "    \($0)" }
  }
}
