import Pipeline

/// The cells that a user means by `EXPERIMENT/STEP`, or by it with some or all labels in any order.
struct StepQuery {
  let text: String
  let plan: Plan

  /// The experiment in the text.
  static func experiment(in text: String) -> String { String(text.prefix { $0 != "/" }) }

  /// The cells, in the order of the manifest.
  ///
  /// - Throws: `PipelineError.noSuchStep` with the nearest known words when there is none.
  func cells() throws -> [Plan.Cell] {
    let named = plan.cells.filter { "\($0.experiment)/\($0.step)" == name }
    let exact = named.filter { "\($0)" == text }
    if !exact.isEmpty { return exact }
    if !text.contains("/") { throw withoutExperiment }
    guard !named.isEmpty else { throw unknown(among: plan.cells) }
    guard let wanted = labels else { throw unknown(among: named) }
    let cells = named.filter { cell in wanted.allSatisfy { cell.id.labels[$0.name] == $0.value } }
    if cells.isEmpty { throw noCell(among: named, wanted) }
    return cells
  }

  private var name: String { String(text.prefix { $0 != "[" }) }

  /// The labels in the brackets; nil where they cannot be read.
  ///
  /// A comma belongs to a value unless a label's name follows it.
  private var labels: [(name: String, value: String)]? {
    guard let open = text.firstIndex(of: "[") else { return [] }
    guard text.hasSuffix("]") else { return nil }
    var labels: [(name: String, value: String)] = []
    for part in text[text.index(after: open)...].dropLast()
      .split(separator: ",", omittingEmptySubsequences: false)
    {
      if let equal = part.firstIndex(of: "=") {
        labels.append((String(part[..<equal]), String(part[part.index(after: equal)...])))
      } else if labels.isEmpty {
        return nil
      } else {
        labels[labels.count - 1].value += ",\(part)"
      }
    }
    return labels
  }

  /// An experiment without a step, or a step without its experiment.
  private var withoutExperiment: any Error {
    guard !plan.cells.contains(where: { $0.experiment == name }) else { return isExperiment }
    let ids = plan.cells.filter { $0.step == name }.map { "\($0.experiment)/\($0.step)" }.distinct
    guard let first = ids.first else { return unknown(among: plan.cells) }
    return UsageFailure(
      "the experiment of the step '\(name)' is missing", ["steps": ids.joined(separator: ", ")],
      hint: "write \(first)\(text.dropFirst(name.count))")
  }

  private var isExperiment: UsageFailure {
    var steps: [String] = []
    for cell in plan.cells where steps.last != cell.step { steps.append(cell.step) }
    return UsageFailure(
      "'\(text)' is an experiment, not a step", ["steps": steps.joined(separator: ", ")],
      hint: "write \(text)/STEP")
  }

  /// Whoever gave labels of a known step is told cells, everyone else the steps.
  private func unknown(among cells: [Plan.Cell]) -> PipelineError {
    let isStep = cells.allSatisfy { "\($0.experiment)/\($0.step)" == name }
    let known = Set(cells.map { isStep ? "\($0)" : "\($0.experiment)/\($0.step)" })
    let word = isStep ? text : name
    return .noSuchStep(word, suggestion: Spelling.unknown("step", word, among: known))
  }

  /// The first label that fits no cell.
  private func noCell(among cells: [Plan.Cell], _ wanted: [(name: String, value: String)])
    -> PipelineError
  {
    let names = Set(cells.flatMap(\.id.labels.keys))
    for (label, value) in wanted {
      guard names.contains(label) else {
        let suggestion = Spelling.unknown("label", label, among: names)
        return .noSuchStep(text, suggestion: "\(suggestion) (of \(name))")
      }
      let values = Set(cells.compactMap { $0.id.labels[label] })
      guard values.contains(value) else {
        // With the full id at hand, the whole id is what can be copied.
        if wanted.count == names.count { return unknown(among: cells) }
        let suggestion = Spelling.unknown(label, value, among: values)
        return .noSuchStep(text, suggestion: "\(suggestion) (of \(name))")
      }
    }
    return unknown(among: cells)
  }
}
