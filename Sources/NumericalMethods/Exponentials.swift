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

// MARK: - In lanes

/// eˣ in each lane, for |x| ≤ 700.
///
///     eˣ = 2ᵏ eʳ,   k = round(x / ln 2),   |r| ≤ ½ ln 2
///
/// Source: derived; the polynomial is the Chebyshev fit of (eʳ − 1 − r − r²/2)/r³ to 6·10⁻¹⁶.
/// Accuracy: 1 ulp (tested against the system library). Outside the range the result means nothing.
@inlinable @inline(__always)
public func exponential(_ x: PartLanes) -> PartLanes {
  // Adding 1.5·2⁵² rounds to an integer, which then stands in the low bits.
  let shifter = 0x1.8p52
  let shifted = x * 0x1.71547652b82fep0 + shifter
  let k = shifted - shifter
  // ln 2 in two parts: the head has trailing zeros, so that its product with k is exact.
  let r = (x - k * 0x1.62e42fefa38p-1) - k * 0x1.ef35793c7673p-45
  var p = r * 2.5095555116795565e-08 + 2.7613807433278997e-07
  p = p * r + 2.7557280066224658e-06
  p = p * r + 2.480153638766048e-05
  p = p * r + 0.00019841269854339007
  p = p * r + 0.0013888888905882058
  p = p * r + 0.008333333333332155
  p = p * r + 0.04166666666665136
  p = p * r + 0.16666666666666666
  let square = r * r
  let power = (r + (square * 0.5 + square * r * p)) + 1
  // k into the exponent: the bits above the low ones of `shifted` leave on the left.
  let scale = unsafeBitCast(shifted, to: PartBits.self) &<< PartBits(repeating: 52)
  return unsafeBitCast(unsafeBitCast(power, to: PartBits.self) &+ scale, to: PartLanes.self)
}

/// ln x in each lane, for normal x > 0: ``portableLog(_:)`` with a shorter series.
///
/// Source: derived; the polynomial is the Chebyshev fit of (2 artanh(u)/u − 2)/u² in u² to
/// 3·10⁻¹⁶. Accuracy: 2 ulp (tested against the system library). For other x the result is some
/// finite number.
@inlinable @inline(__always)
public func logarithm(_ x: PartLanes) -> PartLanes {
  // 1 minus √½, so that the mantissa stays around 1.
  let offset = PartBits(repeating: 0x3FF0_0000_0000_0000 - 0x3FE6_A09E_667F_3BCD)
  let bits = unsafeBitCast(x, to: PartBits.self) &+ offset
  // The exponent under the leading bit of 2⁵² is a double without conversion.
  let biased = (bits &>> PartBits(repeating: 52)) | PartBits(repeating: 0x4330_0000_0000_0000)
  let exponent = unsafeBitCast(biased, to: PartLanes.self) - (0x1p52 + 1023)
  let mantissa = unsafeBitCast(
    (bits & PartBits(repeating: 0x000F_FFFF_FFFF_FFFF))
      &+ PartBits(repeating: 0x3FE6_A09E_667F_3BCD),
    to: PartLanes.self)
  let t = mantissa - 1
  let u = t / (mantissa + 1)
  let v = u * u
  var p = v * 0.14616576421644387 + 0.15331711346672997
  p = p * v + 0.18182889433757515
  p = p * v + 0.22222211130560726
  p = p * v + 0.28571428626001427
  p = p * v + 0.3999999999989945
  p = p * v + 0.666666666666667
  let logMantissa = t - u * (t - v * p)
  return exponent * 0x1.62e42fefa38p-1 + (logMantissa + exponent * 0x1.ef35793c7673p-45)
}

// MARK: - In lanes, with fewer digits

/// ln 2.
public let naturalLogarithmOfTwo = 0.6931471805599453

/// 2ˣ in each lane to 5·10⁻¹⁴ (relative, tested), for |x| ≤ 1000; 2⁰ = 1.
///
///     2ˣ = 2ᵏ 2ʳ,   k = round(x),   |r| ≤ ½
///
/// Fourteen digits where sixteen are not needed: two thirds of the operations of
/// ``exponential(_:)``. Source: derived; the polynomial is the Chebyshev fit of (2ʳ − 1)/r.
@inlinable @inline(__always)
public func powerOfTwo(_ x: PartLanes) -> PartLanes {
  let shifter = 0x1.8p52
  let shifted = x + shifter
  let r = x - (shifted - shifter)
  var p = r * 1.020590594966105e-07 + 1.325522588388635e-06
  p = p * r + 1.5252672922171308e-05
  p = p * r + 0.00015403455848056116
  p = p * r + 0.001333355820079878
  p = p * r + 0.009618129159408056
  p = p * r + 0.05550410866465165
  p = p * r + 0.24022650695812972
  p = p * r + 0.6931471805599462
  p = p * r + 1
  let scale = unsafeBitCast(shifted, to: PartBits.self) &<< PartBits(repeating: 52)
  return unsafeBitCast(unsafeBitCast(p, to: PartBits.self) &+ scale, to: PartLanes.self)
}

