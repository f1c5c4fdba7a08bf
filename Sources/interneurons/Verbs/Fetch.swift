import ArgumentParser
import Foundation
import Pipeline

/// `fetch`: gets the files of a data set that are not there.
struct Fetch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Get the photographs of a data set that are not there yet.",
    discussion: """
      The data set's file data/NAME/dataset.yaml lists what belongs to it: name, length and SHA-256 \
      of each file, and the address to get them from. What is there and right is left alone. A file \
      is put into data/NAME only when it is whole and right; what was received of an unfinished one \
      is kept in .fetch, and continued by the next fetch. Interrupting is safe.

      A file of yours that has a listed name and other contents is never replaced, unless you say \
      --replace.

      examples:
        interneurons fetch kodak                     from the address in its list
        interneurons fetch kodak --from ~/kodak      from a folder, without a network
        interneurons fetch kodak --from https://example.org/mirror/
        interneurons run --data-set kodak            then: the figures

      exit codes:
        0 all files are there  1 some could not be had  2 usage or dataset.yaml
        8 disk full  130, 143 interrupted
      """)

  @Argument(help: "The data set, as in data/NAME, or a folder with a dataset.yaml.")
  var dataSet: String

  @Option(
    help: ArgumentHelp(
      "Take the files from this folder, or from below this address.", valueName: "dir|address"))
  var from: String?

  @Flag(help: "Replace files that have a listed name and other contents.")
  var replace = false

  @Option(help: "How often to try again what may pass, like a lost connection.")
  var retries = 5

  func validate() throws {
    if !(0...100).contains(retries) {
      throw ValidationError("--retries must be 0 to 100, not \(retries)")
    }
    if from == "" { throw ValidationError("--from names no folder and no address") }
  }

  func run() async throws {
    let cancellation = Interrupt.cancellation()
    let project = try Project.find()
    let list = try list(in: project)
    let stock = try FetchStock(of: list)
    let wanted = stock.absent + (replace ? stock.others.map(\.entry) : [])
    if stock.isComplete {
      let count = list.entries.count
      return Terminal.complain(
        "nothing to do: all \(count) files of '\(list.name)' are there and right")
    }
    let fetcher = Fetcher(
      list: list, source: wanted.isEmpty ? nil : try FetchSource(named: from, for: list),
      folder: "\(project.prefix).fetch", retries: retries, replace: replace,
      cancellation: cancellation)
    let result = try await fetcher.run(wanted)
    if !result.paths.isEmpty { try Terminal.say(result.paths.joined(separator: "\n")) }
    if result.wasInterrupted {
      Terminal.complain("interrupted: what was received is kept; the next fetch continues")
      throw Interrupt.outcome
    }
    let problems = result.problems + (replace ? [] : stock.others.map(\.problem))
    guard problems.isEmpty else {
      throw FetchFailures(problems: problems, list: list, from: from)
    }
  }

  private func list(in project: Project) throws -> DataSetList {
    if let list = try DataSetList.find(dataSet, project: project.folder) {
      try Self.checkNames(of: list)
      return list
    }
    guard !Files.isFolder(dataSet) else {
      throw UsageFailure(
        "the folder has no dataset.yaml, so there is nothing to fetch", ["folder": dataSet],
        hint: "a folder of PNG files is a data set as it is: `interneurons run --data-set DIR`")
    }
    let known = try DataSetList.names(project: project.folder)
    throw UsageFailure(Spelling.unknown("data set", dataSet, among: known))
  }

  /// What is fetched must stay in the folder of the data set.
  private static func checkNames(of list: DataSetList) throws {
    let faults = list.entries.filter { entry in
      entry.file.isEmpty || entry.file.hasPrefix(".") || entry.file.contains("/")
    }.map { entry in
      Fault(
        file: list.path, place: entry.place,
        message: "'\(entry.file)' is not the plain name of a file, and cannot be fetched")
    }
    guard faults.isEmpty else { throw Faults(faults) }
  }
}

/// What of a list is there, and what is not.
struct FetchStock {
  private(set) var absent: [DataSetList.Entry] = []
  /// Files that have a listed name and other contents.
  private(set) var others: [(entry: DataSetList.Entry, problem: FetchProblem)] = []

  init(of list: DataSetList) throws {
    for entry in list.entries {
      switch try list.state(of: entry) {
      case .right: break
      case .absent: absent.append(entry)
      case .other(let found, let bytes):
        let path = list.path(of: entry)
        others.append((entry, .inTheWay(path: path, entry: entry, found: found, bytes: bytes)))
      }
    }
  }

  var isComplete: Bool { absent.isEmpty && others.isEmpty }
}
