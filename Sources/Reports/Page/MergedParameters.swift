import Pipeline

/// The parameters of several cells, each with all the values that it takes.
///
/// Named schedules are expanded to their numbers, and defaults are filled in, as everywhere in a plan.
public struct MergedParameters: Equatable, Sendable {
  /// A parameter, or a number within one.
  public struct Entry: Equatable, Sendable {
    /// Its path: `schedule.rates.gain`.
    public let name: String
    /// Its values as JSON, in the order of the cells, each once.
    public internal(set) var values: [String]
  }

  /// By name, in the order of the first cell that has it.
  public private(set) var entries: [Entry] = []

  /// Merges the parameters of cells; what the plan tells a figure about its experiment is left out.
  ///
  /// - Throws: What JSON cannot write, as a number that is not finite.
  public init(_ cells: [JSONValue]) throws {
    var places: [String: Int] = [:]
    for cell in cells {
      for line in try cell.lines() where !line.hasPrefix("experiment.") {
        guard let colon = line.firstRange(of: ": ") else { continue }
        let name = String(line[..<colon.lowerBound])
        let value = String(line[colon.upperBound...])
        let place = places[name] ?? entries.count
        if place == entries.count {
          places[name] = place
          entries.append(Entry(name: name, values: []))
        }
        if !entries[place].values.contains(value) { entries[place].values.append(value) }
      }
    }
  }
}
