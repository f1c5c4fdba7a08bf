import Catalogue
import Testing

@testable import Figures
@testable import Pipeline

/// Whatever is done to the labels of an experiment ends in a located fault, or in a whole figure.
struct AxesTests {
  /// An experiment for every figure of the catalogue: two of one figure have the same labels.
  static func manifests() throws -> [Manifest] {
    var figures: Set<String> = []
    return try Repository.manifests().filter { figures.insert($0.figure.kind.text ?? "").inserted }
  }

  static let names = (try? manifests().map(\.name)) ?? []

  /// Everything that reads over axes stands in an experiment, so that walking these tests it.
  @Test func everyReaderStandsInAnExperiment() throws {
    let used = Set(
      try Self.manifests().flatMap { $0.steps + [$0.figure] }.compactMap(\.kind.text))
    let readers = (Array(catalogue.stages.values) + Array(catalogue.figures.values)).filter {
      kind in
      kind.fields.contains { field in
        if case .input(_, over: .some) = field.role { true } else { false }
      }
    }
    #expect(readers.count > 10)
    for reader in readers { #expect(used.contains(reader.id), "\(reader.id) is not tested") }
  }

  /// A change of one label of a manifest.
  private struct Variant {
    let name: String
    let manifest: Manifest
    /// Whether it must be a fault; nil where it may be one or none.
    let isFault: Bool?
    /// The axis whose values must all be shown.
    let axis: String
    let values: [String]?
  }

  @Test(arguments: names)
  func everyChangeOfALabelIsAFaultOrAWholeFigure(name: String) async throws {
    let experiment = try SyntheticExperiment()
    let manifest = try SyntheticExperiment.tiny(
      try #require(try Self.manifests().first { $0.name == name }))
    let whole = try await experiment.sheet(of: manifest)
    var figures = 0
    for variant in try Self.variants(of: manifest, in: experiment) {
      do throws(Faults) {
        do {
          _ = try experiment.plan(variant.manifest)
        } catch let faults as Faults {
          throw faults
        } catch {
          Issue.record("\(variant.name): \(error)")
          continue
        }
      } catch {
        #expect(variant.isFault != false, "\(variant.name): \(error)")
        #expect(!error.all.isEmpty)
        for fault in error.all {
          #expect(fault.place != nil && fault.place != .nowhere, "\(variant.name): \(fault)")
        }
        continue
      }
      #expect(variant.isFault != true, "\(variant.name) is no fault")
      let sheet = try await experiment.sheet(of: variant.manifest)
      figures += 1
      try expectWhole(sheet, "\(variant.name)")
      if variant.name.hasSuffix(" renamed") {
        #expect(sheet.values == whole.values, "\(variant.name): other values")
      }
      let shown = Set(sheet.values.compactMap { $0.labels[variant.axis] })
      guard let values = variant.values, !shown.isEmpty else { continue }
      for value in values {
        let label = Double(value).map { JSONValue.label($0) } ?? .string(value)
        #expect(shown.contains(label), "\(variant.name) lost \(value): \(shown)")
      }
    }
    let sweeps = manifest.steps.flatMap(\.sweeps).count
    #expect(figures >= sweeps, "\(name): \(figures) figures of \(sweeps) sweeps")
  }

  private static func variants(of manifest: Manifest, in experiment: SyntheticExperiment) throws
    -> [Variant]
  {
    try manifest.steps.indices.flatMap { index -> [Variant] in
      let step = manifest.steps[index]
      let kind = try #require(catalogue.stages[step.kind.text ?? ""])
      let swept = step.sweeps.indices.flatMap { place in
        changes(of: place, of: index, in: manifest, experiment)
      }
      return swept + additions(to: index, of: kind, in: manifest)
    }
  }

  private static func changes(
    of place: Int, of index: Int, in manifest: Manifest, _ experiment: SyntheticExperiment
  ) -> [Variant] {
    let step = manifest.steps[index]
    let sweep = step.sweeps[place]
    let key = step.settings.first { $0.value.text == "$\(sweep.label)" }?.key ?? sweep.label
    let values: [LocatedNode] =
      switch sweep.values {
      case .photographs:
        experiment.dataSet.items.map { LocatedNode(.scalar($0.id), place: sweep.place) }
      case .listed(let values): values
      }
    func variant(
      _ what: String, isFault: Bool? = nil, values: [String]? = nil,
      _ change: (inout Manifest.Step) -> Void
    ) -> Variant {
      var manifest = manifest
      change(&manifest.steps[index])
      return Variant(
        name: "\(manifest.name)/\(step.name): \(sweep.label) \(what)", manifest: manifest,
        isFault: isFault, axis: key, values: values)
    }
    func renamed(_ label: String, to values: Manifest.Sweep.Values? = nil) -> Manifest.Sweep {
      Manifest.Sweep(
        label: label, place: sweep.place, values: values ?? sweep.values, origin: sweep.origin)
    }
    func give(_ value: LocatedNode, to step: inout Manifest.Step) {
      step.settings.removeAll { $0.key == key }
      step.settings.append(
        Manifest.Setting(key: key, place: sweep.place, value: value, origin: sweep.origin))
    }
    let texts = values.compactMap(\.text)
    return [
      variant("renamed", isFault: false) { step in
        step.sweeps[place] = renamed("zeta")
        give(LocatedNode(.scalar("$zeta"), place: sweep.place), to: &step)
      },
      variant("renamed without a key", isFault: true) { step in
        step.settings.removeAll { $0.key == key }
        step.sweeps[place] = renamed("zeta")
      },
      variant("as another key", isFault: true) { step in
        step.settings.removeAll { $0.key == key }
        step.sweeps[place] = renamed("stage")
      },
      variant("dropped") { step in
        step.sweeps.remove(at: place)
        step.settings.removeAll { $0.value.text == "$\(sweep.label)" }
      },
      variant("fixed", values: [texts[0]]) { step in
        step.sweeps.remove(at: place)
        give(values[0], to: &step)
      },
      variant("of one value", values: [texts[0]]) { step in
        step.sweeps[place] = renamed(sweep.label, to: .listed([values[0]]))
      },
      variant("of another type", isFault: true) { step in
        let words = ["blue", "red"].map { LocatedNode(.scalar($0), place: sweep.place) }
        step.sweeps[place] = renamed(sweep.label, to: .listed(words))
      },
      variant("with a value more") { step in
        let more = LocatedNode(.scalar("\(texts.count + 36)"), place: sweep.place)
        step.sweeps[place] = renamed(sweep.label, to: .listed(values + [more]))
      },
    ]
  }

  /// A label of one value for every whole number that a step takes, and two seeds.
  private static func additions(to index: Int, of kind: StageKind, in manifest: Manifest)
    -> [Variant]
  {
    let step = manifest.steps[index]
    return kind.fields.compactMap { field -> Variant? in
      guard case .number(.whole)? = field.shape,
        case .integer(let standard)? = field.writtenDefault,
        !step.sweeps.contains(where: { $0.label == field.key })
      else { return nil }
      let given = step.settings.first { $0.key == field.key }
      guard given?.value.text?.hasPrefix("$") != true else { return nil }
      let values = field.key == "seed" ? ["1", "2"] : [given?.value.text ?? "\(standard)"]
      var manifest = manifest
      manifest.steps[index].settings.removeAll { $0.key == field.key }
      manifest.steps[index].sweeps.append(
        Manifest.Sweep(
          label: field.key, place: step.place,
          values: .listed(values.map { LocatedNode(.scalar($0), place: step.place) }),
          origin: manifest.file))
      return Variant(
        name: "\(manifest.name)/\(step.name): \(field.key) added", manifest: manifest,
        isFault: nil, axis: field.key, values: values)
    }
  }
}
