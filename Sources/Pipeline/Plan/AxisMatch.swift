/// A label of a step with its values, as the steps that need it see them.
struct Swept {
  /// The label.
  let label: String
  /// The key that it sets, which is the axis that it is, or the label where it sets several; nil
  /// where it sets none, which is a fault already.
  let key: String?
  /// Where the label stands.
  let place: Place
  /// The file, or the command line's option, where it stands.
  let origin: String
  /// What it takes.
  let values: [LocatedNode]

  /// The axis that it is, by name.
  var axis: String { key ?? label }

  /// As its step's cells know it.
  var labelValues: LabelValues { LabelValues(name: label, texts: values.map { $0.text ?? "" }) }
}

extension Swept {
  /// Values that choose among the label's must be there.
  func faults(choosing values: [LocatedNode], in sweep: Manifest.Sweep) -> [Fault] {
    let known = self.values.compactMap(\.text)
    return values.filter { !known.contains($0.text ?? "") }.map { node in
      Fault(
        file: sweep.origin, place: node.place,
        message: Spelling.unknown(label, node.text ?? "", among: known))
    }
  }
}

/// One axis of an input, and how the cells of the step that feeds it differ along it.
struct AxisMatch {
  /// The axis as the reader declares it.
  let axis: StageKind.Axis
  /// The label that sweeps it; nil where all cells have the same coordinate.
  let label: String?
  /// The coordinates as the label writes them; one where there is no label.
  let texts: [String]
  /// The coordinates.
  let values: [JSONValue]

  /// The match where the reader has a value of the label itself: that one.
  func limited(to labels: Labels) -> AxisMatch {
    guard let label, let text = labels[label], let place = texts.firstIndex(of: text) else {
      return self
    }
    return AxisMatch(axis: axis, label: label, texts: [text], values: [values[place]])
  }
}

extension StageKind.Axis {
  /// A coordinate; nil where the text is none.
  func value(of text: String) -> JSONValue? {
    do {
      return try read(LocatedNode(.scalar(text), place: .nowhere))
    } catch {
      return nil
    }
  }
}

/// Finds the axes that an input declares among the labels of the step that feeds it.
///
/// A label is the axis whose key it sets. An axis that no label sweeps has one coordinate: what the
/// step, or the nearest one before it, gives to the key of that name.
struct AxisMatching {
  /// The input's key and the step that feeds it, as its reader names them.
  let setting: Manifest.Setting
  let reader: Manifest.Step
  let axes: [StageKind.Axis]
  let swept: [Swept]
  private(set) var matches: [AxisMatch] = []
  private(set) var faults: [Fault] = []

  /// - Parameter fixed: what the step that feeds the input gives to a key, nil where nothing does;
  ///   itself nil where that is not known.
  init(
    _ setting: Manifest.Setting, of reader: Manifest.Step, over axes: [StageKind.Axis],
    swept: [Swept], fixed: ((String) -> String?)?
  ) {
    self.setting = setting
    self.reader = reader
    self.axes = axes
    self.swept = swept
    for axis in axes { match(axis, fixed: fixed) }
  }

  /// The labels that are none of the axes.
  var others: [Swept] {
    swept.filter { swept in !axes.contains { $0.name == swept.axis } }
  }

  /// What is wrong where nobody can take a label over from the reader, as nobody can from a figure.
  var othersAsFaults: [Fault] {
    others.filter { $0.key != nil }.map { other in
      let source = setting.value.text ?? ""
      let known =
        axes.isEmpty
        ? "which takes a single result"
        : "which reads over " + Self.list(axes.map(\.name))
      let near = Spelling.nearest(to: other.label, among: axes.map(\.name))
      return Fault(
        file: other.origin, place: other.place,
        message: "'\(source)' is repeated for '\(other.label)', an axis unknown to "
          + "'\(setting.key)' of '\(reader.name)', \(known)"
          + (near.map { ": did you mean '\($0)'?" } ?? ""))
    }
  }

  private mutating func match(_ axis: StageKind.Axis, fixed: ((String) -> String?)?) {
    let candidates = swept.filter { $0.axis == axis.name }
    if candidates.count > 1 {
      let labels = candidates.map { "'\($0.label)'" }
      fault("both \(Self.list(labels)) sweep the axis '\(axis.name)'")
    } else if let swept = candidates.first {
      match(axis, to: swept)
    } else if let text = fixed?(axis.name) {
      let node = LocatedNode(.scalar(text), place: setting.place ?? Place(line: 1, column: 1))
      if let value = read(node, on: axis, from: setting.origin) {
        matches.append(AxisMatch(axis: axis, label: nil, texts: [text], values: [value]))
      }
    } else if axis.isOptional {
      matches.append(AxisMatch(axis: axis, label: nil, texts: [], values: [.null]))
    } else if fixed != nil {
      let labels = others.map(\.label)
      let near = Spelling.nearest(to: axis.name, among: labels)
      fault(
        "'\(setting.key)' of '\(reader.name)' reads over \(Self.list(axes.map(\.name))), but "
          + "'\(setting.value.text ?? "")' has no '\(axis.name)': no label sweeps it and no step "
          + "before sets it" + (near.map { "; is it the label '\($0)'?" } ?? ""))
    }
  }

  private mutating func match(_ axis: StageKind.Axis, to swept: Swept) {
    var values: [JSONValue] = []
    var seen: Set<JSONValue> = []
    for node in swept.values {
      guard let value = read(node, on: axis, from: swept.origin) else { continue }
      if !seen.insert(value).inserted {
        faults.append(
          Fault(
            file: swept.origin, place: node.place,
            message: "'\(swept.label)' takes \(node.kindName) twice, differently written"))
      }
      values.append(value)
    }
    if let limit = axis.limit, swept.values.count > limit {
      faults.append(
        Fault(
          file: swept.origin, place: swept.values[limit].place,
          message: "'\(setting.key)' of '\(reader.name)' can show \(limit) of '\(axis.name)', but "
            + "'\(swept.label)' takes \(swept.values.count)"))
    }
    // A match has all its coordinates; where one cannot be read, its fault is enough.
    guard values.count == swept.values.count else { return }
    matches.append(
      AxisMatch(
        axis: axis, label: swept.label, texts: swept.values.compactMap(\.text), values: values))
  }

  private mutating func read(_ node: LocatedNode, on axis: StageKind.Axis, from origin: String)
    -> JSONValue?
  {
    do {
      return try axis.read(node)
    } catch {
      faults.append(
        Fault(
          file: origin, place: node.place,
          message: "the axis '\(axis.name)' of '\(reader.name)': \(Misreading.words(of: error))"))
      return nil
    }
  }

  private mutating func fault(_ message: String) {
    let place = setting.place == nil ? nil : setting.value.place
    faults.append(Fault(file: setting.origin, place: place, message: message))
  }

  /// `image, offset and interneurons`
  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
