import ArgumentParser
import Pipeline
import Reports

/// `graph`: which step feeds which.
struct Graph: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw which step feeds which.",
    discussion: """
      As text: a line for each step, deeper the more steps lie between it and the photographs, with \
      its stage and its inputs; the cells of a sweep are one line (train ×18). As dot: a file for \
      Graphviz.

      examples:
        interneurons graph shaping-fig4
        interneurons graph shaping-fig2 --expand
        interneurons graph --format dot shaping-fig4 | dot -Tpdf -o graph.pdf
      """)

  @Argument(help: "The experiments; all when none is named.")
  var experiments: [String] = []

  @OptionGroup var options: WorkspaceOptions

  @Option(help: "How to draw: text or dot.")
  var format = Format.text

  @Flag(help: "Draw every cell of every sweep.")
  var expand = false

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, dot }

  func run() throws {
    let workspace = try Workspace(experiments: experiments, options: options)
    let graphs = workspace.manifests.map {
      StepGraph(of: $0, in: workspace.plan, isExpanded: expand)
    }
    switch format {
    case .text: try Terminal.say(graphs.map(\.text).joined(separator: "\n"))
    case .dot:
      let lines =
        ["digraph interneurons {", "  rankdir=LR;", "  node [shape=box];"]
        + graphs.flatMap(\.dot) + ["}"]
      try Terminal.say(lines.joined(separator: "\n"))
    }
  }
}
