import NumericalMethods

/// Responses of eight circuits with two primary neurons, a lane each, and their learning sums.
///
/// For every sample of a batch, in all lanes at once:
///
/// 1. start: along v = M⁻¹s, M = Σ g (a + b) w wᵀ, as far as t with A t + B t² = s·v,
///    A = Σ g a (w·v)², B = Σ g b |w·v|³: the response if θ were 2, seen along v;
/// 2. two Halley steps in single precision, with powers of four and then of six digits;
/// 3. one third-order (Chebyshev) step δ in double precision; once more where an input moved by
///    more than `moveLimit`, or where the slope H is nearly singular;
/// 4. sums for learning, expanded to second order from where the last step started.
///
/// The double part goes by fours, half of the lanes each: its sums then stay in registers.
///
/// Only D = |z|^(θ−2) is a power: f, f′, f″ and |z|^(θ+1) follow by products. A lane that has
/// converged starts its repeated step where it started the last one and so repeats it bit by bit:
/// its results do not depend on its neighbors.
///
/// Accuracy: residual ≤ 1e-12 (1 + ‖s‖) (tested), without evaluating the forces again. With
/// c = w·d of a step that is accepted, the second-order model leaves Σ ½ g f″ (c_δ² − c²) w, of
/// order (½ f″ c / f′)² c f′ < 10⁻¹⁴ ‖s‖, since δ − d is a least-squares fit of ½ f″ c² / f′ with
/// weights g f′ and no larger; what the model leaves out is O(c³) and, at the kink, g b |c|^θ; the
/// powers have 5·10⁻¹⁴. A lane that does not get there in `attempts` is returned as failed, for the
/// damped solver. Source: derived; science A1.
enum PairKernel {
  /// The largest move of an input z in the last step: absolute part and share of |z|. At the kink,
  /// z = 0, the model's error is about g b δ^θ < 10⁻¹² · ½ for θ ≥ 2.1.
  static let moveLimit = (absolute: 2e-6, relative: 2e-5)
  /// The least det H / (tr H)²: below, rounding in H⁻¹ could matter (cond H > 10⁷).
  static let leastDeterminant = 1e-7
  static let attempts = 6

  typealias Mask = SIMDMask<SIMD8<Int64>>
  typealias Field = LaneParameters.Field

  /// Finds all responses; gives the lanes in which some response failed.
  static func settle(_ parameters: LaneParameters, _ batch: LaneBatch) -> Mask {
    for index in 0..<2 &* batch.size { batch.roughSignals[index] = batch.signals[index].rounded }
    start(parameters, batch)
    roughPowers(parameters, batch, first: true)
    roughSteps(parameters, batch)
    roughPowers(parameters, batch, first: false)
    roughSteps(parameters, batch)
    for index in 0..<2 &* batch.size {
      batch.responses[index] = batch.roughResponses[index].widened
    }
    powers(parameters, batch, 0..<batch.fours)
    for four in 0..<batch.fours {
      step(parameters, batch, four)
      if !batch.settled[four].isAllTrue { repeatStep(parameters, batch, four) }
    }
    for index in 0..<2 &* batch.size { batch.responses[index] += batch.steps[index] }
    return batch.failed
  }

  // MARK: 1. Start

  private static func start(_ parameters: LaneParameters, _ batch: LaneBatch) {
    let (k, p, w) = (parameters.interneurons, parameters.rough, parameters.roughWeights)
    var (m00, m01, m11) = (FloatLanes.zero, FloatLanes.zero, FloatLanes.zero)
    for i in 0..<k {
      let stiffness = p[i &* Field.count &+ Field.force1] + p[i &* Field.count &+ Field.force2]
      let (w0, w1) = (w[i], w[k &+ i])
      m00 += stiffness * w0 * w0
      m01 += stiffness * w0 * w1
      m11 += stiffness * w1 * w1
    }
    let scale = 1 / (m00 * m11 - m01 * m01)
    let (i00, i01, i11) = (m11 * scale, m01 * scale, m00 * scale)
    for sample in 0..<batch.size {
      let (s0, s1) = (batch.roughSignals[2 &* sample], batch.roughSignals[2 &* sample &+ 1])
      let v0 = i00 * s0 - i01 * s1
      let v1 = i11 * s1 - i01 * s0
      var (a, b) = (FloatLanes.zero, FloatLanes.zero)
      for i in 0..<k {
        let c = w[i] * v0 + w[k &+ i] * v1
        let square = c * c
        a += p[i &* Field.count &+ Field.force1] * square
        b += p[i &* Field.count &+ Field.force2] * square * c.magnitudes
      }
      let along = s0 * v0 + s1 * v1
      // 10⁻³⁰: no 0/0 at the signal 0.
      let t = (along + along) / (a + roughSquareRoot(a * a + 4 * b * along) + 1e-30)
      batch.roughResponses[2 &* sample] = t * v0
      batch.roughResponses[2 &* sample &+ 1] = t * v1
    }
  }
}

/// √x in each lane to 0.2 %, x ≥ 0: a reciprocal root by shifting the exponent, and one Newton step.
@inline(__always)
func roughSquareRoot(_ x: FloatLanes) -> FloatLanes {
  let bits = unsafeBitCast(x, to: SIMD8<UInt32>.self)
  let guess = unsafeBitCast(
    SIMD8<UInt32>(repeating: 0x5F37_59DF) &- (bits &>> SIMD8(repeating: 1)), to: FloatLanes.self)
  return x * guess * (1.5 - 0.5 * x * guess * guess)
}
