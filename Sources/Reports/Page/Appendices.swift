import Pipeline

/// A photograph that entered a figure, as far as its data set tells.
struct ReportedPhotograph {
  private let item: DataSet.Item
  private let license: String?
  private let source: String?
  /// The experiments that it enters.
  private let experiments: [String]

  /// The photographs that the experiments of a page use, in the order of the data set.
  static func all(in material: ReportMaterial) -> [ReportedPhotograph] {
    let dataSet = material.dataSet
    var users: [String: [String]] = [:]
    for manifest in material.manifests {
      guard let figure = material.plan.figure(of: manifest.name) else { continue }
      for node in material.plan.nodesNeeded(by: [figure]).sorted() {
        for input in material.plan.nodes[node].namedInputs {
          guard case .source(let item) = input.origin,
            users[item.id]?.contains(manifest.name) != true
          else { continue }
          users[item.id, default: []].append(manifest.name)
        }
      }
    }
    return dataSet.items.compactMap { item in
      guard let experiments = users[item.id] else { return nil }
      return ReportedPhotograph(
        item: item,
        license: item.details["license"] ?? dataSet.details["license"] ?? dataSet.details["terms"],
        source: item.details["source"] ?? dataSet.details["source"], experiments: experiments)
    }
  }

  static func table(_ photographs: [ReportedPhotograph], dataSet: String) -> HTML {
    PageTable(
      caption: "The photographs of the data set \(dataSet) that enter these figures",
      columns: [
        .init(title: "Photograph"), .init(title: "License"), .init(title: "Source"),
        .init(title: "Enters"), .init(title: "SHA-256"),
      ],
      rows: photographs.map(\.row), className: "photographs"
    ).html
  }

  private var row: [HTML] {
    let about = [item.details["title"], item.details["pixels"]].compactMap(\.self)
    return [
      .group(
        [Tag.code { item.id }]
          + (about.isEmpty ? [] : [Tag.small { about.joined(separator: ", ") }])),
      .text(license ?? "not told"), .text(source ?? "not told"),
      .text(experiments.joined(separator: ", ")),
      Tag.code(.className("digest")) { item.hash.description },
    ]
  }
}

// MARK: - Environment

/// The build and the libraries that the results of a page depend on.
struct ReportedEnvironment {
  private static let scopes: [CodeScope] = [.science, .figures]

  /// Properties, each with its value for what computes and for what draws.
  private let rows: [(name: String, values: [String])]

  init(_ provenance: Provenance) {
    let names = Set(provenance.environment.values.flatMap(\.keys)).sorted()
    rows =
      [("code", Self.scopes.map { provenance.codeDigests[$0] ?? "" })]
      + names.map { name in
        (name, Self.scopes.map { provenance.environment[$0]?[name] ?? "" })
      }
  }

  var html: HTML {
    PageTable(
      caption: "What results depend on besides parameters and inputs",
      columns: [
        .init(title: "Property"), .init(title: "Stages, which compute"),
        .init(title: "Figures, which draw"),
      ],
      rows: rows.map { row in
        [.text(row.name == "code" ? "code (SHA-256)" : row.name)]
          + row.values.map { value in value.isEmpty ? .text("not used") : Tag.code { value } }
      }, className: "environment"
    ).html
  }
}
