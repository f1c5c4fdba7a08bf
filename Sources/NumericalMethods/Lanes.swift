/// Eight doubles that take the same steps side by side, a lane for each independent computation.
///
/// Lanes never mix: every operation here is a product, a sum, a quotient or a choice in each lane
/// alone, in plain IEEE arithmetic without fused operations or estimates. A lane's bits therefore
/// depend neither on its neighbors nor on the processor, nor on the compiler's vector width.
public typealias Lanes = SIMD8<Double>

/// Four of eight lanes: the lower or the upper half, in kernels with more values than registers.
public typealias HalfLanes = SIMD4<Double>

/// Eight floats, as ``Lanes``, for work that needs few digits.
public typealias FloatLanes = SIMD8<Float>

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
  public var magnitudes: HalfLanes {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD4<UInt64>.self) & SIMD4<UInt64>(repeating: 0x7FFF_FFFF_FFFF_FFFF),
      to: HalfLanes.self)
  }

  /// The magnitude of this value with the sign of another, in each lane; this value is not negative.
  @inlinable @inline(__always)
  public func withSigns(of other: HalfLanes) -> HalfLanes {
    let sign =
      unsafeBitCast(other, to: SIMD4<UInt64>.self) & SIMD4<UInt64>(repeating: 0x8000_0000_0000_0000)
    return unsafeBitCast(unsafeBitCast(self, to: SIMD4<UInt64>.self) | sign, to: HalfLanes.self)
  }
}

extension SIMD8 where Scalar == Float {
  /// The magnitude in each lane.
  @inlinable @inline(__always)
  public var magnitudes: FloatLanes {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD8<UInt32>.self) & SIMD8<UInt32>(repeating: 0x7FFF_FFFF),
      to: FloatLanes.self)
  }

  /// The magnitude of this value with the sign of another, in each lane; this value is not negative.
  @inlinable @inline(__always)
  public func withSigns(of other: FloatLanes) -> FloatLanes {
    let sign = unsafeBitCast(other, to: SIMD8<UInt32>.self) & SIMD8<UInt32>(repeating: 0x8000_0000)
    return unsafeBitCast(unsafeBitCast(self, to: SIMD8<UInt32>.self) | sign, to: FloatLanes.self)
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

/// Halves of an array of lanes: the lower half of element i at 2 i, the upper one after it.
@inlinable @inline(__always)
public func halves(_ lanes: UnsafeMutablePointer<Lanes>) -> UnsafeMutablePointer<HalfLanes> {
  UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: HalfLanes.self)
}

/// The front of an array of lanes as floats: scratch of rough work.
@inlinable @inline(__always)
public func roughs(_ lanes: UnsafeMutablePointer<Lanes>) -> UnsafeMutablePointer<FloatLanes> {
  UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: FloatLanes.self)
}
