import Pipeline

/// A photograph that entered a figure, as far as its data set tells.
struct ReportedPhotograph {
  let item: DataSet.Item
  let license: String?
  let source: String?
  /// The experiments that it enters.
  let experiments: [String]

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
