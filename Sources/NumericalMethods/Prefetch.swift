import CLanes

/// Asks for the memory at an address without waiting for it; changes no result.
@inlinable @inline(__always)
public func prefetch(_ address: UnsafePointer<Double>) { lanes_prefetch(address) }
