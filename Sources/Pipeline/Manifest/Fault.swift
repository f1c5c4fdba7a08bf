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

  /// That of what no file says.
  static let nowhere = Place(line: 0, column: 0)

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
    let (file, message) = (file.showingControls(), message.showingControls())
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

/// Known words near to a word that is not known.
public enum Spelling {
  /// The known word that takes the fewest edits, if at most a third of its letters differ.
  ///
  /// Edits are insertions, deletions, substitutions and swaps of neighbors, each at cost 1.
  public static func nearest(to word: String, among known: some Sequence<String>) -> String? {
    let candidates = known.map { (word: $0, edits: edits(from: word, to: $0)) }
    guard let best = candidates.min(by: { ($0.edits, $0.word) < ($1.edits, $1.word) }) else {
      return nil
    }
    return best.edits <= max(1, best.word.count / 3) ? best.word : nil
  }

  /// A message about an unknown word: the nearest known one, or all of them.
  public static func unknown(_ what: String, _ word: String, among known: some Sequence<String>)
    -> String
  {
    let known = Array(known)
    if let near = nearest(to: word, among: known) {
      return "unknown \(what) '\(word)': did you mean '\(near)'?"
    }
    if known.isEmpty { return "unknown \(what) '\(word)': there is none" }
    return "unknown \(what) '\(word)': known are \(known.sorted().joined(separator: ", "))"
  }

  private static func edits(from first: String, to second: String) -> Int {
    let a = Array(first.lowercased()), b = Array(second.lowercased())
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let substituted = last[j] + (a[i] == b[j] ? 0 : 1)
        var cost = min(last[j + 1] + 1, row[j] + 1, substituted)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
