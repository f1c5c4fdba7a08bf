/// A color of a page, in light and in dark surroundings. On paper it is the light one.
enum PageColor: String, CaseIterable {
  // Surfaces.
  case paper, panel, code, accentPanel = "accent-panel"
  // Words, legible on every surface.
  case ink, muted, link, good, bad
  // Lines.
  case rule, edge

  /// What a color is for.
  enum Role { case surface, words, line }

  var role: Role {
    switch self {
    case .paper, .panel, .code, .accentPanel: .surface
    case .ink, .muted, .link, .good, .bad: .words
    case .rule, .edge: .line
    }
  }

  /// Red, green and blue, 8 bits each.
  var light: UInt32 {
    switch self {
    case .paper: 0xFFFFFF
    case .panel: 0xF5F6F8
    case .code: 0xEEF0F3
    case .accentPanel: 0xE8F0FA
    case .ink: 0x1B1D21
    case .muted: 0x535963
    case .link: 0x0A4F9C
    case .good: 0x17652C
    case .bad: 0xA11F1A
    case .rule: 0xD3D7DE
    case .edge: 0x747C88
    }
  }

  var dark: UInt32 {
    switch self {
    case .paper: 0x15171B
    case .panel: 0x1D2026
    case .code: 0x262A31
    case .accentPanel: 0x1C2A3D
    case .ink: 0xE6E8EC
    case .muted: 0xAAB1BC
    case .link: 0x8DBBF7
    case .good: 0x83D19A
    case .bad: 0xF5A19A
    case .rule: 0x3A3F48
    case .edge: 0x8A93A1
    }
  }

  /// The declarations of all colors.
  static func declarations(_ value: (PageColor) -> UInt32) -> String {
    allCases.map { color in
      let digits = String(value(color), radix: 16)
      return "--\(color.rawValue):#\(String(repeating: "0", count: 6 - digits.count))\(digits)"
    }.joined(separator: ";")
  }
}
