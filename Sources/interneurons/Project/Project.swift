import Foundation
import Pipeline

/// The folder with the experiments, found from the working directory upwards.
struct Project {
  /// The folder, as it is reached from the working directory; "" where they are the same.
  let prefix: String

  /// Finds the project.
  ///
  /// - Throws: `Faults` where no folder above has experiments.
  static func find() throws -> Project {
    var prefix = ""
    var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    while true {
      if Files.isFolder(folder.appending(path: "experiments").path) {
        return Project(prefix: prefix)
      }
      let above = folder.deletingLastPathComponent()
      guard above.path != folder.path else { throw Faults([Self.missing]) }
      folder = above
      prefix += "../"
    }
  }

  private static let missing = Fault(
    file: FileManager.default.currentDirectoryPath, place: nil,
    message: "neither this folder nor one above it has a folder 'experiments'; "
      + "run the command inside of the repository")

  /// The project's folder for file operations.
  var folder: String { prefix.isEmpty ? "." : String(prefix.dropLast()) }

  /// The names of all experiments, in order.
  func experiments() throws -> [String] {
    let folder = "\(prefix)experiments"
    let names = try Files.namesToCheck(in: folder).filter { $0.shown.hasSuffix(".yaml") }
    let faults = names.compactMap { name in
      name.problem.map { Fault(file: "\(folder)/\(name.shown)", place: nil, message: $0) }
    }
    guard faults.isEmpty else { throw Faults(faults) }
    return names.map { String($0.shown.dropLast(".yaml".count)) }
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  /// The manifests of the named experiments, or of all; those with faults among them, which planning
  /// tells with all others.
  ///
  /// - Throws: `Faults` of all of them.
  func manifests(named names: [String]) throws -> [Manifest] {
    let known = try experiments()
    var faults: [Fault] = []
    var manifests: [Manifest] = []
    var seen: Set<String> = []
    // A name that the shell completed to a file is welcome as well.
    let wanted = names.map { $0.hasSuffix(".yaml") ? experiment(ofFile: $0) : $0 }
    for name in wanted.isEmpty ? known : wanted where seen.insert(name).inserted {
      guard known.contains(name) else {
        throw PipelineError.noSuchExperiment(
          name, suggestion: Spelling.unknown("experiment", name, among: known))
      }
      let file = "\(prefix)experiments/\(name).yaml"
      do {
        let text = try Files.text(of: file)
        manifests.append(try Manifest.read(text, name: name, file: file))
      } catch let error as Faults {
        faults += error.all
      }
    }
    faults += Self.namesOfPages(among: known).map { name, other in
      Fault(
        file: "\(prefix)experiments/\(name).yaml", place: nil,
        message: "its figure would have the name of a further page of '\(other)'; "
          + "give the file another name")
    }
    guard faults.isEmpty else { throw Faults(faults) }
    return manifests
  }

  /// Experiments whose names are others' with the number of a page: `a-2` beside `a`.
  private static func namesOfPages(among names: [String]) -> [(name: String, other: String)] {
    names.compactMap { name in
      guard let dash = name.lastIndex(of: "-"), let page = Int(name[name.index(after: dash)...]),
        page > 1, names.contains(String(name[..<dash]))
      else { return nil }
      return (name, String(name[..<dash]))
    }
  }

  private func experiment(ofFile path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return String(file.dropLast(".yaml".count))
  }

  /// Where the figures of a data set belong.
  func figureFolder(of dataSet: String) -> String { "\(prefix)figures/\(dataSet)" }

  /// The store of the project, unless the user names another one.
  var defaultStore: String {
    let named = ProcessInfo.processInfo.environment["INTERNEURONS_STORE"] ?? ""
    return named.isEmpty ? "\(prefix).interneurons" : named
  }
}
