/// The least value of a function of one variable by golden sections.
///
///     low < left < right < high,   (right − low)/(high − low) = (√5 − 1)/2 = 0.618…
///
/// The third on the side of the larger of the two inner values is cut off, again and again; one of the
/// values is used again. After `steps` cuts the interval is 0.618^steps of what it was.
///
/// Source: Kiefer 1953. Where the function has several minima in the interval, one of them. Accuracy of
/// the place: the interval, but not below the root of the function's own rounding. Cost: `steps` + 2
/// values.
///
/// - Parameters:
///   - from: one end of the interval.
///   - to: the other one, above.
///   - steps: how often it is cut.
///   - value: the function.
/// - Returns: the better of the two inner places, with its value.
/// - Throws: what the function throws.
public func goldenSection(
  from: Double, to: Double, steps: Int, _ value: (Double) throws -> Double
) rethrows -> (place: Double, value: Double) {
  let ratio = 0.618_033_988_749_894_848_2  // (√5 − 1)/2
  var (low, high) = (from, to)
  var left = high - ratio * (high - low)
  var right = low + ratio * (high - low)
  var (atLeft, atRight) = (try value(left), try value(right))
  for _ in 0..<steps {
    if atLeft <= atRight {
      (high, right, atRight) = (right, left, atLeft)
      left = high - ratio * (high - low)
      atLeft = try value(left)
    } else {
      (low, left, atLeft) = (left, right, atRight)
      right = low + ratio * (high - low)
      atRight = try value(right)
    }
  }
  return atLeft <= atRight ? (left, atLeft) : (right, atRight)
}
