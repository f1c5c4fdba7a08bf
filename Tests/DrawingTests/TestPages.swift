import Drawing

/// Small pages with one panel.
enum TestPages {
  /// A page of 100 × 80 points with a panel of 60 × 40 at (25, 15) and given axes and marks.
  static func page(
    x: Axis = Axis(0, 1), y: Axis = Axis(0, 1), border: Panel.Border = .none, marks: [Mark] = [],
    legend: Legend? = nil
  ) -> Drawing {
    Drawing(
      title: "page", width: 100, height: 80,
      elements: [
        .panel(
          Panel(
            frame: Rectangle(x: 25, y: 15, width: 60, height: 40), x: x, y: y, border: border,
            marks: marks, legend: legend))
      ])
  }

  /// Axes that show nothing.
  static let bare = Axis(0, 1, ticks: .none)
}
