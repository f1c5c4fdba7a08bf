/// In what two contents of one file differ.
public struct ContentsDifference: Equatable, Sendable {
  /// Where the first difference is: the index of an element, the path of a value, or a byte.
  public let place: String
  /// What stands there in the stored file.
  public let stored: String
  /// What stands there in the new one.
  public let new: String
  /// How many places differ; nil where they cannot be counted.
  public private(set) var count: Int?
  /// The largest difference of two numbers, in units in the last place; nil where no two finite
  /// numbers differ.
  public private(set) var largestUlps: UInt64?
}

extension ContentsDifference {
  /// Compares two contents that differ, by the ending of the file's name.
  public init(of name: String, stored: [UInt8], new: [UInt8]) {
    self =
      Self.arrays(name, stored, new) ?? Self.records(name, stored, new)
      ?? Self.bytes(stored, new)
  }

  // MARK: Arrays

  private static func arrays(_ name: String, _ stored: [UInt8], _ new: [UInt8])
    -> ContentsDifference?
  {
    guard name.hasSuffix(".npy") else { return nil }
    let first: NumPyArray
    let second: NumPyArray
    do {
      first = try NumPyArray(parsing: stored)
      second = try NumPyArray(parsing: new)
    } catch {
      // What is no array is compared byte by byte.
      return nil
    }
    guard first.shape == second.shape else {
      return ContentsDifference(place: "shape", stored: "\(first.shape)", new: "\(second.shape)")
    }
    let places = first.values.indices.filter {
      first.values[$0].bitPattern != second.values[$0].bitPattern
    }
    guard let place = places.first else { return nil }
    return ContentsDifference(
      place: "\(index(of: place, in: first.shape))", stored: "\(first.values[place])",
      new: "\(second.values[place])", count: places.count,
      largestUlps: places.compactMap { ulps(first.values[$0], second.values[$0]) }.max())
  }

  /// The index along each axis of an element in C order.
  private static func index(of place: Int, in shape: [Int]) -> [Int] {
    var rest = place
    return shape.reversed().map { length in
      defer { rest /= length }
      return rest % length
    }.reversed()
  }

  /// How many doubles lie from one to the other; nil unless both are finite.
  static func ulps(_ first: Double, _ second: Double) -> UInt64? {
    guard first.isFinite, second.isFinite else { return nil }
    func order(_ value: Double) -> Int64 {
      let magnitude = Int64(bitPattern: value.magnitude.bitPattern)
      return value.sign == .minus ? -magnitude : magnitude
    }
    return (order(first).subtractingReportingOverflow(order(second)).partialValue).magnitude
  }

  // MARK: Records

  private static func records(_ name: String, _ stored: [UInt8], _ new: [UInt8])
    -> ContentsDifference?
  {
    guard name.hasSuffix(".json") else { return nil }
    var leaves: [Leaf] = []
    do {
      compare(try JSONValue(parsing: stored), try JSONValue(parsing: new), at: "", &leaves)
    } catch {
      return nil
    }
    guard let first = leaves.first else { return nil }
    return ContentsDifference(
      place: first.path, stored: text(first.stored), new: text(first.new), count: leaves.count,
      largestUlps: leaves.compactMap { leaf in
        guard let one = leaf.stored?.double, let other = leaf.new?.double else { return nil }
        return ulps(one, other)
      }.max())
  }

  private struct Leaf {
    let path: String
    let stored: JSONValue?
    let new: JSONValue?
  }

  private static func compare(
    _ stored: JSONValue?, _ new: JSONValue?, at path: String, _ leaves: inout [Leaf]
  ) {
    switch (stored, new) {
    case (.object(let first)?, .object(let second)?):
      for key in Set(first.keys).union(second.keys).sorted() {
        compare(first[key], second[key], at: path.isEmpty ? key : "\(path).\(key)", &leaves)
      }
    case (.array(let first)?, .array(let second)?):
      for place in 0..<max(first.count, second.count) {
        compare(
          first.dropFirst(place).first, second.dropFirst(place).first, at: "\(path)[\(place)]",
          &leaves)
      }
    default:
      if stored != new { leaves.append(Leaf(path: path, stored: stored, new: new)) }
    }
  }

  private static func text(_ value: JSONValue?) -> String {
    guard let value else { return "(none)" }
    do {
      return String(try value.text().prefix(60))
    } catch {
      return "\(value)"
    }
  }

  // MARK: Bytes

  private static func bytes(_ stored: [UInt8], _ new: [UInt8]) -> ContentsDifference {
    let same = zip(stored, new).prefix { $0 == $1 }.count
    func text(_ bytes: [UInt8]) -> String {
      same < bytes.count ? "\(bytes[same])" : "the end, after \(bytes.count) bytes"
    }
    return ContentsDifference(place: "byte \(same)", stored: text(stored), new: text(new))
  }
}

extension JSONValue {
  /// A number of either form.
  fileprivate var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

// MARK: - Files

/// A file of a result that came out differently.
public struct FileDifference: Equatable, Sendable {
  /// The file's name within the artifact.
  public let name: String
  /// Where the stored contents lie.
  public let stored: String
  /// Where the new contents lie.
  public let new: String
  /// In what they differ.
  public let contents: ContentsDifference
}
