/// Wires manifests into a plan and collects everything that is wrong with them.
public struct Planner {
  private let registry: StageRegistry
  private let dataSet: DataSet
  /// The plan so far; of use when there are no faults.
  public private(set) var plan = Plan()
  /// What was found to be wrong.
  public private(set) var faults: [Fault] = []

  /// A planner for one data set.
  public init(registry: StageRegistry, dataSet: DataSet) {
    self.registry = registry
    self.dataSet = dataSet
  }

  /// Adds an experiment: all cells of all of its steps.
  ///
  /// Where the steps themselves have faults, only their keys and inputs are checked: what their cells
  /// are cannot be said.
  public mutating func add(_ manifest: Manifest) throws {
    faults += manifest.faults
    var wiring = Wiring(manifest: manifest, registry: registry)
    let order = wiring.checkedOrder()
    faults += wiring.faults
    guard wiring.faults.isEmpty, manifest.stepsAreSound else { return }
    var expansion = try Expansion(manifest: manifest, dataSet: dataSet, steps: order)
    try expansion.expand(into: &plan)
    faults += expansion.faults
  }

  /// The plan of several experiments.
  ///
  /// - Throws: `Faults`, all of all manifests.
  public static func plan(
    _ manifests: [Manifest], registry: StageRegistry, dataSet: DataSet
  ) throws -> Plan {
    var planner = Planner(registry: registry, dataSet: dataSet)
    for manifest in manifests { try planner.add(manifest) }
    guard planner.faults.isEmpty else { throw Faults(planner.faults) }
    return planner.plan
  }
}

/// A step whose stage and inputs are known to fit.
struct WiredStep {
  let step: Manifest.Step
  let kind: StageKind

  func setting(of field: StageKind.Field) -> Manifest.Setting? {
    step.settings.first { $0.key == field.key }
  }

  /// The key that a label sets: that of its name, or one that refers to it. Where there are several,
  /// the label stands for them all; nil where there is none.
  func key(setBy label: String) -> String? {
    let given = step.settings.first { $0.key == label }
    let named = kind.field(key: label) != nil && given == nil ? [label] : []
    let keys = named + step.settings.filter { $0.value.text == "$\(label)" }.map(\.key)
    return keys.count > 1 ? label : keys.first
  }
}

/// Checks that the steps of one manifest name known stages and fit together.
struct Wiring {
  private let manifest: Manifest
  private let kinds: [String: StageKind]
  private let steps: [String: Manifest.Step]
  private(set) var faults: [Fault] = []

  init(manifest: Manifest, registry: StageRegistry) {
    self.manifest = manifest
    var kinds: [String: StageKind] = [:]
    var faults: [Fault] = []
    for (step, known, what) in manifest.steps.map({ ($0, registry.stages, "stage") })
      + [(manifest.figure, registry.figures, "figure")]
    {
      let id = step.kind.text ?? ""
      kinds[step.name] = known[id]
      if known[id] == nil {
        faults.append(
          Fault(
            file: manifest.file, place: step.kind.place,
            message: Spelling.unknown(what, id, among: known.keys)))
      }
    }
    self.kinds = kinds
    self.faults = faults
    steps = Dictionary((manifest.steps + [manifest.figure]).map { ($0.name, $0) }) { first, _ in
      first
    }
  }

  /// The steps, inputs first; empty when something is wrong.
  mutating func checkedOrder() -> [WiredStep] {
    for step in manifest.steps + [manifest.figure] { check(step) }
    guard faults.isEmpty else { return [] }
    var order: [WiredStep] = []
    var state: [String: Bool] = [:]  // false while its inputs are visited, true afterwards
    for step in manifest.steps + [manifest.figure] { visit(step, &state, &order, path: []) }
    return faults.isEmpty ? order : []
  }

  private mutating func check(_ step: Manifest.Step) {
    guard let kind = kinds[step.name] else { return }
    for setting in step.settings where kind.field(key: setting.key) == nil {
      let known = kind.fields.map(\.key)
      // Keys that every step has are only worth a word where one of them was meant.
      let all = known + (step.name == Manifest.figureStep ? ["draw"] : ["for-each", "stage"])
      let isNear = Spelling.nearest(to: setting.key, among: all) != nil
      fault(setting, Spelling.unknown("key", setting.key, among: isNear ? all : known))
    }
    for field in kind.fields {
      guard case .input(let artifact, _) = field.role else { continue }
      guard let setting = step.settings.first(where: { $0.key == field.key }) else {
        faults.append(
          Fault(
            file: manifest.file, place: step.kind.place,
            message: "'\(step.name)' needs the key '\(field.key)': a step that makes \(artifact)"))
        continue
      }
      checkInput(setting, takes: artifact)
    }
  }

  private mutating func checkInput(_ setting: Manifest.Setting, takes artifact: String) {
    guard let name = setting.value.text else {
      return fault(
        setting, at: setting.value, "\(setting.value.kindName) is not the name of a step")
    }
    guard steps[name] != nil, name != Manifest.figureStep else {
      let known = steps.keys.filter { $0 != Manifest.figureStep }
      return fault(setting, at: setting.value, Spelling.unknown("step", name, among: known))
    }
    guard let made = kinds[name]?.output, made != artifact else { return }
    fault(
      setting, at: setting.value,
      "'\(setting.key)' takes \(artifact), but '\(name)' makes \(made)")
  }

  private mutating func visit(
    _ step: Manifest.Step, _ state: inout [String: Bool], _ order: inout [WiredStep], path: [String]
  ) {
    guard let kind = kinds[step.name], state[step.name] == nil else { return }
    state[step.name] = false
    for setting in step.settings {
      guard case .input? = kind.field(key: setting.key)?.role,
        let name = setting.value.text, let needed = steps[name]
      else { continue }
      if state[name] == false {
        let start = path.firstIndex(of: name) ?? path.endIndex
        let cycle = (path[start...] + [step.name, name]).joined(separator: " → ")
        fault(setting, at: setting.value, "the steps need each other: \(cycle)")
      } else {
        visit(needed, &state, &order, path: path + [step.name])
      }
    }
    state[step.name] = true
    order.append(WiredStep(step: step, kind: kind))
  }

  private mutating func fault(
    _ setting: Manifest.Setting, at node: LocatedNode? = nil, _ message: String
  ) {
    let place = setting.place == nil ? nil : node?.place ?? setting.place
    faults.append(Fault(file: setting.origin, place: place, message: message))
  }
}
