import Pipeline

/// The build and the libraries that the results of a page depend on.
struct ReportedEnvironment {
  /// A property with its value for what computes and for what draws.
  struct Row: Equatable {
    let name: String
    let values: [String]
  }

  static let scopes: [CodeScope] = [.science, .figures]

  let rows: [Row]

  init(_ provenance: Provenance) {
    let names = Set(provenance.environment.values.flatMap(\.keys)).sorted()
    rows =
      [Row(name: "code", values: Self.scopes.map { provenance.codeDigests[$0] ?? "" })]
      + names.map { name in
        Row(name: name, values: Self.scopes.map { provenance.environment[$0]?[name] ?? "" })
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
