import CLanes

/// Eight doubles that take the same steps side by side, a lane for each independent computation.
///
/// Lanes never mix: every operation here is a product, a sum, a quotient or a choice in each lane
/// alone, in plain IEEE arithmetic without fused operations or estimates. A lane's bits therefore
/// depend neither on its neighbors nor on the processor, nor on the compiler's vector width.
public typealias Lanes = SIMD8<Double>

/// What one register takes of eight lanes: all of them with AVX-512, else the lower or the upper half.
///
/// Kernels with more values than registers go part by part. Since lanes never mix, their bits are the
/// same either way.
public typealias PartLanes = lanes_part

/// A choice among the lanes of a part.
public typealias PartMask = SIMDMask<PartLanes.MaskStorage>

/// The bits of the lanes of a part.
public typealias PartBits = lanes_part_bits

/// Eight floats and eight more, as ``Lanes`` of two samples, for work that needs few digits.
public typealias FloatLanes = SIMD16<Float>

extension SIMD8 where Scalar == Double {
  /// The magnitude in each lane.
  @inlinable @inline(__always)
  public var magnitudes: Lanes {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD8<UInt64>.self) & SIMD8<UInt64>(repeating: 0x7FFF_FFFF_FFFF_FFFF),
      to: Lanes.self)
  }

  /// The magnitude of this value with the sign of another, in each lane; this value is not negative.
  @inlinable @inline(__always)
  public func withSigns(of other: Lanes) -> Lanes {
    let sign =
      unsafeBitCast(other, to: SIMD8<UInt64>.self) & SIMD8<UInt64>(repeating: 0x8000_0000_0000_0000)
    return unsafeBitCast(unsafeBitCast(self, to: SIMD8<UInt64>.self) | sign, to: Lanes.self)
  }
}

extension SIMD4 where Scalar == Double {
  /// The magnitude in each lane.
  @inlinable @inline(__always)
  public var magnitudes: SIMD4<Double> {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD4<UInt64>.self) & SIMD4<UInt64>(repeating: 0x7FFF_FFFF_FFFF_FFFF),
      to: SIMD4<Double>.self)
  }

  /// The magnitude of this value with the sign of another, in each lane; this value is not negative.
  @inlinable @inline(__always)
  public func withSigns(of other: SIMD4<Double>) -> SIMD4<Double> {
    let sign =
      unsafeBitCast(other, to: SIMD4<UInt64>.self) & SIMD4<UInt64>(repeating: 0x8000_0000_0000_0000)
    return unsafeBitCast(unsafeBitCast(self, to: SIMD4<UInt64>.self) | sign, to: SIMD4<Double>.self)
  }
}

extension SIMD16 where Scalar == Float {
  /// The magnitude in each lane.
  @inlinable @inline(__always)
  public var magnitudes: FloatLanes {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD16<UInt32>.self) & SIMD16<UInt32>(repeating: 0x7FFF_FFFF),
      to: FloatLanes.self)
  }

  /// The magnitude of this value with the sign of another, in each lane; this value is not negative.
  @inlinable @inline(__always)
  public func withSigns(of other: FloatLanes) -> FloatLanes {
    let sign =
      unsafeBitCast(other, to: SIMD16<UInt32>.self) & SIMD16<UInt32>(repeating: 0x8000_0000)
    return unsafeBitCast(unsafeBitCast(self, to: SIMD16<UInt32>.self) | sign, to: FloatLanes.self)
  }
}

extension SIMDMask where Storage == SIMD8<Int64> {
  /// Whether every lane is true, without the standard library's call for its `all`.
  @inlinable @inline(__always)
  public var isAllTrue: Bool {
    let bits = unsafeBitCast(self, to: SIMD8<Int64>.self)
    let four = bits.lowHalf & bits.highHalf
    let two = four.lowHalf & four.highHalf
    return two[0] & two[1] != 0
  }

