import ArgumentParser
import Foundation

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
        interneurons run shaping-fig2 --set train.schedule.iterations=1000 --out /tmp/short
        interneurons run shaping-fig2 --data-set ~/photographs
        interneurons show 'shaping-fig2/train[image=camera]'

      exit codes:
        0 done  1 a step failed  2 usage or manifest  3 stale (status --exit-code)
        5 damaged store  8 disk full  70 internal  130, 143 interrupted
      """,
    subcommands: [Run.self, Status.self, Show.self, Validate.self])

  static func main() async {
    do {
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
