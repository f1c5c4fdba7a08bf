import Pipeline

extension Array {
  /// The values of cells that differ in nothing but one label, in the order of their first cells.
  func grouped<Value>(without label: String) -> [(labels: Labels, values: [Value])]
  where Element == Gathered<Value>.Cell {
    var groups: [(labels: Labels, values: [Value])] = []
    for cell in self {
      let labels = cell.labels.filter { $0.key != label }
      if let index = groups.firstIndex(where: { $0.labels == labels }) {
        groups[index].values.append(cell.value)
      } else {
        groups.append((labels, [cell.value]))
      }
    }
    return groups
  }
}
