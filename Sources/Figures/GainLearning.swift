import Circuits
import Drawing
import Pipeline
import Stages
import Statistics

/// How the gains of a bank learn: its objective above the bank's optimum, mean over the photographs,
/// after more and more steps at some rates.
struct GainLearning {
  /// By photograph, factor of the rate and factor of the steps.
  let bank: Cells<LearnedCircuit, String, Double, Double>
  /// By factor of the rate and factor of the steps.
  let excess: Cells<AveragedExcess, Double, Double>

  /// What tells rates apart.
  static let looks: [(Color, Marker.Shape)] = [
    (.reddishPurple, .diamond), (.skyBlue, .triangle), (.black, .circle),
  ]

  /// How many signals a step learns from.
  var batch: Int { bank.artifacts[0].parameters.schedule?.batch ?? 0 }

  var values: [TidyValue] {
    let learning: [String: JSONValue] = [
      "learning": "online", "circuit": "bank", "weights": "fixed",
    ]
    return excess.labeled.flatMap { labels, excess in
      excess.mean.tidyValues("meanExcessWhileLearning", labels.with(learning))
    }
  }

  /// Of one rate, in the order of the steps; what is at the optimum has no place on a logarithmic axis.
  private struct Series {
    let eta: Double
    let points: [Point]
    let color: Color
    let marker: Marker

    var stroke: Stroke { Stroke(color, width: 1.1) }
  }

  private var series: [Series] {
    let (images, rates, factors) = bank.values
    return zip(rates, Self.looks).map { rate, look in
      let schedules = factors.sorted().compactMap { factor in
        bank[images[0], rate, factor].parameters.schedule.map { (factor: factor, schedule: $0) }
      }
      let points = schedules.map { factor, schedule in
        Point(Double(schedule.iterations), excess[rate, factor].mean.mean)
      }
      return Series(
        eta: schedules.first?.schedule.rates.gain ?? .nan, points: points.filter { $0.y > 0 },
        color: look.0, marker: Marker(look.1, size: 3.6, fill: look.0))
    }
  }

  func panel(in frame: Rectangle, letter: String) -> Panel {
    let series = series
    let all = series.flatMap(\.points)
    func axis(around values: [Double], _ room: Double, _ label: Text) -> Axis {
      Axis(
        (values.min() ?? 1) / room, room * (values.max() ?? 10), scale: .logarithmic, label: label)
    }
    return Panel(
      frame: frame, x: axis(around: all.map(\.x), 1.5, "steps"),
      y: axis(around: all.map(\.y), 1.6, Text.math("J") + " above the bank's optimum"),
      grid: .grid, title: "gains that learn", letter: letter,
      marks: series.flatMap { [.line($0.points, $0.stroke), .points($0.points, $0.marker)] },
      legend: Legend(
        series.map {
          Legend.Entry(.math("η = \($0.eta)"), stroke: $0.stroke, marker: $0.marker)
        }))
  }
}
