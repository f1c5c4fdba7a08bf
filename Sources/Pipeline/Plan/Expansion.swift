/// Repeats the steps of one manifest for the values of their labels.
///
/// A step inherits the labels of its inputs and adds its own; labels that are axes of a gathered
/// input end there. A label sets the key of the same name, or whatever key refers to it as `$label`,
/// or chooses among the cells of a gathered input.
struct Expansion {
  private let manifest: Manifest
  private let dataSet: DataSet
  private let steps: [WiredStep]
  private let items: [String: DataSet.Item]
  /// Of all files, also of those that the experiment does not choose.
  private let settingsOfItems: [Manifest.Setting]
  /// The steps that were expanded, by name.
  private var feeders: [String: Feeder] = [:]
  /// The axes of the gathered inputs of the step that is being expanded, by key.
  private var matches: [String: [AxisMatch]] = [:]
  /// What a stage is told that declares a parameter of such a name and is not given it.
  private let ambient: [String: JSONValue]
  private(set) var faults: [Fault] = []

  /// The parameter that is the manifest's seed unless a step gives its own.
  static let seedProperty = "seed"

  init(manifest: Manifest, dataSet: DataSet, steps: [WiredStep]) throws {
    let label = ExperimentLabel(of: manifest, dataSet: dataSet.name)
    ambient = [
      Self.seedProperty: .integer(manifest.seed), "experiment": try JSONValue(encoding: label),
    ]
    self.manifest = manifest
    self.dataSet = dataSet
    self.steps = steps
    settingsOfItems = dataSet.items.flatMap(\.settings)
    items = Dictionary(dataSet.items.map { ($0.id, $0) }) { first, _ in first }
  }

  mutating func expand(into plan: inout Plan) throws {
    let photographs = chosenPhotographs()
    for wired in steps {
      faults += wired.kind.faults(in: settingsOfItems)
      let swept = labels(of: wired, photographs: photographs, plan)
      checkUse(of: swept, in: wired)
      let step = PlannedStep(
        experiment: manifest.name, name: wired.step.name, kind: wired.kind,
        labels: swept.map(\.labelValues), parameters: try parameters(of: wired, swept))
      let feeds = wired.kind.inputFields.map { feed($0, in: wired, swept) }
      var nodes: [Int] = []
      for cell in 0..<step.cellCount where faults.isEmpty {
        let bindings = feeds.map { $0.binding(of: cell, in: step) }
        checkAgreement(of: bindings, in: wired)
        if faults.isEmpty { nodes.append(plan.add(cell, of: step, bindings)) }
      }
      feeders[wired.step.name] = Feeder(swept: swept, nodes: nodes)
    }
  }

  // MARK: Labels

  private mutating func chosenPhotographs() -> [LocatedNode] {
    let ids = dataSet.items.map(\.id)
    func nodes(_ ids: [String]) -> [LocatedNode] {
      ids.map { LocatedNode(.scalar($0), place: .nowhere) }
    }
    guard case .named(let named) = manifest.selection else { return nodes(ids) }
    guard let chosen = named[dataSet.name] else {
      // As many as the manifest names elsewhere: one where it shows one, three where it shows three.
      return nodes(Array(ids.prefix(named.values.map(\.count).max() ?? 3)))
    }
    for node in chosen where !ids.contains(node.text ?? "") {
      fault(node.place, Spelling.unknown("photograph", node.text ?? "", among: ids))
    }
    return chosen
  }

  private mutating func labels(of wired: WiredStep, photographs: [LocatedNode], _ plan: Plan)
    -> [Swept]
  {
    var merged: [Swept] = []
    var selecting: [Swept] = []
    var unknown: [Fault] = []
    matches = [:]
    for field in wired.kind.fields {
      guard case .input(_, let axes) = field.role, let setting = wired.setting(of: field),
        let name = setting.value.text
      else { continue }
      let feeder = feeders[name] ?? Feeder(swept: [], nodes: [])
      let matching = AxisMatching(
        setting, of: wired.step, over: axes ?? [], swept: feeder.swept,
        // Where a fault kept the step from having cells, nothing can be said of them.
        fixed: feeder.nodes.isEmpty ? nil : feeder.fixed(in: plan))
      faults += matching.faults
      matches[field.key] = matching.matches
      checkOrigin(of: matching, feeder, plan)
      if wired.step.name == Manifest.figureStep {
        unknown += matching.othersAsFaults
      } else {
        let chosen = axes == nil ? [] : wired.step.sweeps.map(\.label)
        selecting += feeder.swept.filter { chosen.contains($0.label) }
        for swept in matching.others where !chosen.contains(swept.label) {
          merge(swept, into: &merged, of: wired.step)
        }
      }
    }
    // Several inputs may have the same label: once is enough.
    for fault in unknown where !faults.contains(where: { $0.place == fault.place }) {
      faults.append(fault)
    }
    addOwn(to: &merged, of: wired, choosing: selecting, photographs)
    return merged
  }

