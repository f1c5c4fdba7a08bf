/// What an element says about itself.
struct Attribute: Equatable, Sendable {
  /// The attributes that an element may have.
  enum Name: String, CaseIterable, Sendable {
    case alt, charset, content, d, height, href, id, lang, name, role, rowspan, rx, scope
    case src, style, tabindex, viewBox, width, x, y
    case className = "class"
    case label = "aria-label"
    case labelledBy = "aria-labelledby"
    case anchor = "text-anchor"
  }

  /// Its name.
  let name: Name
  /// Its value, whatever it is.
  let value: String

  /// An attribute.
  init(_ name: Name, _ value: String) {
    self.name = name
    self.value = value
  }

  static func id(_ value: String) -> Attribute { Attribute(.id, value) }
  static func className(_ value: String) -> Attribute { Attribute(.className, value) }
  static func label(_ value: String) -> Attribute { Attribute(.label, value) }
  static func labelledBy(_ value: String) -> Attribute { Attribute(.labelledBy, value) }
  static func role(_ value: String) -> Attribute { Attribute(.role, value) }
  static func scope(_ value: String) -> Attribute { Attribute(.scope, value) }
  static func link(_ value: String) -> Attribute { Attribute(.href, value) }
}
