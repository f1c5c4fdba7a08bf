import Pipeline

extension Workspace {
  /// Writes the figures whose files differ.
  ///
  /// - Returns: Where each file is, and how many were written.
  func publish(
    _ survey: Survey, to folder: String, experiments: (String) -> Bool = { _ in true }
  ) throws -> (paths: [String], changed: Int) {
    var changed = 0
    var published: [String] = []
    for manifest in manifests where experiments(manifest.name) {
      guard let node = plan.figure(of: manifest.name), let record = survey.records[node]
      else { continue }
      let figure = PublishedFigure(folder: folder, experiment: manifest.name)
      for (file, path) in zip(try store.files(of: record), figure.paths) {
        if Files.exists(path), try Files.read(path) == file.bytes {
        } else {
          // What a killed run left goes away before the first file comes.
          if changed == 0 { try Files.sweepTemporaries(in: folder) }
          try Files.write(file.bytes, to: path)
          changed += 1
        }
        published.append(path)
      }
    }
    return (published, changed)
  }
}
