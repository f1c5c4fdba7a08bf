import Foundation
import PackagePlugin

/// Writes a digest of the sources that results depend on into the target `CodeDigest`.
///
/// The plugin only lists files; `digest-sources` reads them, because a plugin runs only when the
/// build is planned, while a command runs whenever one of its inputs has changed.
@main
struct DigestSources: BuildToolPlugin {
  /// The targets of each scope: of everything that computes, and of everything that draws.
  private static let scopes = [
    (
      name: "science",
      targets: [
        "CFFTW", "CLanes", "COpenBLAS", "CPNG", "CPNGShim", "Circuits", "NumericalMethods",
        "Photographs", "Stages", "Statistics",
      ]
    ),
    (name: "figures", targets: ["CCairo", "CPNG", "CPNGShim", "Drawing", "Figures"]),
  ]

  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let output = context.pluginWorkDirectoryURL.appending(path: "CodeDigest+Scopes.swift")
    var arguments = [output.path, context.package.directoryURL.path]
    var inputs: Set<URL> = []
    for scope in Self.scopes {
      let files = try scope.targets.flatMap { try sources(of: $0, in: context.package) }
      arguments += ["--scope", scope.name] + files.map(\.path)
      inputs.formUnion(files)
    }
    return [
      .buildCommand(
        displayName: "Digesting the sources",
        executable: try context.tool(named: "digest-sources").url,
        arguments: arguments, inputFiles: inputs.sorted { $0.path < $1.path }, outputFiles: [output]
      )
    ]
  }

  /// All files of a target that are code: `sourceFiles` would leave out headers and module maps.
  private func sources(of name: String, in package: Package) throws -> [URL] {
    guard let target = package.targets.first(where: { $0.name == name }) else {
      throw Missing(description: "no target '\(name)' to digest")
    }
    let code: Set = ["swift", "c", "h", "modulemap"]
    let walk = FileManager.default.enumerator(
      at: target.directoryURL, includingPropertiesForKeys: nil)
    let files = (walk?.allObjects ?? []).compactMap { $0 as? URL }
    return files.filter { code.contains($0.pathExtension) }.sorted { $0.path < $1.path }
  }

  private struct Missing: Error, CustomStringConvertible {
    let description: String
  }
}
