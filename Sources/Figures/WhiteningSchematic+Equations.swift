import Drawing

extension WhiteningSchematic {
  /// A line of equations: what it says, in which color, and the equation; nil leaves a gap.
  typealias Rule = (name: Text, color: Color, equation: Text)?

  private static let transpose = Text.superscript("⊤")

  /// Algorithm 1.
  static var directRules: [Rule] {
    [
      nil,
      (
        "primary neurons", NeuronSymbol.Population.primary.color,
        .bold("ẏ") + " = " + .bold("x") + " − " + .bold("M y")
      ),
      ("settled", .darkGray, .bold("y") + " = " + .bold("M") + .superscript("−1") + .bold("x")),
      (
        "learning", .black,
        "Δ" + .bold("M") + .math(" = η (") + .bold("y y") + transpose + " − " + .bold("I") + ")"
      ),
    ]
  }

  /// Algorithm 2.
  static var mediatedRules: [Rule] {
    [
      (
        "interneurons", NeuronSymbol.Population.interneurons.color,
        .bold("z") + " = " + .bold("W") + transpose + .bold("y")
      ),
      (
        "primary neurons", NeuronSymbol.Population.primary.color,
        .bold("ẏ") + " = " + .bold("x") + " − " + .bold("W z")
      ),
      (
        "settled", .darkGray,
        .bold("y") + " = (" + .bold("W W") + transpose + ")" + .superscript("−1") + .bold("x")
      ),
      (
        "learning", .black,
        "Δ" + .bold("W") + .math(" = η (") + .bold("y z") + transpose + " − " + .bold("W") + ")"
      ),
    ]
  }

  /// Names to the left of a middle, equations to its right.
  static func rules(_ rules: [Rule], middle: Double, baseline: Double) -> [Element] {
    rules.enumerated().flatMap { index, rule -> [Element] in
      guard let rule else { return [] }
      let y = baseline + 11.5 * Double(index)
      return [
        .text(
          Label(rule.name, size: 7, color: rule.color, horizontal: .right),
          at: Point(middle - 12, y)),
        .text(Label(rule.equation, size: 8), at: Point(middle - 6, y)),
      ]
    }
  }

  /// What both networks descend and reach, and how soon.
  static func outcome(in area: Rectangle) -> [Element] {
    let root = Text.superscript("1/2")
    let columns: [(title: Text, equation: Text, center: Double)] = [
      (
        "both descend, on average",
        .math("V") + "(" + .bold("M") + ") = Tr(" + .bold("M") + .superscript("−1") + .bold("C")
          + " + " + .bold("M") + " − 2 " + .bold("C") + root + ")", 0.18
      ),
      (
        "both reach",
        .bold("M") + " = " + .bold("W W") + transpose + " = " + .bold("C") + root + ",  "
          + .bold("y")
          + " = " + .bold("C") + .superscript("−1/2") + .bold("x"), 0.5
      ),
      (
        "time to learn from " + .bold("M") + .math(" = m") + .subscript("0") + " " + .bold("I")
          + ", large " + .math("m") + .subscript("0"),
        .bold("A") + .math(" ~ m") + .subscript("0") + ",   " + .bold("B") + " ~ ½ ln "
          + .math("m") + .subscript("0"), 0.83
      ),
    ]
    return [
      .rectangle(area, cornerRadius: 4, fill: .gray(0.955), stroke: nil),
      .text(Label(.bold("C"), size: 10), at: Point(area.minX + 5, area.minY + 13)),
    ]
      + columns.flatMap { column -> [Element] in
        let x = area.minX + column.center * area.width
        return [
          .text(
            Label(column.title, size: 7, color: .darkGray, horizontal: .center),
            at: Point(x, area.minY + 13)),
          .text(Label(column.equation, size: 8, horizontal: .center), at: Point(x, area.minY + 26)),
        ]
      }
  }
}
