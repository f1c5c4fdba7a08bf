import Drawing
import Foundation
import Stages

/// A panel of figure 6 on whitening networks: both networks before and after a switch of signals.
struct SwitchPanel {
  let condition: WhiteningAfterSwitch.Condition
  let letter: String

  /// The errors that the axis shows, relative to that at the switch.
  private static let range = (lower: 0.008, upper: 4.0)

  func panel(in frame: Rectangle, isLeft: Bool, isLowest: Bool, hasLegend: Bool) -> Panel {
    let threshold = condition.networks.first?.flow.criterion.threshold ?? 0.1
    let (start, end) = times
    let frameMarks: [Mark] = [
      .line(
        from: Point(0, Self.range.lower), to: Point(0, Self.range.upper),
        Stroke(.darkGray, width: 0.7)),
      .line(
        from: Point(start, threshold), to: Point(end, threshold), .dotted(.darkGray, width: 0.9)),
    ]
    return Panel(
      frame: frame,
      x: Axis(start, end, label: .time(Text(timeName))).labeled(isLowest),
      y: Axis(
        Self.range.lower, Self.range.upper, scale: .logarithmic, label: "relative whitening error"
      ).labeled(isLeft),
      grid: .grid, title: Text(condition.title), letter: letter,
      marks: frameMarks + condition.networks.flatMap(marks)
        + (condition.hasSwitch && condition.networks.count > 1 ? [verdict] : []),
      legend: hasLegend ? legend : nil, style: .journal(isLeft: isLeft))
  }

  private var timeName: String { condition.hasSwitch ? "time since the switch" : "time" }

  private var legend: Legend {
    let mean = Legend.Entry("mean flow", stroke: .dashed(.black, width: 0.8))
    return Legend(
      condition.networks.map {
        Legend.Entry(Text($0.name.title), stroke: Stroke($0.name.color, width: 1.1))
      } + (condition.hasSwitch ? [mean] : []),
      corner: .topRight, background: .white.opacity(0.8))
  }

  /// Who is first, in words and color.
  private var verdict: Mark {
    let text: (String, Color) =
      switch condition.first {
      case .direct: ("direct connections are first", NetworkName.direct.color)
      case .interneurons: ("interneurons are first", NetworkName.interneurons.color)
      case nil: ("neither reaches it, or both at once", .black)
      }
    let label = Label(
      Text(text.0), size: 7, color: text.1, background: .white.opacity(0.8))
    return .text(label, at: Point(0, Self.range.lower), offset: Point(5, -5))
  }

  /// A tenth of what comes after the switch is shown of what came before.
  private var times: (start: Double, end: Double) {
    let flows = condition.networks.map(\.flow.phases)
    let end = flows.compactMap { $0.last?.course.times.last }.max() ?? 1
    let before = flows.compactMap { $0.count > 1 ? $0[0].course.times.last : nil }.max() ?? 0
    return (-min(0.1 * end, before), end)
  }

  private func marks(of network: WhiteningAfterSwitch.Condition.Network) -> [Mark] {
    let color = network.name.color
    guard let scale = scale(of: network) else { return [] }
    // Of the mean flow, which goes to the end.
    var offset = -network.flow.phases.dropLast().reduce(0) { $0 + ($1.course.times.last ?? 0) }
    var marks: [Mark] = []
    for (phase, flow) in zip(network.spread.phases, network.flow.phases) {
      let shown = phase.times.indices.filter { phase.times[$0] + offset >= times.start - 1e-9 }
      let x = shown.map { phase.times[$0] + offset }
      func values(_ band: [Double]) -> [Double] { shown.map { band[$0] / scale } }
      let error = phase.whiteningError
      marks += [
        .band(
          x: x, lower: values(error.lower), upper: values(error.upper), fill: color.opacity(0.2)),
        .line([Point](x: x, y: values(error.median)), Stroke(color, width: 1.1)),
      ]
      if phase.lost > 0 || (phase.medianSamples == nil && offset >= 0), let end = x.last,
        let error = values(error.median).last
      {
        // Inside of the panel even if the network went beyond.
        let inside = min(max(error, Self.range.lower * 1.2), Self.range.upper / 1.2)
        marks.append(.cross(at: Point(end, inside), color))
      }
      offset += flow.course.times.last ?? 0
    }
    return condition.hasSwitch ? marks + mean(of: network) + reached(by: network) : marks
  }

  /// The error at the switch, or without one the largest.
  private func scale(of network: WhiteningAfterSwitch.Condition.Network) -> Double? {
    let scale =
      condition.hasSwitch
      ? network.flow.phases.last?.course.whiteningErrors.first
      : network.spread.phases.last?.whiteningError.median.max()
    return scale.flatMap { $0 > 0 ? $0 : nil }
  }

  private func mean(of network: WhiteningAfterSwitch.Condition.Network) -> [Mark] {
    guard let course = network.flow.phases.last?.course, let scale = course.whiteningErrors.first
    else { return [] }
    let points = [Point](x: course.times, y: course.whiteningErrors.map { $0 / scale })
    return [.line(points.filter { $0.y > 0 }, .dashed(.black, width: 0.8))]
  }

  /// The median number of samples until the criterion, as a mark on its line.
  private func reached(by network: WhiteningAfterSwitch.Condition.Network) -> [Mark] {
    guard let samples = network.spread.phases.last?.medianSamples, let rate = network.spread.rate
    else { return [] }
    let time = samples / Double(network.spread.batch ?? 1) * rate
    let marker = Marker.hollow(
      network.name.markerShape, size: 4.5, Stroke(network.name.color, width: 1.2))
    return [.points([Point(time, network.spread.criterion.threshold)], marker)]
  }
}
