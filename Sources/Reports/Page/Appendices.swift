import Pipeline

/// The photographs that entered a figure, as far as their data set tells.
enum ReportedPhotographs {
  /// A row for each, in the order of the data set.
  static func rows(in material: ReportMaterial) -> [[HTML]] {
    let dataSet = material.dataSet
    var users: [String: [String]] = [:]
    for manifest in material.manifests {
      guard let figure = material.plan.figure(of: manifest.name) else { continue }
      for id in Set(
        material.plan.photographs(of: material.plan.nodesNeeded(by: [figure])).map(\.id))
      {
        users[id, default: []].append(manifest.name)
      }
    }
    return dataSet.items.compactMap { item in
      guard let experiments = users[item.id] else { return nil }
      let about = [item.details["title"], item.details["pixels"]].compactMap(\.self)
      let license =
        item.details["license"] ?? dataSet.details["license"] ?? dataSet.details["terms"]
      let source = item.details["source"] ?? dataSet.details["source"]
      return [
        Tag.code { item.id }.above(about.joined(separator: ", ")),
        .text(license ?? "not told"), .text(source ?? "not told"),
        .text(experiments.joined(separator: ", ")),
        Tag.code(.className("digest")) { item.hash.description },
      ]
    }
  }

  static func table(_ rows: [[HTML]], dataSet: String) -> HTML {
    PageTable(
      caption: "The photographs of the data set \(dataSet) that enter these figures",
      columns: ["Photograph", "License", "Source", "Enters", "SHA-256"],
      rows: rows, className: "photographs"
    ).html
  }
}

extension Plan {
  /// The files of the data set that enter some nodes, each once, in the order of the nodes.
  package func photographs(of nodes: some Sequence<Int>) -> [DataSet.Item] {
    nodes.flatMap { self.nodes[$0].namedInputs }.reduce(into: []) { items, input in
      if case .source(let item) = input.origin, !items.contains(item) { items.append(item) }
    }
  }
}

/// The build and the libraries that the results of a page depend on.
enum ReportedEnvironment {
  /// Properties, each with its value for what computes and for what draws.
  static func table(_ provenance: Provenance) -> HTML {
    let scopes: [CodeScope] = [.science, .figures]
    let names = Set(provenance.environment.values.flatMap(\.keys)).sorted()
    let rows =
      [("code (SHA-256)", scopes.map { provenance.codeDigests[$0] ?? "" })]
      + names.map { name in (name, scopes.map { provenance.environment[$0]?[name] ?? "" }) }
    return PageTable(
      caption: "What results depend on besides parameters and inputs",
      columns: ["Property", "Stages, which compute", "Figures, which draw"],
      rows: rows.map { name, values in
        [.text(name)]
          + values.map { value in value.isEmpty ? .text("not used") : Tag.code { value } }
      }, className: "environment"
    ).html
  }
}
