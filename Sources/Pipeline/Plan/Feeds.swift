/// How the cells of a step find what feeds one of their inputs.
enum Feed {
  case source(Choice<Plan.Binding?>)
  case one(Route)
  case all(Gathering)

  /// What feeds a cell, where nothing is wrong.
  func binding(of cell: Int, in step: PlannedStep) -> Plan.Binding {
    switch self {
    case .source(let choice):
      guard let binding = step.value(choice, of: cell) else {
        preconditionFailure("\(step.id(of: cell)) lacks its file, and nobody said so")
      }
      return binding
    case .one(let route): return .one(route.feeder.nodes[route.end(from: cell, of: step)])
    case .all(let gathering): return .all(gathering.grid(of: cell, in: step))
    }
  }
}

/// A step that was expanded, as those see it that it feeds.
struct Feeder {
  let swept: [Swept]
  /// A node for each combination of the labels' values, the last label running fastest; empty where
  /// a fault kept the step from having cells.
  let nodes: [Int]

  /// What all cells have for a key; nil where nothing gives it or they differ.
  func fixed(in plan: Plan) -> (_ key: String) -> String? {
    { key in
      var origin = KeyOrigin(of: key, in: plan)
      return origin.text(for: nodes)
    }
  }
}

/// How cells find the cell of another step with the same values of the labels that both have.
struct Route {
  let feeder: Feeder
  /// The labels of the reader that the feeder has too, with how far each of their values leads.
  private(set) var legs: [(label: Int, distances: [Int])] = []

  init(to feeder: Feeder, from swept: [Swept]) {
    self.feeder = feeder
    for (sweep, stride) in zip(feeder.swept, feeder.swept.map(\.labelValues).strides) {
      guard let label = swept.firstIndex(where: { $0.label == sweep.label }) else { continue }
      let known = sweep.values.map(\.text)
      legs.append(
        (label, swept[label].values.map { (known.firstIndex(of: $0.text) ?? 0) * stride }))
    }
  }

  /// The feeder's cell that a reader's cell comes to; the first one along labels that it lacks.
  func end(from cell: Int, of step: PlannedStep) -> Int {
    legs.reduce(0) { $0 + $1.distances[step.coordinate($1.label, of: cell)] }
  }
}

/// How cells find the cells of another step over some axes: at all coordinates that do not contradict
/// their own labels, under the names of the axes. What a label is called decides nothing.
struct Gathering {
  private let route: Route
  private let matches: [AxisMatch]
  private let swept: [Swept]
  /// The labels along which the reader's cells gather, in the order of the axes, and how far each of
  /// their values leads.
  private var varying: [(values: LabelValues, distances: [Int])] = []

  init(of feeder: Feeder, over matches: [AxisMatch], by swept: [Swept]) {
    route = Route(to: feeder, from: swept)
    self.matches = matches
    self.swept = swept
    let strides = feeder.swept.map(\.labelValues).strides
    for match in matches {
      guard let place = feeder.swept.firstIndex(where: { $0.label == match.label }),
        !swept.contains(where: { $0.label == match.label })
      else { continue }
      varying.append(
        (
          LabelValues(name: feeder.swept[place].axis, texts: match.texts),
          match.texts.indices.map { $0 * strides[place] }
        ))
    }
  }

  func grid(of cell: Int, in step: PlannedStep) -> Plan.Grid {
    var own: Labels = [:]
    for leg in route.legs {
      own[step.labels[leg.label].name] =
        step.labels[leg.label].texts[step.coordinate(leg.label, of: cell)]
    }
    let axes = matches.map { match in
      let limited = match.limited(to: own)
      return CodedAxis(name: limited.axis.name, values: limited.values)
    }
    let places = varying.reduce([route.end(from: cell, of: step)]) { places, next in
      places.flatMap { place in next.distances.map { place + $0 } }
    }
    return Plan.Grid(
      axes: axes, nodes: places.map { route.feeder.nodes[$0] }, varying: varying.map(\.values),
      shared: shared(own))
  }

  /// What all cells of a grid have: what the reader has of the feeder's labels, and coordinates that
  /// no label gives.
  private func shared(_ own: Labels) -> Labels {
    let axes = Dictionary(route.feeder.swept.map { ($0.label, $0.axis) }) { first, _ in first }
    var shared: Labels = [:]
    for match in matches where match.label == nil { shared[match.axis.name] = match.texts.first }
    for (label, text) in own { shared[axes[label] ?? label] = text }
    return shared
  }
}
