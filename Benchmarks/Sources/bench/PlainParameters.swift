import Circuits
import Glibc

/// The parameters of one circuit in plain arrays, and what a learning step needs of them: storage
/// of the plain loops, made once, with libm's functions.
final class PlainParameters {
  let primaryNeurons: Int
  let interneurons: Int
  let rates: LearningRates
  let gains: UnsafeMutablePointer<Double>
  let thetas: UnsafeMutablePointer<Double>
  /// N × K.
  let weights: UnsafeMutablePointer<Double>
  /// g a and g b.
  let linear: UnsafeMutablePointer<Double>
  let power: UnsafeMutablePointer<Double>
  /// Σ z², Σ |z|^(θ+1), Σ |z|^(θ+1) ln|z| (K each), then Σ n r (N × K).
  let sums: UnsafeMutablePointer<Double>
  private let a: UnsafeMutablePointer<Double>
  private let b: UnsafeMutablePointer<Double>
  private let aPrime: UnsafeMutablePointer<Double>
  private let bPrime: UnsafeMutablePointer<Double>
  private let storage: UnsafeMutablePointer<Double>

  init(_ circuit: ShapingCircuit<PowerActivation>, rates: LearningRates) {
    let (n, k) = (circuit.primaryNeurons, circuit.interneurons)
    primaryNeurons = n
    interneurons = k
    self.rates = rates
    storage = .allocate(capacity: (11 + 2 * n) * k)
    storage.initialize(repeating: 0, count: (11 + 2 * n) * k)
    gains = storage
    thetas = storage + k
    linear = storage + 2 * k
    power = storage + 3 * k
    a = storage + 4 * k
    b = storage + 5 * k
    aPrime = storage + 6 * k
    bPrime = storage + 7 * k
    sums = storage + 8 * k
    weights = storage + (11 + n) * k
    for i in 0..<k {
      gains[i] = circuit.gains[i]
      thetas[i] = circuit.thetas[i]
    }
    for index in 0..<n * k { weights[index] = circuit.weights.values[index] }
  }

  deinit { storage.deallocate() }

  /// All parameters, one after the other: g, θ, W.
  var all: [Double] {
    (0..<interneurons).map { gains[$0] } + (0..<interneurons).map { thetas[$0] }
      + (0..<primaryNeurons * interneurons).map { weights[$0] }
  }

  /// a, b and their derivatives in the published form (science A2), and empty sums.
  func prepare() {
    for i in 0..<interneurons {
      let theta = thetas[i]
      let base = max(2 * theta - 3.85, 0)
      a[i] = exp(pow(base, 1.95))
      aPrime[i] = a[i] * 3.9 * pow(base, 0.95)
      let raised = pow(theta, 2.32)
      b[i] = exp(max(raised - 6, 0))
      bPrime[i] = b[i] * 2.32 * (raised / theta)
      linear[i] = gains[i] * a[i]
      power[i] = gains[i] * b[i]
    }
    for index in 0..<(3 + primaryNeurons) * interneurons { sums[index] = 0 }
  }

  /// A learning step by the published rule, from the sums over `count` samples.
  func learn(count: Int) {
    let (n, k) = (primaryNeurons, interneurons)
    let share = 1 / Double(count)
    for i in 0..<k {
      let q = thetas[i] + 1
      let (moment, momentDerivative) = Self.absoluteMoment(q)
      let width = 0.5 * (sums[i] * share - 1)
      let excess = sums[k + i] * share - moment
      let logExcess = sums[2 * k + i] * share - momentDerivative
      let objective = a[i] * width + b[i] / q * excess
      let gradient =
        aPrime[i] * width + (q * bPrime[i] - b[i]) / (q * q) * excess + b[i] / q * logExcess
      gains[i] = max(gains[i] + rates.gain * gains[i] * objective, 0)
      thetas[i] = min(max(thetas[i] + rates.theta * gradient, 1), 3)
      var square = 0.0
      for j in 0..<n {
        weights[j * k + i] += rates.weight * sums[(3 + j) * k + i] * share
        square += weights[j * k + i] * weights[j * k + i]
      }
      let scale = 1 / square.squareRoot()
      for j in 0..<n { weights[j * k + i] *= scale }
    }
  }

  /// C(p) = √(2^p/π) Γ((p+1)/2) and C′(p) = ½ C (ln 2 + ψ((p+1)/2)).
  private static func absoluteMoment(_ p: Double) -> (Double, Double) {
    var x = 0.5 * (p + 1)
    let moment = exp2(0.5 * p) * 0.564_189_583_547_756_3 * tgamma(x)
    // ψ(x) = ψ(x + 6) − Σ 1/(x + j); the sum's fraction is built without dividing.
    var (numerator, denominator) = (0.0, 1.0)
    for _ in 0..<6 {
      numerator = numerator * x + denominator
      denominator *= x
      x += 1
    }
    let v = 1 / (x * x)
    let series =
      v
      * (1.0 / 12 - v
        * (1.0 / 120 - v
          * (1.0 / 252 - v
            * (1.0 / 240 - v
              * (1.0 / 132 - v
                * (691.0 / 32760 - v / 12))))))
    let digamma = log(x) - 0.5 / x - series - numerator / denominator
    return (moment, 0.5 * moment * (0.693_147_180_559_945_3 + digamma))
  }
}