  /// Adds the labels that a step sweeps itself; some choose among those of its inputs.
  private mutating func addOwn(
    to merged: inout [Swept], of wired: WiredStep, choosing selecting: [Swept],
    _ photographs: [LocatedNode]
  ) {
    for sweep in wired.step.sweeps {
      let values: [LocatedNode] =
        switch sweep.values {
        case .photographs:
          photographs.map { $0.place == .nowhere ? $0.placed(at: sweep.place) : $0 }
        case .listed(let values): values
        }
      if wired.step.name == Manifest.figureStep {
        fault(sweep, at: sweep.place, "a figure is drawn once: it takes no 'for-each'")
      } else if merged.contains(where: { $0.label == sweep.label }) {
        fault(
          sweep, at: sweep.place,
          "'\(wired.step.name)' inherits the label '\(sweep.label)' from its inputs")
      } else {
        let among = selecting.first { $0.label == sweep.label }
        faults += among?.faults(choosing: values, in: sweep) ?? []
        merged.append(
          Swept(
            label: sweep.label, key: wired.key(setBy: sweep.label) ?? among?.axis,
            place: sweep.place, origin: sweep.origin, values: values))
      }
    }
  }

  /// Inputs of a cell that share an axis must have the same coordinates there.
  private mutating func checkAgreement(of bindings: [Plan.Binding], in wired: WiredStep) {
    var known: [String: (key: String, axis: CodedAxis)] = [:]
    for (field, binding) in zip(wired.kind.inputFields, bindings) {
      guard case .all(let grid) = binding, let setting = wired.setting(of: field) else { continue }
      for (match, axis) in zip(matches[field.key] ?? [], grid.axes) where match.axis.isShared {
        let other = known[axis.name] ?? (field.key, axis)
        known[axis.name] = other
        guard other.axis.values != axis.values else { continue }
        fault(
          setting, at: setting.value,
          "the inputs '\(other.key)' and '\(field.key)' of '\(wired.step.name)' have other values "
            + "on the axis '\(axis.name)', \(other.axis.text) and \(axis.text)")
      }
    }
  }

  private mutating func merge(_ swept: Swept, into merged: inout [Swept], of step: Manifest.Step) {
    guard let known = merged.first(where: { $0.label == swept.label }) else {
      return merged.append(swept)
    }
    if known.values.map(\.text) != swept.values.map(\.text) {
      fault(
        step.place,
        "the inputs of '\(step.name)' take different values of the label '\(swept.label)'")
    }
  }

  private mutating func checkUse(of swept: [Swept], in wired: WiredStep) {
    for sweep in swept where wired.step.sweeps.contains(where: { $0.label == sweep.label }) {
      guard sweep.key == nil else { continue }
      let keys = wired.kind.fields.filter { !$0.isInput }.map(\.key)
      let near = Spelling.nearest(to: sweep.label, among: keys)
      faults.append(
        Fault(
          file: sweep.origin, place: sweep.place,
          message: "nothing in '\(wired.step.name)' takes the label '\(sweep.label)': "
            + (near.map { $0 == sweep.label ? "the key has a value" : "did you mean '\($0)'?" }
              ?? "write it as '$\(sweep.label)' behind a key")))
    }
    let known = swept.map { "$\($0.label)" }
    for setting in wired.step.settings {
      guard let text = setting.value.text, text.hasPrefix("$"), !known.contains(text) else {
        continue
      }
      fault(setting, at: setting.value, Spelling.unknown("label", text, among: known))
    }
  }

  /// A label says what its cells are only where no step between gives its key another value.
  private mutating func checkOrigin(of matching: AxisMatching, _ feeder: Feeder, _ plan: Plan) {
    let strides = feeder.swept.map(\.labelValues).strides
    for match in matching.matches {
      guard let label = feeder.swept.firstIndex(where: { $0.label == match.label }) else {
        continue
      }
      var other: [Int: String] = [:]
      var origin = KeyOrigin(of: match.axis.name, in: plan)
      for (cell, node) in feeder.nodes.enumerated() {
        let place = cell / strides[label] % match.texts.count
        guard let given = origin.text(for: node), given != match.texts[place],
          match.axis.value(of: given) != match.values[place],
          !isOneFile(given, match.texts[place])
        else { continue }
        other[place] = given
      }
      guard let (place, given) = other.min(by: { $0.key < $1.key }) else { continue }
      fault(
        matching.setting, at: matching.setting.value,
        "the cells of '\(matching.setting.value.text ?? "")' with \(match.label ?? "") = "
          + "\(match.texts[place]) are made with \(match.axis.name) = \(given): a step between "
          + "gives the key another value")
    }
  }

