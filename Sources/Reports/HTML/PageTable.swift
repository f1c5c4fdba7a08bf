/// A table as a page shows it: a caption, columns with titles, rows that their first cell names.
struct PageTable {
  /// A column.
  struct Column {
    let title: String
    var isNumeric = false
  }

  let caption: String
  let columns: [Column]
  let rows: [[HTML]]
  /// Below the rows, as a sum.
  var last: [HTML]?
  /// A word for the table's own rules of style.
  var className = ""

  /// The table in a box of its own, so that a narrow screen moves the table and not the page.
  var html: HTML {
    Self.scrolling(caption) {
      Tag.table(.className(className.isEmpty ? "data" : "data \(className)")) {
        Self.caption(caption)
        Tag.thead {
          Tag.tr {
            for column in columns {
              HTML.element(.th, [.scope("col")] + Self.alignment(column), [.text(column.title)])
            }
          }
        }
        Tag.tbody { for cells in rows { row(cells) } }
        if let last { Tag.tfoot { row(last) } }
      }
    }
  }

  private func row(_ cells: [HTML]) -> HTML {
    precondition(cells.count == columns.count, "\(cells.count) cells, \(columns.count) columns")
    return Tag.tr {
      for (index, cell) in cells.enumerated() {
        if index == 0 {
          Tag.th(.scope("row")) { cell }
        } else {
          HTML.element(.td, Self.alignment(columns[index]), [cell])
        }
      }
    }
  }

  private static func alignment(_ column: Column) -> [Attribute] {
    column.isNumeric ? [.className("number")] : []
  }

  /// A caption that stays in view where the table is wider than the screen.
  static func caption(_ words: String) -> HTML { Tag.caption { Tag.span { words } } }

  /// A box that scrolls by itself, with the keyboard too.
  static func scrolling(_ label: String, @HTMLBuilder content: () -> [HTML]) -> HTML {
    Tag.div(
      .className("scroll"), .role("region"), .label(label), Attribute(.tabindex, "0"),
      content: content)
  }
}