/// log₂ x in each lane to 4·10⁻¹⁴ |log₂ x| (tested), for normal x > 0; some finite number for 0.
///
///     log₂ x = e + 2/ln 2 · artanh(u),   x = 2ᵉ m,   √½ ≤ m < √2,   u = (m − 1)/(m + 1)
///
/// Source: derived; the polynomial is the Chebyshev fit of 2 artanh(u)/(u ln 2) in u².
@inlinable @inline(__always)
public func logarithmToBaseTwo(_ x: PartLanes) -> PartLanes {
  let offset = PartBits(repeating: 0x3FF0_0000_0000_0000 - 0x3FE6_A09E_667F_3BCD)
  let bits = unsafeBitCast(x, to: PartBits.self) &+ offset
  // The exponent under the leading bit of 2⁵² is a double without conversion.
  let biased = (bits &>> PartBits(repeating: 52)) | PartBits(repeating: 0x4330_0000_0000_0000)
  let exponent = unsafeBitCast(biased, to: PartLanes.self) - (0x1p52 + 1023)
  let mantissa = unsafeBitCast(
    (bits & PartBits(repeating: 0x000F_FFFF_FFFF_FFFF))
      &+ PartBits(repeating: 0x3FE6_A09E_667F_3BCD),
    to: PartLanes.self)
  let u = (mantissa - 1) / (mantissa + 1)
  let v = u * u
  var p = v * 0.28289659557644836 + 0.31990595273614114
  p = p * v + 0.41220924596408404
  p = p * v + 0.5770779424302914
  p = p * v + 0.9617966941131099
  p = p * v + 2.88539008177785
  return exponent + u * p
}

/// 2ˣ in each lane to 3·10⁻⁷ (the fit 8·10⁻⁸, three roundings of 6·10⁻⁸), for |x| ≤ 120.
@inlinable @inline(__always)
public func roughPowerOfTwo(_ x: FloatLanes) -> FloatLanes {
  let shifter: Float = 0x1.8p23
  let shifted = x + shifter
  let r = x - (shifted - shifter)
  var p = r * Float(0.0013390863364671234) + Float(0.009676031918322054)
  p = p * r + Float(0.05550357114219078)
  p = p * r + Float(0.2402210748530834)
  p = p * r + Float(0.6931471880262288)
  p = p * r + Float(1.0000000754548972)
  let scale = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< SIMD16(repeating: 23)
  return unsafeBitCast(unsafeBitCast(p, to: SIMD16<UInt32>.self) &+ scale, to: FloatLanes.self)
}

/// log₂ x in each lane to 3·10⁻⁶ (1 + |log₂ x|), for normal x > 0; some finite number for 0.
@inlinable @inline(__always)
public func roughLogarithmToBaseTwo(_ x: FloatLanes) -> FloatLanes {
  let offset = SIMD16<UInt32>(repeating: 0x3F80_0000 - 0x3F35_04F3)
  let bits = unsafeBitCast(x, to: SIMD16<UInt32>.self) &+ offset
  let biased = (bits &>> SIMD16(repeating: 23)) | SIMD16(repeating: 0x4B00_0000)
  let exponent = unsafeBitCast(biased, to: FloatLanes.self) - (0x1p23 + 127)
  let mantissa = unsafeBitCast(
    (bits & SIMD16(repeating: 0x007F_FFFF)) &+ SIMD16(repeating: 0x3F35_04F3), to: FloatLanes.self)
  let t = mantissa - 1
  var p = t * Float(0.16818779866062283) + Float(-0.26796554344022966)
  p = p * t + Float(0.29611984256457957)
  p = p * t + Float(-0.35952431526009565)
  p = p * t + Float(0.48061310112875927)
  p = p * t + Float(-0.7213601808753125)
  p = p * t + Float(1.4426965232366344)
  return exponent + t * p
}

/// 2ˣ in each lane to 1.1·10⁻⁴, for |x| ≤ 120: ``roughPowerOfTwo(_:)`` with a Chebyshev fit of
/// degree 3.
@inlinable @inline(__always)
public func crudePowerOfTwo(_ x: FloatLanes) -> FloatLanes {
  let shifter: Float = 0x1.8p23
  let shifted = x + shifter
  let r = x - (shifted - shifter)
  var p = r * Float(0.05592204) + Float(0.24264008)
  p = p * r + Float(0.69312103)
  p = p * r + Float(0.99992448)
  let scale = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< SIMD16(repeating: 23)
  return unsafeBitCast(unsafeBitCast(p, to: SIMD16<UInt32>.self) &+ scale, to: FloatLanes.self)
}

/// log₂ x in each lane to 10⁻⁴ (1 + 10⁻³ |log₂ x|), for normal x > 0; some finite number for 0:
/// ``roughLogarithmToBaseTwo(_:)`` with a Chebyshev fit of degree 4.
@inlinable @inline(__always)
public func crudeLogarithmToBaseTwo(_ x: FloatLanes) -> FloatLanes {
  let offset = SIMD16<UInt32>(repeating: 0x3F80_0000 - 0x3F35_04F3)
  let bits = unsafeBitCast(x, to: SIMD16<UInt32>.self) &+ offset
  let biased = (bits &>> SIMD16(repeating: 23)) | SIMD16(repeating: 0x4B00_0000)
  let exponent = unsafeBitCast(biased, to: FloatLanes.self) - (0x1p23 + 127)
  let mantissa = unsafeBitCast(
    (bits & SIMD16(repeating: 0x007F_FFFF)) &+ SIMD16(repeating: 0x3F35_04F3), to: FloatLanes.self)
  let t = mantissa - 1
  var p = t * Float(0.25566687) + Float(-0.39112317)
  p = p * t + Float(0.48521406)
  p = p * t + Float(-0.72054121)
  p = p * t + Float(1.44264757)
  return exponent + t * p
}