  /// One photograph under two names makes one cell, which knows the first of them.
  private func isOneFile(_ name: String, _ other: String) -> Bool {
    items[name].map { $0.hash == items[other]?.hash } ?? false
  }

  // MARK: What cells are given

  /// What the manifest gives to a field, in all cells alike or by the values of a label.
  private func given(_ field: StageKind.Field, in wired: WiredStep, _ swept: [Swept])
    -> Choice<Manifest.Setting?>
  {
    let setting = wired.setting(of: field)
    guard setting == nil || setting?.value.text?.hasPrefix("$") == true else {
      return Choice(setting)
    }
    let label = setting?.value.text.map { String($0.dropFirst()) } ?? field.key
    // A label that is another key's does not set this one by the chance of its name.
    guard let place = swept.firstIndex(where: { $0.label == label }),
      setting != nil || swept[place].axis == label
    else { return Choice(nil) }
    // What is wrong with a value stands where the label takes it.
    return Choice(
      label: place,
      values: swept[place].values.map { value in
        Manifest.Setting(
          key: field.key, place: value.place, value: value, origin: swept[place].origin)
      })
  }

  /// What the data set gives to the stage that reads its files.
  private func givenByItems(_ field: StageKind.Field, in wired: WiredStep, _ swept: [Swept])
    -> Choice<Manifest.Setting?>
  {
    guard settingsOfItems.contains(where: { $0.key == field.key }),
      let source = wired.kind.inputFields.first(where: \.isSource)
    else { return Choice(nil) }
    return given(source, in: wired, swept).map { setting in
      items[setting?.value.text ?? ""]?.settings.first { $0.key == field.key }
    }
  }

  private mutating func parameters(of wired: WiredStep, _ swept: [Swept]) throws
    -> [PlannedParameter]
  {
    var parameters: [PlannedParameter] = []
    for field in wired.kind.fields.sorted(by: { $0.property < $1.property }) {
      guard case .parameter(let standard, _) = field.role else { continue }
      var settings = given(field, in: wired, swept)
      // The manifest's own settings win.
      if settings.isNothing { settings = givenByItems(field, in: wired, swept) }
      let otherwise = ambient[field.property] ?? standard
      let values = settings.map { setting -> JSONValue? in
        let value = setting.flatMap { self.value(of: $0, for: field, in: wired) } ?? otherwise
        return value == .null ? nil : value
      }
      parameters.append(try PlannedParameter(field.property, values))
    }
    return parameters
  }

  private mutating func value(
    of setting: Manifest.Setting, for field: StageKind.Field, in wired: WiredStep
  ) -> JSONValue? {
    do {
      return try wired.kind.value(of: setting, for: field)
    } catch {
      faults.append(error)
      return nil
    }
  }

  /// How the cells of a step find what feeds one of their inputs.
  private mutating func feed(_ field: StageKind.Field, in wired: WiredStep, _ swept: [Swept])
    -> Feed
  {
    let settings = given(field, in: wired, swept)
    guard case .input(_, let axes) = field.role else {
      return .source(settings.map { source($0, field, in: wired) })
    }
    let feeder = feeders[settings.values.first??.value.text ?? ""] ?? Feeder(swept: [], nodes: [])
    return axes == nil
      ? .one(Route(to: feeder, from: swept))
      : .all(Gathering(of: feeder, over: matches[field.key] ?? [], by: swept))
  }

  private mutating func source(
    _ setting: Manifest.Setting?, _ field: StageKind.Field, in wired: WiredStep
  ) -> Plan.Binding? {
    guard let setting else {
      fault(
        wired.step.kind.place, "'\(wired.step.name)' needs the key '\(field.key)': a photograph")
      return nil
    }
    let id = setting.value.text ?? ""
    guard let item = items[id] else {
      let known = dataSet.items.map(\.id)
      fault(setting, at: setting.value, Spelling.unknown("photograph", id, among: known))
      return nil
    }
    return .source(item)
  }

  private mutating func fault(
    _ setting: Manifest.Setting, at node: LocatedNode, _ message: String
  ) {
    faults.append(
      Fault(file: setting.origin, place: setting.place == nil ? nil : node.place, message: message))
  }

  private mutating func fault(_ sweep: Manifest.Sweep, at place: Place, _ message: String) {
    faults.append(Fault(file: sweep.origin, place: place, message: message))
  }

  private mutating func fault(_ place: Place, _ message: String) {
    faults.append(Fault(file: manifest.file, place: place, message: message))
  }
}

extension Choice<Manifest.Setting?> {
  fileprivate var isNothing: Bool { values.allSatisfy { $0 == nil } }
}
