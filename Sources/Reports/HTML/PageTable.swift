import Foundation

/// A table as a page shows it: a caption, columns with titles, rows that their first cell names.
struct PageTable {
  /// A column.
  struct Column {
    let title: String
    var isNumeric = false

    /// A column of numbers.
    static func number(_ title: String) -> Column { Column(title: title, isNumeric: true) }
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

extension PageTable.Column: ExpressibleByStringLiteral {
  init(stringLiteral title: String) { self.init(title: title) }
}

extension HTML {
  /// The piece with a remark in small letters below; alone where there is none.
  func above(_ remark: String) -> HTML {
    remark.isEmpty ? .group([self]) : .group([self, Tag.small { remark }])
  }
}

/// A number to four digits, as a table shows it.
struct ShortNumber {
  let text: String

  init(_ value: Double) {
    guard value.isFinite else {
      text = value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞"
      return
    }
    let plain = String(format: "%.4g", value)
    let parts = plain.split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else {
      text = plain.replacing("-", with: "−")
      return
    }
    let digits = Self.superscript(exponent)
    text = "\(parts[0].replacing("-", with: "−")) × 10\(digits)"
  }

  private static func superscript(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String("\(number)".map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] })
  }
}

/// A time as a table shows it: `12 ms`, `1.25 s`, `2 min 5 s`.
struct ShortDuration {
  let text: String

  init(seconds: Double) {
    text =
      switch seconds {
      case ..<0.0005: "< 1 ms"
      case ..<0.9995: "\(Int((seconds * 1000).rounded())) ms"
      case ..<9.995: String(format: "%.2f s", seconds)
      case ..<59.95: String(format: "%.1f s", seconds)
      default: Self.long(Int(seconds.rounded()))
      }
  }

  private static func long(_ seconds: Int) -> String {
    seconds < 3600
      ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
  }
}
