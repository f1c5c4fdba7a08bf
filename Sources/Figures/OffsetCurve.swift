import Drawing
import Foundation
import Pipeline
import Stages
import Statistics

/// A mean over photographs against the offset: a line with markers, and a band where it has one.
struct OffsetCurve {
  /// What the legend calls it.
  let name: Text
  private(set) var points: [Point]
  private(set) var band: (lower: [Double], upper: [Double])?
  /// Which points are hollow: something keeps a circuit behind them from being what was sought.
  private(set) var reserved: [Bool]
  let stroke: Stroke
  let marker: Marker?

  /// A mean at an offset, where there is one.
  typealias Mean = (offset: Int, mean: MeanInterval?)

  /// A curve; without a marker a dotted line.
  init(
    _ name: Text, _ means: [Mean], _ color: Color, _ shape: Marker.Shape?, band: Bool = false,
    reserved: Set<Int> = [], stroke: Stroke? = nil
  ) {
    let known = means.compactMap { offset, mean in mean.map { (x: Double(offset), mean: $0) } }
      .sorted { $0.x < $1.x }
    // On a logarithmic axis an interval that reaches 0 goes down to the frame.
    let lower = known.compactMap(\.mean.lower).map { max($0, 1e-9) }
    let upper = known.compactMap(\.mean.upper)
    let hasInterval = band && lower.count == known.count
    self.name = name
    points = known.map { Point($0.x, $0.mean.mean) }
    self.band = hasInterval ? (lower, upper) : nil
    self.reserved = known.map { reserved.contains(Int($0.x)) }
    self.stroke = stroke ?? (shape == nil ? .dotted(color, width: 1) : Stroke(color, width: 1.1))
    // A single point of a dotted line would not be seen.
    marker =
      shape.map { Marker($0, size: 3.6, fill: color) }
      ?? (known.count == 1 ? Marker(.circle, size: 2, fill: color) : nil)
  }

  /// The curve in units of another one with the same offsets, without band; hollow where either is.
  func relative(to other: OffsetCurve) -> OffsetCurve {
    var curve = self
    curve.band = nil
    curve.points = zip(points, other.points).map { Point($0.x, $0.y / $1.y) }
    curve.reserved = zip(reserved, other.reserved).map { $0 || $1 }
    return curve
  }

  fileprivate var area: [Mark] {
    guard let band else { return [] }
    let fill = stroke.color.opacity(0.13)
    return [.band(x: points.map(\.x), lower: band.lower, upper: band.upper, fill: fill)]
  }

  fileprivate var lines: [Mark] {
    var marks: [Mark] = [.line(points, stroke)]
    if let marker {
      let solid = zip(points, reserved).filter { !$1 }.map(\.0)
      let hollow = zip(points, reserved).filter { $1 }.map(\.0)
      marks.append(.points(solid, marker))
      if !hollow.isEmpty { marks.append(.points(hollow, hollowMarker)) }
    }
    return marks
  }

  /// The marker of the mean at an offset.
  func marker(at offset: Int) -> Marker {
    let index = points.firstIndex { $0.x == Double(offset) }
    return index.map { reserved[$0] } ?? false
      ? hollowMarker : marker ?? Marker(.circle, size: 3.6, fill: stroke.color)
  }

  private var hollowMarker: Marker {
    .hollow(marker?.shape ?? .circle, size: marker?.size ?? 3.6, Stroke(stroke.color))
  }
}

extension [OffsetCurve] {
  /// What pairs have before anything is done to them, and what independent ones have.
  static func references(
    signal: Cells<AveragedMutualInformation, Int>, floor: Cells<AveragedMutualInformation, Int>,
    _ estimator: MutualInformation.Estimator
  ) -> Self {
    [
      OffsetCurve(
        "signal", signal.values.map { ($0, signal[$0].mean(estimator)) }, .black, .circle,
        band: true),
      OffsetCurve(
        "independent normals", floor.values.map { ($0, floor[$0].mean(estimator)) }, .darkGray,
        nil),
    ]
  }

  /// All curves, none behind the band of another.
  var marks: [Mark] { flatMap(\.area) + flatMap(\.lines) }

  /// What the curves are, in columns from left to right; each fills before the next.
  func legend(columns: Int, in area: Rectangle) -> [Panel] {
    let entries = map { Legend.Entry($0.name, stroke: $0.stroke, marker: $0.marker) }
    let rows = (count + columns - 1) / columns
    let grid = Grid(in: area, columns: columns, rows: 1, columnGap: 0, rowGap: 0)
    return (0..<columns).map { column in
      Panel(
        frame: grid[0, column], x: Axis(0, 1, ticks: .none), y: Axis(0, 1, ticks: .none),
        border: .none,
        legend: Legend(
          entries.dropFirst(column * rows).prefix(rows).map(\.self), corner: .topLeft,
          sampleLength: 18))
    }
  }
}

extension Axis {
  /// A logarithmic axis around all points and bands of some curves.
  static func logarithmic(_ curves: [OffsetCurve], label: Text) -> Axis {
    let values = curves.flatMap(\.points).map(\.y).filter { $0 > 0 }
    let tops = curves.compactMap(\.band).flatMap(\.upper)
    let least = max(values.min() ?? 1e-3, 1e-6)
    return Axis(
      least / 1.5, 1.5 * ((values + tops).max() ?? 1), scale: .logarithmic, label: label)
  }

  /// The logarithmic axis of the offsets of some curves, its numbers as near as they are legible.
  static func offsets(_ curves: [OffsetCurve], in frame: Rectangle) -> Axis {
    let offsets = curves.flatMap(\.points).map(\.x)
    return Axis(
      (offsets.min() ?? 2) / 1.12, (offsets.max() ?? 64) * 1.12, scale: .logarithmic,
      ticks: .at(legible(offsets, in: frame)), label: Text("offset ") + .math("d") + " (pixels)")
  }

  /// The offsets, but for those whose labels would meet that of the one before.
  private static func legible(_ offsets: [Double], in frame: Rectangle) -> [Double] {
    let sorted = Set(offsets).sorted()
    guard let first = sorted.first, let last = sorted.last, last > first else { return sorted }
    let pointsPerUnit = frame.width / log(last / first)
    return sorted.reduce(into: []) { shown, offset in
      guard let before = shown.last, pointsPerUnit * log(offset / before) < 13 else {
        return shown.append(offset)
      }
    }
  }
}

// MARK: - Numbers

extension Cells where Value == AveragedMutualInformation {
  /// The mean of every estimator, with its interval.
  func tidyValues(_ what: [String: JSONValue]) -> [TidyValue] {
    labeled.flatMap { labels, averaged in
      averaged.averages.flatMap { average in
        average.mean.tidyValues(
          "meanMutualInformation", unit: "nat",
          labels.with(what).with(["estimator": .string(average.estimator.rawValue)]))
      }
    }
  }
}

extension AveragedMutualInformation {
  /// `95 % bootstrap interval of the mean`.
  var intervalWords: String {
    switch interval {
    case .studentsT: "\(percent(confidence)) interval of the mean (Student's t)"
    case .bootstrap: "\(percent(confidence)) bootstrap interval of the mean"
    }
  }
}

extension MeanInterval {
  /// The mean, and the ends of its interval where it has one.
  func tidyValues(
    _ quantity: String, unit: String? = nil, _ labels: [String: JSONValue]
  ) -> [TidyValue] {
    [("", mean), ("Lower", lower), ("Upper", upper)].compactMap { end, value in
      value.map { TidyValue(quantity + end, $0, unit: unit, labels: labels) }
    }
  }
}
