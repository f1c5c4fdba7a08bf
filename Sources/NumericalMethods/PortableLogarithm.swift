/// Natural logarithm in plain products and sums, with the same bits on every processor.
///
/// The system library picks a variant by processor, and variants may differ in the last bit; random
/// normal deviates must not. With x = 2ᵏ m, √½ ≤ m < √2 and u = (m − 1)/(m + 1),
///
///     ln x = k ln 2 + 2 artanh u = k ln 2 + 2 (u + u³/3 + u⁵/5 + …)
///
/// Source: derived. Accuracy: 2 ulp for positive, finite, normal `x` (tested against the system
/// library). Not for zero, subnormal, negative or non-finite arguments, which give no meaningful
/// value.
public func portableLog(_ x: Double) -> Double {
  // Adding this moves the boundary of the binade from 1 to √½, so that m stays around 1.
  let bits = x.bitPattern &+ (0x3FF0_0000_0000_0000 - 0x3FE6_A09E_667F_3BCD)
  let exponent = Double(Int64(bits >> 52) - 1023)
  let mantissa = Double(
    bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_667F_3BCD)
  let t = mantissa - 1  // exact, by Sterbenz
  let u = t / (mantissa + 1)
  let v = u * u
  // Σ 2 vʲ/(2j + 1), j = 1 … 11: v ≤ 0.0295, so that the first term left out is below 2⁻⁶¹.
  var tail = 2.0 / 23
  for denominator in stride(from: 21.0, through: 3.0, by: -2.0) {
    tail = tail * v + 2.0 / denominator
  }
  tail *= v
  // 2u = t − u t: t is exact, so that the rounding of u enters only through the small second term.
  let logMantissa = t - u * (t - tail)
  // ln 2 split so that the product of its head with any exponent is exact.
  let ln2Head = 0x1.62e42fefa38p-1
  let ln2Tail = 0x1.ef35793c7673p-45
  return exponent * ln2Head + (logMantissa + exponent * ln2Tail)
}
