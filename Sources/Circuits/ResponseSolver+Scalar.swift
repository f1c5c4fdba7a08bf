/// One primary neuron: Newton's method within a bracket.
extension ResponseSolver {
  /// F and its slope at r.
  mutating func scalarForce(_ r: Double, _ s: Double) -> (force: Double, slope: Double) {
    var (force, slope) = (leak * r - s, leak)
    for i in 0..<interneurons {
      let w = weights[i]
      let activation = members[i].response(w * r)
      force += gains[i] * w * activation.output
      slope += gains[i] * w * w * activation.slope
    }
    evaluations += 1
    return (force, slope)
  }

  mutating func settleScalar(_ s: Double) {
    var stiffness = leak
    for i in 0..<interneurons {
      stiffness += gains[i] * weights[i] * weights[i] * members[i].output(1)
    }
    let linear = stiffness > 0 ? abs(s) / stiffness : abs(s)
    var r = linear <= 1 ? linear : linear.squareRoot()
    if s < 0 { r = -r }
    var (low, high) = (-Double.infinity, Double.infinity)
    while evaluations < 500 {
      let (force, slope) = scalarForce(r, s)
      if force < 0 { low = r } else { high = r }
      let step = -force / slope
      // Convergence first: rounding may point out of the bracket at the root itself.
      if force == 0 || abs(step) <= 1e-9 * abs(r) {
        let polished = force == 0 ? 0 : abs(scalarForce(r + step, s).force)
        response[0] = polished <= abs(force) && force != 0 ? r + step : r
        residual = min(polished, abs(force))
        return
      }
      // Into the open, no step goes farther than ten times as far.
      let reach = 10 * (abs(r) + 1)
      var next = r + min(max(step, -reach), reach)
      if !(next > low && next < high) {
        next =
          low.isFinite && high.isFinite
          ? 0.5 * (low + high) : (low.isFinite ? r + reach : r - reach)
      }
      if next == r || !next.isFinite { break }
      r = next
    }
    response[0] = r
    residual = abs(scalarForce(r, s).force)
    if residual.isNaN { residual = .infinity }
  }
}
