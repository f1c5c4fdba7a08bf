import Drawing

/// Letter and title of a schematic, placed as those of a panel with axes.
struct SchematicHeading {
  let letter: String
  let title: Text

  /// The texts above an area: the letter at its left edge, the title over its middle.
  func elements(above area: Rectangle) -> [Element] {
    let style = PanelStyle.journal
    return [
      .text(
        Label(.bold(letter), size: style.letterSize),
        at: Point(area.minX - 2, area.minY + style.letterOffset.y)),
      .text(
        Label(title, size: style.titleSize, horizontal: .center),
        at: Point(area.center.x, area.minY - style.titleDistance)),
    ]
  }
}
