import Foundation
import Pipeline
import Testing

struct NumPyArrayTests {
  private let array = NumPyArray(
    shape: [2, 3], values: [1, -0.0, .nan, .infinity, .leastNonzeroMagnitude, 0.1])

  @Test func bytesAreThoseOfTheFormat() {
    let bytes = NumPyArray(shape: [2], values: [1, 2]).bytes
    #expect((bytes.count - 16) % 64 == 0)
    #expect(Array(bytes[0..<8]) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    let header = String(decoding: bytes[10..<(bytes.count - 16)], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"))
    #expect(header.hasSuffix("\n"))
    #expect(Array(bytes.suffix(8)) == [0, 0, 0, 0, 0, 0, 0, 0x40])
  }

  @Test func readsWhatItWrites() throws {
    let back = try NumPyArray(parsing: array.bytes)
    #expect(back.shape == array.shape)
    #expect(back.values.map(\.bitPattern) == array.values.map(\.bitPattern))
  }

  @Test func refusesEveryCutAndOtherFiles() throws {
    let bytes = array.bytes
    for length in 0..<bytes.count {
      #expect(throws: FormatError.self) { try NumPyArray(parsing: Array(bytes[..<length])) }
    }
    #expect(throws: FormatError.self) { try NumPyArray(parsing: bytes + [0]) }
    var other = bytes
    other.replaceSubrange(21..<24, with: Array("<f4".utf8))
    #expect(throws: FormatError.self) { try NumPyArray(parsing: other) }
  }
}
