import Foundation

/// An array of doubles in NumPy's file format, version 1.0: little-endian float64, C order.
///
/// `numpy.load` opens these files; this reader opens only what this writer writes, since every
/// file in a store was written by it.
public struct NumPyArray: Equatable, Sendable {
  /// The length of each axis; the last axis varies fastest.
  public let shape: [Int]
  /// The elements in C order.
  public let values: [Double]

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

  /// An array of a shape.
  ///
  /// - Precondition: the shape holds as many values as there are.
  public init(shape: [Int], values: [Double]) {
    precondition(
      shape.reduce(1, *) == values.count, "shape \(shape) cannot hold \(values.count) values")
    self.shape = shape
    self.values = values
  }

  /// The bytes of the file.
  public var bytes: [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(axes)), }"
    // The data begins at a multiple of 64 bytes, as the format demands.
    let unpadded = Self.magic.count + 2 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    var bytes = Self.magic
    bytes.reserveCapacity(unpadded + 64 + 8 * values.count)
    bytes.append(UInt8(truncatingIfNeeded: header.utf8.count))
    bytes.append(UInt8(truncatingIfNeeded: header.utf8.count >> 8))
    bytes += Array(header.utf8)
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Reads a file that `bytes` made.
  ///
  /// - Throws: `FormatError` when the file is not of this form or its length does not fit its shape.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    guard bytes.count >= 10, Array(bytes[0..<8]) == Self.magic else {
      throw .notNumPy(reason: "it does not begin with NumPy's magic bytes and version 1.0")
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard start <= bytes.count else { throw .notNumPy(reason: "its header is cut") }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': ("),
      let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")")
    else { throw .notNumPy(reason: "its header is \(header)") }
    let axes = header[header.index(after: open)..<close].split(separator: ",").map {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let shape = axes.compactMap { $0 }
    guard shape.count == axes.count, shape.allSatisfy({ $0 >= 0 }) else {
      throw .notNumPy(reason: "its header is \(header)")
    }
    let (count, overflow) = shape.reduce((1, false)) { product, axis in
      let (next, wrapped) = product.0.multipliedReportingOverflow(by: axis)
      return (next, product.1 || wrapped)
    }
    guard !overflow, count <= bytes.count, bytes.count - start == 8 * count else {
      throw .notNumPy(reason: "shape \(shape) does not fit \(bytes.count - start) bytes of data")
    }
    let values = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[start...]))
      }
      initialized = count
    }
    self.init(shape: shape, values: values)
  }
}

/// A stored file that is not what its artifact writes.
public enum FormatError: Error, Equatable {
  /// The bytes are no NumPy file that this project writes.
  case notNumPy(reason: String)
  /// A file of the artifact is absent.
  case missingFile(name: String, found: [String])
  /// An array has another shape than its artifact needs.
  case wrongShape(found: [Int], expected: String)
}
