import CLanes

// Plain arithmetic on whole vectors. The standard library's operators on vectors of floating point
// are loops over elements, which the optimizer puts together again in part only; these take their
// place wherever this module is imported, with the same bits and without scalar remains
// (docs/decisions/0005-vector-operations.md).

extension SIMD8 where Scalar == Double {
  @inlinable @inline(__always)
  public static func + (a: Lanes, b: Lanes) -> Lanes { lanes_add_d8(a, b) }
  @inlinable @inline(__always)
  public static func + (a: Double, b: Lanes) -> Lanes { Lanes(repeating: a) + b }
  @inlinable @inline(__always)
  public static func + (a: Lanes, b: Double) -> Lanes { a + Lanes(repeating: b) }
  @inlinable @inline(__always)
  public static func += (a: inout Lanes, b: Lanes) { a = a + b }
  @inlinable @inline(__always)
  public static func - (a: Lanes, b: Lanes) -> Lanes { lanes_subtract_d8(a, b) }
  @inlinable @inline(__always)
  public static func - (a: Double, b: Lanes) -> Lanes { Lanes(repeating: a) - b }
  @inlinable @inline(__always)
  public static func - (a: Lanes, b: Double) -> Lanes { a - Lanes(repeating: b) }
  @inlinable @inline(__always)
  public static func -= (a: inout Lanes, b: Lanes) { a = a - b }
  @inlinable @inline(__always)
  public static func * (a: Lanes, b: Lanes) -> Lanes { lanes_multiply_d8(a, b) }
  @inlinable @inline(__always)
  public static func * (a: Double, b: Lanes) -> Lanes { Lanes(repeating: a) * b }
  @inlinable @inline(__always)
  public static func * (a: Lanes, b: Double) -> Lanes { a * Lanes(repeating: b) }
  @inlinable @inline(__always)
  public static func *= (a: inout Lanes, b: Lanes) { a = a * b }
  @inlinable @inline(__always)
  public static func / (a: Lanes, b: Lanes) -> Lanes { lanes_divide_d8(a, b) }
  @inlinable @inline(__always)
  public static func / (a: Double, b: Lanes) -> Lanes { Lanes(repeating: a) / b }
  @inlinable @inline(__always)
  public static func / (a: Lanes, b: Double) -> Lanes { a / Lanes(repeating: b) }
  @inlinable @inline(__always)
  public static func /= (a: inout Lanes, b: Lanes) { a = a / b }
  @inlinable @inline(__always)
  public static prefix func - (a: Lanes) -> Lanes { lanes_negate_d8(a) }
  @inlinable @inline(__always)
  public static func .< (a: Lanes, b: Lanes) -> SIMDMask<SIMD8<Int64>> {
    unsafeBitCast(lanes_less_d8(a, b), to: SIMDMask<SIMD8<Int64>>.self)
  }
  @inlinable @inline(__always)
  public static func .< (a: Lanes, b: Double) -> SIMDMask<SIMD8<Int64>> { a .< Lanes(repeating: b) }
  @inlinable @inline(__always)
  public static func .<= (a: Lanes, b: Lanes) -> SIMDMask<SIMD8<Int64>> {
    unsafeBitCast(lanes_at_most_d8(a, b), to: SIMDMask<SIMD8<Int64>>.self)
  }
  @inlinable @inline(__always)
  public static func .<= (a: Lanes, b: Double) -> SIMDMask<SIMD8<Int64>> {
    a .<= Lanes(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .> (a: Lanes, b: Lanes) -> SIMDMask<SIMD8<Int64>> { b .< a }
  @inlinable @inline(__always)
  public static func .> (a: Lanes, b: Double) -> SIMDMask<SIMD8<Int64>> { Lanes(repeating: b) .< a }
  /// `other` in the lanes of a mask, this value elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: Lanes, where mask: SIMDMask<SIMD8<Int64>>) -> Lanes {
    lanes_choose_d8(self, other, unsafeBitCast(mask, to: SIMD8<Int>.self))
  }
  @inlinable @inline(__always)
  public func replacing(with other: Double, where mask: SIMDMask<SIMD8<Int64>>) -> Lanes {
    replacing(with: Lanes(repeating: other), where: mask)
  }
  /// The correctly rounded square root in each lane.
  @inlinable @inline(__always)
  public var squareRoots: Lanes { lanes_root_d8(self) }
  /// Rounded to single precision.
  @inlinable @inline(__always)
  public var rounded: FloatLanes { lanes_round(self) }
}

extension SIMD4 where Scalar == Double {
  @inlinable @inline(__always)
  public static func + (a: HalfLanes, b: HalfLanes) -> HalfLanes { lanes_add_d4(a, b) }
  @inlinable @inline(__always)
  public static func + (a: Double, b: HalfLanes) -> HalfLanes { HalfLanes(repeating: a) + b }
  @inlinable @inline(__always)
  public static func + (a: HalfLanes, b: Double) -> HalfLanes { a + HalfLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func += (a: inout HalfLanes, b: HalfLanes) { a = a + b }
  @inlinable @inline(__always)
  public static func - (a: HalfLanes, b: HalfLanes) -> HalfLanes { lanes_subtract_d4(a, b) }
  @inlinable @inline(__always)
  public static func - (a: Double, b: HalfLanes) -> HalfLanes { HalfLanes(repeating: a) - b }
  @inlinable @inline(__always)
  public static func - (a: HalfLanes, b: Double) -> HalfLanes { a - HalfLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func -= (a: inout HalfLanes, b: HalfLanes) { a = a - b }
  @inlinable @inline(__always)
  public static func * (a: HalfLanes, b: HalfLanes) -> HalfLanes { lanes_multiply_d4(a, b) }
  @inlinable @inline(__always)
  public static func * (a: Double, b: HalfLanes) -> HalfLanes { HalfLanes(repeating: a) * b }
  @inlinable @inline(__always)
  public static func * (a: HalfLanes, b: Double) -> HalfLanes { a * HalfLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func *= (a: inout HalfLanes, b: HalfLanes) { a = a * b }
  @inlinable @inline(__always)
  public static func / (a: HalfLanes, b: HalfLanes) -> HalfLanes { lanes_divide_d4(a, b) }
  @inlinable @inline(__always)
  public static func / (a: Double, b: HalfLanes) -> HalfLanes { HalfLanes(repeating: a) / b }
  @inlinable @inline(__always)
  public static func / (a: HalfLanes, b: Double) -> HalfLanes { a / HalfLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func /= (a: inout HalfLanes, b: HalfLanes) { a = a / b }
  @inlinable @inline(__always)
  public static prefix func - (a: HalfLanes) -> HalfLanes { lanes_negate_d4(a) }
  @inlinable @inline(__always)
  public static func .< (a: HalfLanes, b: HalfLanes) -> SIMDMask<SIMD4<Int64>> {
    unsafeBitCast(lanes_less_d4(a, b), to: SIMDMask<SIMD4<Int64>>.self)
  }
  @inlinable @inline(__always)
  public static func .< (a: HalfLanes, b: Double) -> SIMDMask<SIMD4<Int64>> {
    a .< HalfLanes(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .<= (a: HalfLanes, b: HalfLanes) -> SIMDMask<SIMD4<Int64>> {
    unsafeBitCast(lanes_at_most_d4(a, b), to: SIMDMask<SIMD4<Int64>>.self)
  }
  @inlinable @inline(__always)
  public static func .<= (a: HalfLanes, b: Double) -> SIMDMask<SIMD4<Int64>> {
    a .<= HalfLanes(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .> (a: HalfLanes, b: HalfLanes) -> SIMDMask<SIMD4<Int64>> { b .< a }
  @inlinable @inline(__always)
  public static func .> (a: HalfLanes, b: Double) -> SIMDMask<SIMD4<Int64>> {
    HalfLanes(repeating: b) .< a
  }
  /// `other` in the lanes of a mask, this value elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: HalfLanes, where mask: SIMDMask<SIMD4<Int64>>) -> HalfLanes {
    lanes_choose_d4(self, other, unsafeBitCast(mask, to: SIMD4<Int>.self))
  }
  @inlinable @inline(__always)
  public func replacing(with other: Double, where mask: SIMDMask<SIMD4<Int64>>) -> HalfLanes {
    replacing(with: HalfLanes(repeating: other), where: mask)
  }
  /// The correctly rounded square root in each lane.
  @inlinable @inline(__always)
  public var squareRoots: HalfLanes { lanes_root_d4(self) }
}

extension SIMD8 where Scalar == Float {
  @inlinable @inline(__always)
  public static func + (a: FloatLanes, b: FloatLanes) -> FloatLanes { lanes_add_f8(a, b) }
  @inlinable @inline(__always)
  public static func + (a: Float, b: FloatLanes) -> FloatLanes { FloatLanes(repeating: a) + b }
  @inlinable @inline(__always)
  public static func + (a: FloatLanes, b: Float) -> FloatLanes { a + FloatLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func += (a: inout FloatLanes, b: FloatLanes) { a = a + b }
  @inlinable @inline(__always)
  public static func - (a: FloatLanes, b: FloatLanes) -> FloatLanes { lanes_subtract_f8(a, b) }
  @inlinable @inline(__always)
  public static func - (a: Float, b: FloatLanes) -> FloatLanes { FloatLanes(repeating: a) - b }
  @inlinable @inline(__always)
  public static func - (a: FloatLanes, b: Float) -> FloatLanes { a - FloatLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func -= (a: inout FloatLanes, b: FloatLanes) { a = a - b }
  @inlinable @inline(__always)
  public static func * (a: FloatLanes, b: FloatLanes) -> FloatLanes { lanes_multiply_f8(a, b) }
  @inlinable @inline(__always)
  public static func * (a: Float, b: FloatLanes) -> FloatLanes { FloatLanes(repeating: a) * b }
  @inlinable @inline(__always)
  public static func * (a: FloatLanes, b: Float) -> FloatLanes { a * FloatLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func *= (a: inout FloatLanes, b: FloatLanes) { a = a * b }
  @inlinable @inline(__always)
  public static func / (a: FloatLanes, b: FloatLanes) -> FloatLanes { lanes_divide_f8(a, b) }
  @inlinable @inline(__always)
  public static func / (a: Float, b: FloatLanes) -> FloatLanes { FloatLanes(repeating: a) / b }
  @inlinable @inline(__always)
  public static func / (a: FloatLanes, b: Float) -> FloatLanes { a / FloatLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func /= (a: inout FloatLanes, b: FloatLanes) { a = a / b }
  @inlinable @inline(__always)
  public static prefix func - (a: FloatLanes) -> FloatLanes { lanes_negate_f8(a) }
  @inlinable @inline(__always)
  public static func .< (a: FloatLanes, b: FloatLanes) -> SIMDMask<SIMD8<Int32>> {
    unsafeBitCast(lanes_less_f8(a, b), to: SIMDMask<SIMD8<Int32>>.self)
  }
  @inlinable @inline(__always)
  public static func .< (a: FloatLanes, b: Float) -> SIMDMask<SIMD8<Int32>> {
    a .< FloatLanes(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .<= (a: FloatLanes, b: FloatLanes) -> SIMDMask<SIMD8<Int32>> {
    unsafeBitCast(lanes_at_most_f8(a, b), to: SIMDMask<SIMD8<Int32>>.self)
  }
  @inlinable @inline(__always)
  public static func .<= (a: FloatLanes, b: Float) -> SIMDMask<SIMD8<Int32>> {
    a .<= FloatLanes(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .> (a: FloatLanes, b: FloatLanes) -> SIMDMask<SIMD8<Int32>> { b .< a }
  @inlinable @inline(__always)
  public static func .> (a: FloatLanes, b: Float) -> SIMDMask<SIMD8<Int32>> {
    FloatLanes(repeating: b) .< a
  }
  /// `other` in the lanes of a mask, this value elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: FloatLanes, where mask: SIMDMask<SIMD8<Int32>>) -> FloatLanes {
    lanes_choose_f8(self, other, unsafeBitCast(mask, to: SIMD8<Int32>.self))
  }
  @inlinable @inline(__always)
  public func replacing(with other: Float, where mask: SIMDMask<SIMD8<Int32>>) -> FloatLanes {
    replacing(with: FloatLanes(repeating: other), where: mask)
  }
  /// The correctly rounded square root in each lane.
  @inlinable @inline(__always)
  public var squareRoots: FloatLanes { lanes_root_f8(self) }
  /// The same values in double precision.
  @inlinable @inline(__always)
  public var widened: Lanes { lanes_widen(self) }
}
