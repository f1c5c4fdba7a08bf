import Pipeline
import Testing

@testable import Drawing
@testable import Figures

/// Where the panels of ``MutualInformationCurves`` differ from the numbers beside them.
///
/// A picture is data too: every curve, band and color is that of the values which title and legend
/// name.
struct CurvesOfPanels {
  let panels: [Panel]
  let values: [TidyValue]

  init(_ sheet: Sheet) {
    self.init(Self.panels(of: sheet), sheet.values)
  }

  init(_ panels: [Panel], _ values: [TidyValue]) {
    self.panels = panels
    self.values = values
  }

  private static func panels(of sheet: Sheet) -> [Panel] {
    sheet.pages.flatMap(\.elements).compactMap { element in
      if case .panel(let panel) = element { panel } else { nil }
    }
  }

  /// A panel's estimator by what its title says.
  private static let estimators = [
    "every 10th pair, as published": "plugin-every-10th", "all pairs, bias removed": "miller-madow",
  ]

  /// The differences, in words.
  var differences: [String] {
    // The first panel's legend is that of both.
    guard panels.count == 2, let legend = panels[0].legend else { return ["two panels, a legend"] }
    return panels.flatMap { panel -> [String] in
      let title = panel.title?.plain ?? ""
      guard let estimator = Self.estimators[title] else { return ["a title: '\(title)'"] }
      let curves = Curve.all(in: panel)
      guard curves.count == legend.entries.count else {
        return ["\(title): \(curves.count) curves"]
      }
      return zip(curves, legend.entries).flatMap { curve, entry in
        differences(of: curve, entry, estimator).map { "\(title), \(entry.text.plain): \($0)" }
      }
    }
  }

  private func differences(of curve: Curve, _ entry: Legend.Entry, _ estimator: String) -> [String]
  {
    var differences: [String] = []
    let means = numbers("meanMutualInformation", entry.text.plain, estimator)
    if curve.points != means { differences.append("points \(curve.points), not \(means)") }
    if let marked = curve.marked, marked != means { differences.append("markers at \(marked)") }
    if curve.stroke != entry.stroke { differences.append("not the legend's line") }
    if curve.points.count > 1, curve.marker != entry.marker {
      differences.append("not the legend's marker")
    }
    if let band = curve.band {
      let lower = numbers("meanMutualInformationLower", entry.text.plain, estimator)
      let upper = numbers("meanMutualInformationUpper", entry.text.plain, estimator)
      if band.lower != lower.map({ Point($0.x, max($0.y, 1e-9)) }) || band.upper != upper {
        differences.append("not the values' band")
      }
    } else if entry.text.plain == "signal" {
      differences.append("no band")
    }
    return differences
  }

  /// The values of a curve by their offset.
  private func numbers(_ quantity: String, _ name: String, _ estimator: String) -> [Point] {
    let signals = ["signal": "signal", "ZCA": "zca", "independent normals": "independent"]
    return values.compactMap { value -> Point? in
      guard value.quantity == quantity, value.labels["estimator"] == .string(estimator),
        value.labels["signal"] == .string(signals[name] ?? "responses"),
        case .integer(let offset)? = value.labels["offset"]
      else { return nil }
      let interneurons = value.labels["interneurons"].map { "K = \($0.word ?? "")" }
      guard signals[name] != nil || interneurons == name else { return nil }
      return Point(Double(offset), value.value)
    }.sorted { $0.x < $1.x }
  }
}

/// A line with the band before and the markers after it.
private struct Curve {
  var points: [Point]
  var stroke: Stroke
  var marker: Marker?
  var marked: [Point]?
  var band: (lower: [Point], upper: [Point])?

  static func all(in panel: Panel) -> [Curve] {
    var curves: [Curve] = []
    var band: (lower: [Point], upper: [Point])?
    for mark in panel.marks {
      switch mark {
      case .band(let x, let lower, let upper, _):
        band = (zip(x, lower).map { Point($0, $1) }, zip(x, upper).map { Point($0, $1) })
      case .line(let points, let stroke):
        curves.append(Curve(points: points, stroke: stroke, band: band))
        band = nil
      case .points(let points, let marker):
        curves[curves.count - 1].marker = marker
        curves[curves.count - 1].marked = points
      default: break
      }
    }
    return curves
  }
}