  /// Whether some lane is true.
  @inlinable @inline(__always)
  public var isAnyTrue: Bool {
    let bits = unsafeBitCast(self, to: SIMD8<Int64>.self)
    let four = bits.lowHalf | bits.highHalf
    let two = four.lowHalf | four.highHalf
    return two[0] | two[1] != 0
  }
}

extension SIMDMask where Storage == SIMD4<Int64> {
  /// Whether every lane is true, without the standard library's call for its `all`.
  @inlinable @inline(__always)
  public var isAllTrue: Bool {
    let bits = unsafeBitCast(self, to: SIMD4<Int64>.self)
    let two = bits.lowHalf & bits.highHalf
    return two[0] & two[1] != 0
  }

  /// Whether some lane is true.
  @inlinable @inline(__always)
  public var isAnyTrue: Bool {
    let bits = unsafeBitCast(self, to: SIMD4<Int64>.self)
    let two = bits.lowHalf | bits.highHalf
    return two[0] | two[1] != 0
  }
}

/// One part of each of an array of vectors of lanes.
public struct LanePart {
  /// The number of parts of eight lanes.
  @inlinable @inline(__always)
  public static var count: Int { 8 / PartLanes.scalarCount }

  @usableFromInline let parts: UnsafeMutablePointer<PartLanes>

  /// Part number `part` of the vectors at an address.
  @inlinable @inline(__always)
  public init(_ part: Int, of lanes: UnsafeMutablePointer<Lanes>) {
    parts = UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: PartLanes.self) + part
  }

  /// The part of vector number `index`.
  @inlinable @inline(__always)
  public subscript(_ index: Int) -> PartLanes {
    get { parts[Self.count &* index] }
    nonmutating set { parts[Self.count &* index] = newValue }
  }
}

/// The front of an array of lanes as floats: scratch of rough work.
@inlinable @inline(__always)
public func roughs(_ lanes: UnsafeMutablePointer<Lanes>) -> UnsafeMutablePointer<FloatLanes> {
  UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: FloatLanes.self)
}

// MARK: - Arithmetic

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
}

