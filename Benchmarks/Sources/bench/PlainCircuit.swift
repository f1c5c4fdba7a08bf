import Glibc

/// The plain scalar loop against which the kernels are measured: one signal at a time, libm's `pow`
/// and `log`, plain Newton steps from a good start, no line search, no allocation, nothing kept.
///
/// It is as lean as such a loop gets: one power for each interneuron and step gives force, slope
/// and, at the end, the learning sums; the residual that ends the search, 1e-12 (1 + ‖s‖), comes
/// with the same power.
struct PlainCircuit {
  let parameters: PlainParameters
  /// Scratch: z and |z|^(θ−1) of each interneuron at the last evaluated point.
  private let inputs: UnsafeMutablePointer<Double>
  private let powers: UnsafeMutablePointer<Double>
  /// The elements of M⁻¹, M = Σ g (a + b) w wᵀ.
  private var inverse = (0.0, 0.0, 0.0)
  /// The last response.
  private(set) var response = (0.0, 0.0)
  /// The number of evaluations in all.
  private(set) var evaluations = 0

  init(_ parameters: PlainParameters) {
    self.parameters = parameters
    inputs = .allocate(capacity: 2 * parameters.interneurons)
    inputs.initialize(repeating: 0, count: 2 * parameters.interneurons)
    powers = inputs + parameters.interneurons
  }

  func deallocate() { inputs.deallocate() }

  /// Trains on batches of the rows that `draw` gives.
  mutating func train(
    _ signals: UnsafePointer<Double>, rows: UnsafePointer<UInt32>, batch: Int, iterations: Int
  ) {
    let n = parameters.primaryNeurons
    for iteration in 0..<iterations {
      prepare()
      for row in 0..<batch {
        let signal = signals + n &* Int(rows[iteration &* batch &+ row])
        if n == 1 {
          settle(signal[0])
          addSums()
        } else {
          settle(signal[0], signal[1])
          addPairSums()
        }
      }
      parameters.learn(count: batch)
    }
  }

  /// What does not change over a batch.
  mutating func prepare() {
    parameters.prepare()
    guard parameters.primaryNeurons == 2 else { return }
    let (k, w) = (parameters.interneurons, parameters.weights)
    var (m00, m01, m11) = (0.0, 0.0, 0.0)
    for i in 0..<k {
      let stiffness = parameters.linear[i] + parameters.power[i]
      m00 += stiffness * w[i] * w[i]
      m01 += stiffness * w[i] * w[k &+ i]
      m11 += stiffness * w[k &+ i] * w[k &+ i]
    }
    let scale = 1 / (m00 * m11 - m01 * m01)
    inverse = (m11 * scale, -m01 * scale, m00 * scale)
  }

  // MARK: N = K = 1

  /// g a x + g b x^θ = |s|, x = |r|, from the root for θ = 2.
  mutating func settle(_ signal: Double) {
    let (a, b, theta) = (parameters.linear[0], parameters.power[0], parameters.thetas[0])
    let s = abs(signal)
    let tolerance = 1e-12 * (1 + s)
    var x = 2 * s / (a + (a * a + 4 * b * s).squareRoot())
    var p = 0.0
    for _ in 0..<50 {
      evaluations &+= 1
      p = pow(x, theta - 1)
      let residual = x * (a + b * p) - s
      if abs(residual) <= tolerance { break }
      x -= residual / (a + b * theta * p)
    }
    inputs[0] = x
    powers[0] = p
    response.0 = signal < 0 ? -x : x
  }

  private func addSums() {
    let (sums, x, p) = (parameters.sums, inputs[0], powers[0])
    let y = x * x * p
    sums[0] += x * x
    sums[1] += y
    sums[2] += x > 0 ? y * log(x) : 0
    sums[3] += x * x * (parameters.linear[0] + parameters.power[0] * p)
  }

  // MARK: N = 2

  /// s = Σ g f(w·r) w, from M⁻¹s as far as it would go if θ were 2.
  mutating func settle(_ s0: Double, _ s1: Double) {
    let (k, w) = (parameters.interneurons, parameters.weights)
    let (linear, power, thetas) = (parameters.linear, parameters.power, parameters.thetas)
    let allowed = 1e-24 * (1 + s0 * s0 + s1 * s1)
    var (r0, r1) = start(s0, s1)
    for _ in 0..<50 {
      evaluations &+= 1
      var (f0, f1) = (-s0, -s1)
      var (h00, h01, h11) = (0.0, 0.0, 0.0)
      for i in 0..<k {
        let (w0, w1) = (w[i], w[k &+ i])
        let z = w0 * r0 + w1 * r1
        let p = pow(abs(z), thetas[i] - 1)
        inputs[i] = z
        powers[i] = p
        let force = z * (linear[i] + power[i] * p)
        let slope = linear[i] + power[i] * thetas[i] * p
        f0 += force * w0
        f1 += force * w1
        h00 += slope * w0 * w0
        h01 += slope * w0 * w1
        h11 += slope * w1 * w1
      }
      if f0 * f0 + f1 * f1 <= allowed { break }
      let scale = 1 / (h00 * h11 - h01 * h01)
      r0 -= (h11 * f0 - h01 * f1) * scale
      r1 -= (h00 * f1 - h01 * f0) * scale
    }
    response = (r0, r1)
  }

  private func start(_ s0: Double, _ s1: Double) -> (Double, Double) {
    let (k, w) = (parameters.interneurons, parameters.weights)
    let v0 = inverse.0 * s0 + inverse.1 * s1
    let v1 = inverse.1 * s0 + inverse.2 * s1
    var (a, b) = (0.0, 0.0)
    for i in 0..<k {
      let c = w[i] * v0 + w[k &+ i] * v1
      a += parameters.linear[i] * c * c
      b += parameters.power[i] * c * c * abs(c)
    }
    let along = s0 * v0 + s1 * v1
    guard along > 0 else { return (0, 0) }
    let t = 2 * along / (a + (a * a + 4 * b * along).squareRoot())
    return (t * v0, t * v1)
  }

  private func addPairSums() {
    let (k, sums) = (parameters.interneurons, parameters.sums)
    for i in 0..<k {
      let (z, p) = (inputs[i], powers[i])
      let x = abs(z)
      let y = z * z * p
      sums[i] += z * z
      sums[k &+ i] += y
      sums[2 &* k &+ i] += x > 0 ? y * log(x) : 0
      let output = z * (parameters.linear[i] + parameters.power[i] * p)
      sums[3 &* k &+ i] += output * response.0
      sums[4 &* k &+ i] += output * response.1
    }
  }
}
