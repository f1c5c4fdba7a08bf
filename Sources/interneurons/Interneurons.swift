import ArgumentParser
import Foundation
import Pipeline

/// The command: one verb a file; the only place that prints.
@main
struct Interneurons: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interneurons",
    abstract: "Regenerates, explains and checks the figures of two papers on interneurons.",
    discussion: """
      Every figure is an experiment: a file experiments/NAME.yaml that lists its steps. Results of \
      steps are kept in a store (.interneurons) and computed again only when something that they \
      depend on has changed.

      examples:
        interneurons run                          all figures, bundled photographs
        interneurons run shaping-fig2 --dry-run   what would be computed
        interneurons run shaping-fig2 --data-set ~/photographs
        interneurons fetch kodak                  the paper's photographs
        interneurons run --set train.schedule.iterations=1000 --out /tmp/short
        interneurons explain shaping-fig2         why something would run
        interneurons show 'shaping-fig2/train[image=camera]'
        interneurons show figures/bundled/shaping-fig2.png
        interneurons graph shaping-fig4           which step feeds which
        interneurons verify                       are these figures what the code makes?
        interneurons audit --recompute 5          the store, and five steps again
        interneurons compare                      published values and claims
        interneurons report                       one page on all figures
        interneurons gc                           what the store can do without

      exit codes:
        0 done  1 a step failed  2 usage or manifest  3 stale (status --exit-code)
        4 a value or claim disagrees (compare)  5 damaged store
        6 not reproducible (verify, audit, run --force)
        8 disk full  70 internal  130, 143 interrupted
      """,
    subcommands: [
      Run.self, Fetch.self, Status.self, Explain.self, Show.self, Graph.self, Validate.self,
      Audit.self, Verify.self, Compare.self, Report.self, GarbageCollection.self,
    ])

  /// Swift would repair arguments to names that no file has.
  private static func checkWords() throws {
    for case let argument? in (0..<Int(CommandLine.argc)).map({ CommandLine.unsafeArgv[$0] }) {
      try check(argument, "an argument")
    }
    for name in ["INTERNEURONS_FONTS", "INTERNEURONS_STORE"] {
      if let value = getenv(name) { try check(value, name) }
    }
  }

  private static func check(_ word: UnsafePointer<CChar>, _ what: String) throws {
    let text = ShownText(
      UnsafeBufferPointer(start: word, count: strlen(word)).map(UInt8.init(bitPattern:)))
    guard text.fault != nil else { return }
    throw UsageFailure(
      "\(what) is not UTF-8", ["given": text.shown],
      hint: "rename the file or folder, so that its name is UTF-8")
  }

  /// The parser would say no more than that an argument is unexpected.
  private static func checkVerb() throws {
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else { return }
    let verbs = configuration.subcommands.compactMap {
      $0.configuration.commandName ?? "\($0)".lowercased()
    }
    guard !(verbs + ["help"]).contains(word) else { return }
    throw ValidationError(Spelling.unknown("verb", word, among: verbs))
  }

  static func main() async {
    // Ctrl-\ ends the process, as everywhere: the runtime would print its threads and go on.
    signal(SIGQUIT, SIG_DFL)
    do {
      try checkWords()
      try checkVerb()
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Foundation.exit(Failure.report(error).rawValue)
    }
  }
}
