/// Lets the content of an element be written as a list of strings, elements, and loops over them.
@resultBuilder
enum HTMLBuilder {
  static func buildExpression(_ text: String) -> [HTML] { [.text(text)] }
  static func buildExpression(_ piece: HTML) -> [HTML] { [piece] }
  static func buildExpression(_ pieces: [HTML]) -> [HTML] { pieces }
  static func buildBlock(_ parts: [HTML]...) -> [HTML] { parts.flatMap(\.self) }
  static func buildArray(_ parts: [[HTML]]) -> [HTML] { parts.flatMap(\.self) }
  static func buildOptional(_ part: [HTML]?) -> [HTML] { part ?? [] }
  static func buildEither(first part: [HTML]) -> [HTML] { part }
  static func buildEither(second part: [HTML]) -> [HTML] { part }
}
