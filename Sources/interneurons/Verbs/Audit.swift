import ArgumentParser
import Foundation
import Pipeline

/// `audit`: checks the store against itself, the manifests and the figures.
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check every byte of the store, and the figures against it.",
    discussion: """
      Reads every file of the store once and checks it against its name and its record; checks \
      records against what the manifests plan, and the files in figures/ against the records that \
      made them. What is wrong is damage (exit code 5). Orphans, quarantined files, steps that never \
      ran and figures of another machine are notices, which change no exit code.

      --recompute computes stored steps again from the inputs that the store holds and compares every \
      bit (exit code 6 where one differs; both files are kept). Long steps are drawn with more \
      probability; the same --seed and store give the same steps.

      --repair moves what is damaged to the store's folder damaged/ and computes again what a \
      manifest still makes; broken files in figures/ are written again. `audit` then exits 0.

        interneurons audit
        interneurons audit shaping-fig2 --recompute 5
        interneurons audit --recompute all --json > audit.json
        interneurons audit --repair
      """)

  @Argument(
    help: ArgumentHelp(
      "The experiments whose steps and figures are checked; all when none is named. The store is "
        + "always checked as a whole."))
  var experiments: [String] = []

  @OptionGroup var options: WorkspaceOptions

  @Option(
    help: ArgumentHelp(
      "Compute so many stored steps again, or all, and compare.", valueName: "n|all"))
  var recompute: String?

  @Option(help: "Chooses the steps that are computed again.")
  var seed: UInt64 = 1

  @Flag(help: "Set damage aside, and compute again what a manifest makes.")
  var repair = false

  @Flag(help: "Print a JSON document instead of text.")
  var json = false

  @Option(help: "How many files are read, or steps run, at the same time (default: one per core).")
  var jobs: Int?

  private var size: RecomputationSize? {
    switch recompute {
    case "all": .all
    case let text?: Int(text).flatMap { $0 > 0 ? .some($0) : nil }
    case nil: nil
    }
  }

  private var parallel: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1, not \(jobs)") }
    if let recompute, size == nil {
      throw ValidationError("--recompute takes a number from 1 up, or 'all', not '\(recompute)'")
    }
  }

  func run() async throws {
    let cancellation = Interrupt.cancellation()
    let checkout = try Checkout(experiments: experiments, options: options)
    let store = checkout.primary.store
    // The project's own may not be there yet: its figures are audited all the same.
    let isNamed = store.path != "\(checkout.primary.project.prefix).interneurons"
    guard Files.isFolder(store.path) || !isNamed else {
      throw UsageFailure(
        "there is no store to audit", ["store": store.path],
        hint: "`interneurons run` makes it; --store names another one")
    }
    let use = try await StoreUse.begin(store, cancellation: cancellation)
    defer { use?.end() }
    var (scan, plans, audit) = try look(checkout, cancellation)
    var repaired: RepairSummary?
    if repair, !audit.damage.isEmpty {
      repaired = try await repair(checkout, audit, in: scan, plans, cancellation)
      (scan, plans, audit) = try look(checkout, cancellation)
    }
    let recomputed = try await recompute(plans[0], scan, cancellation)
    let report = AuditReport(
      scan: scan, findings: audit.findings + checkout.unreadable, repaired: repaired,
      recomputed: recomputed, seed: seed)
    try Terminal.say(json ? report.json.text(indented: true) : report.text)
    if let hint = report.hint { Terminal.complain("hint: \(hint)") }
    if report.outcome != .done { throw report.outcome }
  }

  private func look(_ checkout: Checkout, _ cancellation: Cancellation) throws -> (
    StoreScan, [AuditedPlan], StoreAudit
  ) {
    let scan = try checkout.scan(jobs: parallel, cancellation: cancellation)
    let plans = try checkout.plans(in: scan)
    let audit = try StoreAudit(
      of: scan, plans: plans, contents: checkout.contents,
      unplanned: try checkout.unplannedDamage(in: scan))
    return (scan, plans, audit)
  }

  private func recompute(
    _ audited: AuditedPlan, _ scan: StoreScan, _ cancellation: Cancellation
  ) async throws -> [Recomputed]? {
    guard let size else { return nil }
    let recomputation = Recomputation(of: audited, in: scan, size: size, seed: seed)
    let progress = ProgressDisplay(plan: audited.plan, missing: recomputation.nodes.count)
    defer { progress.end() }
    return try await recomputation.run(jobs: parallel, cancellation: cancellation) {
      progress.show($0)
    }
  }
}

