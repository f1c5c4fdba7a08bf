import Circuits
import NumericalMethods

/// The mean flow of one weight over 10⁵ units of time, by adaptive steps and by many small ones.
enum Flow {
  private static let start = 1e5
  private static let time = 1e5
  private static let rounds = 5

  /// Prints the times; false where an end is not that of the closed form.
  static func measure() throws -> Bool {
    let target = try WhiteningTarget(covariance: Matrix(rows: 1, columns: 1, values: [1]))
    let network = DirectWhitening(weights: Matrix(rows: 1, columns: 1, values: [start]))
    var times = Times()
    var (plain, ours) = (0.0, 0.0)
    for _ in 0..<rounds {
      plain = times.measure(.plain, per: time) { rungeKutta(step: 0.25) }
      ours = try times.measure(.lockstep, per: time) {
        try WhiteningFlow(from: network, to: target, by: .adaptive(tolerance: 1e-9))
          .run(recording: [time]).network.recurrence[0, 0]
      }
    }
    let exact = DirectWhitening.mode(at: time, from: start, eigenvalue: 1)
    // The tolerance is a share of the largest weight, the one at the start.
    let largest = max(abs(plain - exact), abs(ours - exact)) / start
    let agrees = largest <= 1e-9
    print(
      "\nMean flow of one weight by direct connections, from \(Int(start)) over \(Int(time)) units")
    Table.lines("unit of time: Runge and Kutta's steps of 0.25", times, bar: "10")
    Table.agreement("the end from the closed form, as a share of the start", largest, agrees)
    return agrees
  }

  /// ṁ = 1/m² − 1 by the classical scheme of fourth order.
  private static func rungeKutta(step: Double) -> Double {
    func slope(_ m: Double) -> Double { 1 / (m * m) - 1 }
    var m = start
    for _ in 0..<Int(time / step) {
      let a = slope(m)
      let b = slope(m + 0.5 * step * a)
      let c = slope(m + 0.5 * step * b)
      let d = slope(m + step * c)
      m += step / 6 * (a + 2 * b + 2 * c + d)
    }
    return m
  }
}
