import NumericalMethods

/// Largest distance between the distribution function of samples and that of N(0, 1).
///
///     D = sup |F̂(x) − Φ(x)| = max over k of max(k/n − Φ(x₍ₖ₎), Φ(x₍ₖ₎) − (k − 1)/n)
///
/// Equal samples need no care: the largest of their terms is the distance at their common step.
/// Accuracy: 2⁻⁵⁰. Cost: a sort.
///
/// - Throws: ``StatisticsError`` without samples, or where one is not finite.
public func kolmogorovDistanceToStandardNormal(
  _ samples: [Double]
) throws(StatisticsError) -> Double {
  try StatisticsError.check(samples, needed: 1)
  let n = Double(samples.count)
  var distance = 0.0
  for (index, sample) in samples.sorted().enumerated() {
    let phi = StandardNormal.cumulative(sample)
    distance = max(distance, Double(index + 1) / n - phi, phi - Double(index) / n)
  }
  return distance
}
