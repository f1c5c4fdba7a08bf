/// Something wrong in a file that a person wrote, with its place.
public struct Fault: Error, Hashable, Sendable {
  /// The file, as the user named it.
  public let file: String
  /// Line and column, counted from 1; nil where the fault is the whole file's.
  public let place: Place?
  /// What is wrong.
  public let message: String

  /// A fault at a place.
  public init(file: String, place: Place?, message: String) {
    self.file = file
    self.place = place
    self.message = message
  }
}

/// A place in a text: line and column, counted from 1.
public struct Place: Hashable, Sendable, Comparable {
  /// The line.
  public let line: Int
  /// The column, in Unicode scalars.
  public let column: Int

  /// A place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (first: Place, second: Place) -> Bool {
    (first.line, first.column) < (second.line, second.column)
  }
}

extension Fault: CustomStringConvertible {
  /// `experiments/x.yaml:12:7: error: …`, as compilers write it and editors read it.
  public var description: String {
    guard let place else { return "\(file): error: \(message)" }
    return "\(file):\(place.line):\(place.column): error: \(message)"
  }
}

/// All faults that were found, in the order of their places.
public struct Faults: Error, Sendable, CustomStringConvertible {
  /// The faults, each once.
  public let all: [Fault]

  /// Sorts the faults by file and place and drops repetitions.
  public init(_ faults: [Fault]) {
    var seen: Set<Fault> = []
    all = faults.filter { seen.insert($0).inserted }.sorted {
      ($0.file, $0.place ?? Place(line: 0, column: 0), $0.message)
        < ($1.file, $1.place ?? Place(line: 0, column: 0), $1.message)
    }
  }

  public var description: String { all.map(\.description).joined(separator: "\n") }
}
