import Foundation

/// A number of bytes as people read it.
struct ByteCount: CustomStringConvertible {
  private let bytes: Int

  init(_ bytes: Int) { self.bytes = bytes }

  var description: String {
    var value = Double(bytes)
    if value < 1000 { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
    var units = ["kB", "MB", "GB"].makeIterator()
    var unit = ""
    while value >= 1000, let next = units.next() {
      value /= 1000
      unit = next
    }
    return String(format: "%.1f %@", value, unit)
  }
}