extension SIMD4 where Scalar == Double {
  @inlinable @inline(__always)
  public static func + (a: SIMD4<Double>, b: SIMD4<Double>) -> SIMD4<Double> { lanes_add_d4(a, b) }
  @inlinable @inline(__always)
  public static func + (a: Double, b: SIMD4<Double>) -> SIMD4<Double> {
    SIMD4<Double>(repeating: a) + b
  }
  @inlinable @inline(__always)
  public static func + (a: SIMD4<Double>, b: Double) -> SIMD4<Double> {
    a + SIMD4<Double>(repeating: b)
  }
  @inlinable @inline(__always)
  public static func += (a: inout SIMD4<Double>, b: SIMD4<Double>) { a = a + b }
  @inlinable @inline(__always)
  public static func - (a: SIMD4<Double>, b: SIMD4<Double>) -> SIMD4<Double> {
    lanes_subtract_d4(a, b)
  }
  @inlinable @inline(__always)
  public static func - (a: Double, b: SIMD4<Double>) -> SIMD4<Double> {
    SIMD4<Double>(repeating: a) - b
  }
  @inlinable @inline(__always)
  public static func - (a: SIMD4<Double>, b: Double) -> SIMD4<Double> {
    a - SIMD4<Double>(repeating: b)
  }
  @inlinable @inline(__always)
  public static func -= (a: inout SIMD4<Double>, b: SIMD4<Double>) { a = a - b }
  @inlinable @inline(__always)
  public static func * (a: SIMD4<Double>, b: SIMD4<Double>) -> SIMD4<Double> {
    lanes_multiply_d4(a, b)
  }
  @inlinable @inline(__always)
  public static func * (a: Double, b: SIMD4<Double>) -> SIMD4<Double> {
    SIMD4<Double>(repeating: a) * b
  }
  @inlinable @inline(__always)
  public static func * (a: SIMD4<Double>, b: Double) -> SIMD4<Double> {
    a * SIMD4<Double>(repeating: b)
  }
  @inlinable @inline(__always)
  public static func *= (a: inout SIMD4<Double>, b: SIMD4<Double>) { a = a * b }
  @inlinable @inline(__always)
  public static func / (a: SIMD4<Double>, b: SIMD4<Double>) -> SIMD4<Double> {
    lanes_divide_d4(a, b)
  }
  @inlinable @inline(__always)
  public static func / (a: Double, b: SIMD4<Double>) -> SIMD4<Double> {
    SIMD4<Double>(repeating: a) / b
  }
  @inlinable @inline(__always)
  public static func / (a: SIMD4<Double>, b: Double) -> SIMD4<Double> {
    a / SIMD4<Double>(repeating: b)
  }
  @inlinable @inline(__always)
  public static func /= (a: inout SIMD4<Double>, b: SIMD4<Double>) { a = a / b }
  @inlinable @inline(__always)
  public static prefix func - (a: SIMD4<Double>) -> SIMD4<Double> { lanes_negate_d4(a) }
  @inlinable @inline(__always)
  public static func .< (a: SIMD4<Double>, b: SIMD4<Double>) -> SIMDMask<SIMD4<Int64>> {
    unsafeBitCast(lanes_less_d4(a, b), to: SIMDMask<SIMD4<Int64>>.self)
  }
  @inlinable @inline(__always)
  public static func .< (a: SIMD4<Double>, b: Double) -> SIMDMask<SIMD4<Int64>> {
    a .< SIMD4<Double>(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .<= (a: SIMD4<Double>, b: SIMD4<Double>) -> SIMDMask<SIMD4<Int64>> {
    unsafeBitCast(lanes_at_most_d4(a, b), to: SIMDMask<SIMD4<Int64>>.self)
  }
  @inlinable @inline(__always)
  public static func .<= (a: SIMD4<Double>, b: Double) -> SIMDMask<SIMD4<Int64>> {
    a .<= SIMD4<Double>(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .> (a: SIMD4<Double>, b: SIMD4<Double>) -> SIMDMask<SIMD4<Int64>> { b .< a }
  @inlinable @inline(__always)
  public static func .> (a: SIMD4<Double>, b: Double) -> SIMDMask<SIMD4<Int64>> {
    SIMD4<Double>(repeating: b) .< a
  }
  /// `other` in the lanes of a mask, this value elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: SIMD4<Double>, where mask: SIMDMask<SIMD4<Int64>>) -> SIMD4<
    Double
  > {
    lanes_choose_d4(self, other, unsafeBitCast(mask, to: SIMD4<Int>.self))
  }
  @inlinable @inline(__always)
  public func replacing(with other: Double, where mask: SIMDMask<SIMD4<Int64>>) -> SIMD4<Double> {
    replacing(with: SIMD4<Double>(repeating: other), where: mask)
  }
  /// The correctly rounded square root in each lane.
  @inlinable @inline(__always)
  public var squareRoots: SIMD4<Double> { lanes_root_d4(self) }
}

extension SIMD16 where Scalar == Float {
  @inlinable @inline(__always)
  public static func + (a: FloatLanes, b: FloatLanes) -> FloatLanes { lanes_add_f16(a, b) }
  @inlinable @inline(__always)
  public static func + (a: Float, b: FloatLanes) -> FloatLanes { FloatLanes(repeating: a) + b }
  @inlinable @inline(__always)
  public static func + (a: FloatLanes, b: Float) -> FloatLanes { a + FloatLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func += (a: inout FloatLanes, b: FloatLanes) { a = a + b }
  @inlinable @inline(__always)
  public static func - (a: FloatLanes, b: FloatLanes) -> FloatLanes { lanes_subtract_f16(a, b) }
  @inlinable @inline(__always)
  public static func - (a: Float, b: FloatLanes) -> FloatLanes { FloatLanes(repeating: a) - b }
  @inlinable @inline(__always)
  public static func - (a: FloatLanes, b: Float) -> FloatLanes { a - FloatLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func -= (a: inout FloatLanes, b: FloatLanes) { a = a - b }
  @inlinable @inline(__always)
  public static func * (a: FloatLanes, b: FloatLanes) -> FloatLanes { lanes_multiply_f16(a, b) }
  @inlinable @inline(__always)
  public static func * (a: Float, b: FloatLanes) -> FloatLanes { FloatLanes(repeating: a) * b }
  @inlinable @inline(__always)
  public static func * (a: FloatLanes, b: Float) -> FloatLanes { a * FloatLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func *= (a: inout FloatLanes, b: FloatLanes) { a = a * b }
  @inlinable @inline(__always)
  public static func / (a: FloatLanes, b: FloatLanes) -> FloatLanes { lanes_divide_f16(a, b) }
  @inlinable @inline(__always)
  public static func / (a: Float, b: FloatLanes) -> FloatLanes { FloatLanes(repeating: a) / b }
  @inlinable @inline(__always)
  public static func / (a: FloatLanes, b: Float) -> FloatLanes { a / FloatLanes(repeating: b) }
  @inlinable @inline(__always)
  public static func /= (a: inout FloatLanes, b: FloatLanes) { a = a / b }
  @inlinable @inline(__always)
  public static prefix func - (a: FloatLanes) -> FloatLanes { lanes_negate_f16(a) }
  @inlinable @inline(__always)
  public static func .< (a: FloatLanes, b: FloatLanes) -> SIMDMask<SIMD16<Int32>> {
    unsafeBitCast(lanes_less_f16(a, b), to: SIMDMask<SIMD16<Int32>>.self)
  }
  @inlinable @inline(__always)
  public static func .< (a: FloatLanes, b: Float) -> SIMDMask<SIMD16<Int32>> {
    a .< FloatLanes(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .<= (a: FloatLanes, b: FloatLanes) -> SIMDMask<SIMD16<Int32>> {
    unsafeBitCast(lanes_at_most_f16(a, b), to: SIMDMask<SIMD16<Int32>>.self)
  }
  @inlinable @inline(__always)
  public static func .<= (a: FloatLanes, b: Float) -> SIMDMask<SIMD16<Int32>> {
    a .<= FloatLanes(repeating: b)
  }
  @inlinable @inline(__always)
  public static func .> (a: FloatLanes, b: FloatLanes) -> SIMDMask<SIMD16<Int32>> { b .< a }
  @inlinable @inline(__always)
  public static func .> (a: FloatLanes, b: Float) -> SIMDMask<SIMD16<Int32>> {
    FloatLanes(repeating: b) .< a
  }
  /// `other` in the lanes of a mask, this value elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: FloatLanes, where mask: SIMDMask<SIMD16<Int32>>) -> FloatLanes {
    lanes_choose_f16(self, other, unsafeBitCast(mask, to: SIMD16<Int32>.self))
  }
  @inlinable @inline(__always)
  public func replacing(with other: Float, where mask: SIMDMask<SIMD16<Int32>>) -> FloatLanes {
    replacing(with: FloatLanes(repeating: other), where: mask)
  }
  /// The correctly rounded square root in each lane.
  @inlinable @inline(__always)
  public var squareRoots: FloatLanes { lanes_root_f16(self) }
  /// The values of two samples, rounded.
  @inlinable @inline(__always)
  public init(_ first: Lanes, _ second: Lanes) { self = lanes_round(first, second) }
  /// Those of the first sample in double precision.
  @inlinable @inline(__always)
  public var first: Lanes { lanes_widen_low(self) }
  /// Those of the second one.
  @inlinable @inline(__always)
  public var second: Lanes { lanes_widen_high(self) }
}

// MARK: - Memory

/// Asks for the memory at an address without waiting for it; changes no result.
@inlinable @inline(__always)
public func prefetch(_ address: UnsafePointer<Double>) { lanes_prefetch(address) }