extension Audit {
  /// Sets damage aside, runs what a manifest still makes, and writes broken figures again.
  private func repair(
    _ checkout: Checkout, _ audit: StoreAudit, in scan: StoreScan, _ plans: [AuditedPlan],
    _ cancellation: Cancellation
  ) async throws -> RepairSummary {
    let broken = Set(audit.damage.filter(\.concernsFigure).map(\.subject))
    let unplanned = try checkout.unplannedDamage(in: scan)
    // Figures are restored as they were; only those whose record is gone are made of what is planned.
    let restorable = try checkout.restorableFigures(withAnyOf: broken, in: scan)
    let (drawn, foreign) = try figuresToDraw(checkout, broken) { name, dataSet in
      !restorable.contains { $0.experiment == name && $0.dataSet == dataSet }
    }
    let repair = try Repair(of: audit, in: scan, except: foreign)
    var ran = 0
    var written: [String] = []
    for (workspace, (figures, plan)) in zip(checkout.workspaces.map(\.workspace), zip(drawn, plans))
    {
      let survey = try workspace.scheduler().survey()
      // What another plan has made again meanwhile is not damaged any more.
      let isAffected = plan.damaged(in: scan).contains { survey.records[$0] == nil }
      guard isAffected || !figures.isEmpty else { continue }
      let result = try await run(
        workspace, survey, plan, in: scan, figures: figures, cancellation)
      ran += result.ran.count
      workspace.noteResults(result)
      written += try workspace.publish(result, to: workspace.figureFolder, of: figures).paths
    }
    for figure in unplanned + restorable.map(\.figure) {
      written += try figure.restore(from: checkout.primary.store)
    }
    return RepairSummary(
      setAside: repair.setAside, ran: ran, written: written, lost: repair.lost)
  }

  /// The figures that have to be drawn, for each of the workspaces; and the broken files of figures
  /// that another folder's photographs made: these here must not replace them.
  private func figuresToDraw(
    _ checkout: Checkout, _ broken: Set<String>,
    where isDrawn: (_ name: String, _ dataSet: String) -> Bool
  ) throws -> (drawn: [[String]], foreign: Set<String>) {
    var foreign: Set<String> = []
    let drawn = try checkout.workspaces.map { workspace, _, checksFigures in
      let figures = checksFigures ? workspace.figures(withAnyOf: broken) : []
      let names = figures.map(\.experiment).filter { isDrawn($0, workspace.dataSet.name) }
      do {
        try workspace.outputFolder(workspace.figureFolder, of: names).checkRecordedOwner()
        return names
      } catch let refusal as UsageFailure {
        let facts = refusal.text.facts.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        Terminal.complain("notice: not repaired: \(refusal.text.message) (\(facts))")
        let others = figures.filter { names.contains($0.experiment) }
        foreign.formUnion(broken.filter { path in others.contains { $0.has(path) } })
        return []
      }
    }
    return (drawn, foreign)
  }

  /// Runs what has had a result; what never ran is run only where a broken figure needs it.
  private func run(
    _ workspace: Workspace, _ survey: Survey, _ plan: AuditedPlan, in scan: StoreScan,
    figures: [String], _ cancellation: Cancellation
  ) async throws -> Survey {
    let targets = figures.compactMap { workspace.plan.figure(of: $0) }
    let needed = workspace.plan.nodesNeeded(by: targets)
    let only = Set(workspace.plan.nodes.indices).subtracting(plan.neverRan(in: scan)).union(needed)
    let missing = survey.missing.filter(only.contains)
    let progress = ProgressDisplay(plan: workspace.plan, missing: missing.count)
    defer { progress.end() }
    let scheduler = workspace.scheduler(cancellation: cancellation) { progress.show($0) }
    return try await scheduler.run(targets: targets, policy: RunPolicy(jobs: parallel, only: only))
  }
}

extension Workspace {
  /// The figures to which any of some files belong.
  fileprivate func figures(withAnyOf files: Set<String>) -> [PublishedFigure] {
    manifests.map { publishedFigure(of: $0) }.filter { files.contains(where: $0.has) }
  }
}

extension Checkout {
  /// Damaged figures of planned experiments whose record the store has with all its files: what made
  /// them may be parameters that no plan here knows.
  fileprivate func restorableFigures(withAnyOf files: Set<String>, in scan: StoreScan) throws
    -> [(dataSet: String, experiment: String, figure: DamagedFigure)]
  {
    try workspaces.filter(\.checksFigures).flatMap { workspace, _, _ in
      try workspace.figures(withAnyOf: files).compactMap { published in
        guard let figure = DamagedFigure(try published.audited(), in: scan), figure.isRestorable
        else { return nil }
        return (workspace.dataSet.name, published.experiment, figure)
      }
    }
  }
}

/// What a repair did.
struct RepairSummary {
  /// Where the files were that lie in damaged/ now.
  let setAside: [String]
  /// How many steps were computed again.
  let ran: Int
  /// The files in figures/ that were written.
  let written: [String]
  /// The damaged files that no manifest makes again.
  let lost: [String]

  var lines: [String] {
    ["repaired:"]
      + setAside.map { "  set aside    \($0)" } + ["  steps run    \(ran)"]
      + written.map { "  written      \($0)" }
      + lost.map { "  not made by any manifest: \($0)" }
  }

  var json: JSONValue {
    [
      "setAside": .strings(setAside), "stepsRun": .integer(ran), "written": .strings(written),
      "lost": .strings(lost),
    ]
  }
}
