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
  private var sweeps: [String: [Swept]] = [:]
  /// The cells of each step by their labels.
  private var nodes: [String: [Labels: Int]] = [:]
  /// The axes of the gathered inputs of the step that is being expanded, by key.
  private var matches: [String: [AxisMatch]] = [:]
  /// The parameters of the step that is being expanded that were read, by property and by what is
  /// written: cells share most of them.
  private var known: [String: [String: JSONValue]] = [:]
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
      sweeps[wired.step.name] = swept
      checkUse(of: swept, in: wired)
      known = [:]
      for labels in swept.combinations {
        let parameters = parameters(of: wired, labels: labels)
        let inputs = inputs(of: wired, labels: labels)
        guard faults.isEmpty else { continue }
        checkAgreement(of: inputs, in: wired)
        guard faults.isEmpty else { continue }
        let texts = labels.compactMapValues(\.text)
        let id = StepID(experiment: manifest.name, step: wired.step.name, labels: texts)
        let node = try plan.add(id, kind: wired.kind, parameters: parameters, inputs: inputs)
        nodes[wired.step.name, default: [:]][texts] = node
      }
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
      let cells = nodes[name].map { Array($0.values) }
      let matching = AxisMatching(
        setting, of: wired.step, over: axes ?? [], swept: sweeps[name] ?? [],
        // Where a fault kept the step from having cells, nothing can be said of them.
        fixed: cells.map { cells in { key in plan.given(key, nearest: cells) } })
      faults += matching.faults
      matches[field.key] = matching.matches
      checkOrigin(of: matching, cells: nodes[name] ?? [:], plan)
      if wired.step.name == Manifest.figureStep {
        unknown += matching.othersAsFaults
      } else {
        let chosen = axes == nil ? [] : wired.step.sweeps.map(\.label)
        selecting += (sweeps[name] ?? []).filter { chosen.contains($0.label) }
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
  private mutating func checkAgreement(of inputs: [String: Plan.Binding], in wired: WiredStep) {
    var known: [String: (key: String, axis: CodedAxis)] = [:]
    for field in wired.kind.fields {
      guard case .all(let grid)? = inputs[field.property], let setting = wired.setting(of: field)
      else { continue }
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
  private mutating func checkOrigin(of matching: AxisMatching, cells: [Labels: Int], _ plan: Plan) {
    for match in matching.matches {
      guard let label = match.label else { continue }
      var other: [Int: String] = [:]
      let places = Dictionary(zip(match.texts, match.texts.indices)) { first, _ in first }
      for (labels, node) in cells {
        guard let place = places[labels[label] ?? ""],
          let given = plan.given(match.axis.name, nearest: [node]), given != match.texts[place],
          match.axis.value(of: given) != match.values[place],
          !isOneFile(given, match.texts[place])
        else { continue }
        other[place] = given
      }
      guard let (place, given) = other.min(by: { $0.key < $1.key }) else { continue }
      fault(
        matching.setting, at: matching.setting.value,
        "the cells of '\(matching.setting.value.text ?? "")' with \(label) = \(match.texts[place]) "
          + "are made with \(match.axis.name) = \(given): a step between gives the key another value"
      )
    }
  }

  /// One photograph under two names makes one cell, which knows the first of them.
  private func isOneFile(_ name: String, _ other: String) -> Bool {
    items[name].map { $0.hash == items[other]?.hash } ?? false
  }

  // MARK: What a cell is given

  private func given(
    _ field: StageKind.Field, in wired: WiredStep, labels: [String: LocatedNode]
  ) -> Manifest.Setting? {
    let setting = wired.setting(of: field)
    guard setting == nil || setting?.value.text?.hasPrefix("$") == true else { return setting }
    let label = setting?.value.text.map { String($0.dropFirst()) } ?? field.key
    let swept = sweeps[wired.step.name]?.first { $0.label == label }
    // A label that is another key's does not set this one by the chance of its name.
    guard let value = labels[label], setting != nil || swept?.axis == label else { return nil }
    // What is wrong with a value stands where the label takes it.
    return Manifest.Setting(
      key: field.key, place: value.place, value: value, origin: swept?.origin ?? manifest.file)
  }

  /// What the data set gives to the stage that reads its files; the manifest's own settings win.
  private func givenByItems(in wired: WiredStep, labels: [String: LocatedNode])
    -> [Manifest.Setting]
  {
    guard !settingsOfItems.isEmpty else { return [] }
    return wired.kind.fields.filter(\.isSource).flatMap { field in
      let id = given(field, in: wired, labels: labels)?.value.text
      return id.flatMap { items[$0] }?.settings ?? []
    }
  }

  private mutating func parameters(of wired: WiredStep, labels: [String: LocatedNode])
    -> [String: JSONValue]
  {
    var parameters: [String: JSONValue] = [:]
    let givenByItems = givenByItems(in: wired, labels: labels)
    for field in wired.kind.fields {
      guard case .parameter(let standard, _) = field.role else { continue }
      var value = ambient[field.property] ?? standard
      if let setting = given(field, in: wired, labels: labels)
        ?? givenByItems.first(where: { $0.key == field.key })
      {
        value = self.value(of: setting, for: field, in: wired) ?? value
      }
      // An optional parameter that is not given is not there: it enters no recipe.
      if value != .null { parameters[field.property] = value }
    }
    return parameters
  }

  /// A parameter as it is read, once for all cells that are given the same.
  private mutating func value(
    of setting: Manifest.Setting, for field: StageKind.Field, in wired: WiredStep
  ) -> JSONValue? {
    let text = setting.value.text ?? "\(setting.origin):\(setting.value.place)"
    if let value = known[field.property]?[text] { return value }
    do {
      let value = try wired.kind.value(of: setting, for: field)
      known[field.property, default: [:]][text] = value
      return value
    } catch {
      faults.append(error)
      return nil
    }
  }

  private mutating func inputs(of wired: WiredStep, labels: [String: LocatedNode])
    -> [String: Plan.Binding]
  {
    var inputs: [String: Plan.Binding] = [:]
    for field in wired.kind.fields {
      let setting = given(field, in: wired, labels: labels)
      switch field.role {
      case .parameter: continue
      case .source: inputs[field.property] = source(setting, field, in: wired)
      case .input(_, let axes):
        let name = setting?.value.text ?? ""
        inputs[field.property] =
          axes == nil
          ? node(of: name, fitting: labels).map { .one($0) }
          : .all(cells(of: name, over: matches[field.key] ?? [], fitting: labels))
      }
    }
    return inputs
  }

  /// The cells of a step at all coordinates that do not contradict the labels of the reader, under
  /// the names of their axes: what a label is called decides nothing.
  private func cells(
    of step: String, over matches: [AxisMatch], fitting labels: [String: LocatedNode]
  ) -> Plan.Grid {
    let swept = sweeps[step] ?? []
    let names = Dictionary(swept.map { ($0.label, $0.axis) }) { first, _ in first }
    let inherited = labels.filter { names[$0.key] != nil }.compactMapValues(\.text)
    let matches = matches.map { $0.limited(to: inherited) }
    var cells: [(found: Labels, fixed: Labels)] = [(inherited, [:])]
    for match in matches where !match.texts.isEmpty {
      cells = cells.flatMap { found, fixed in
        match.texts.map { text in
          guard let label = match.label else {
            return (found, fixed.merging([match.axis.name: text]) { $1 })
          }
          return (found.merging([label: text]) { own, _ in own }, fixed)
        }
      }
    }
    return Plan.Grid(
      axes: matches.map { CodedAxis(name: $0.axis.name, values: $0.values) },
      cells: cells.compactMap { found, fixed in
        let named = Dictionary(found.map { (names[$0.key] ?? $0.key, $0.value) }) { first, _ in
          first
        }
        return nodes[step]?[found].map { (named.merging(fixed) { own, _ in own }, $0) }
      })
  }

  /// The cell of a step all of whose labels are inherited.
  private func node(of step: String, fitting labels: [String: LocatedNode]) -> Int? {
    let names = Set((sweeps[step] ?? []).map(\.label))
    return nodes[step]?[labels.filter { names.contains($0.key) }.compactMapValues(\.text)]
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
