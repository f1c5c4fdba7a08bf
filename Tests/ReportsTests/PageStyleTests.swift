import Foundation
import Testing

@testable import Reports

/// Whether words can be read: WCAG 2.2 asks for a contrast of 4.5, and of 3 for lines that matter.
struct PageStyleTests {
  /// Red, green and blue from 0 to 1, not linear.
  private static func luminance(_ color: UInt32) -> Double {
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double(color >> UInt32(shift) & 0xFF) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private static func contrast(_ one: UInt32, _ other: UInt32) -> Double {
    let (a, b) = (luminance(one), luminance(other))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  @Test func contrastIsThatOfTheStandard() {
    // Black on white is 21; #777 just fails, #767676 just passes: well-known examples.
    #expect(abs(Self.contrast(0x000000, 0xFFFFFF) - 21) < 1e-9)
    #expect(Self.contrast(0x777777, 0xFFFFFF) < 4.5)
    #expect(Self.contrast(0x767676, 0xFFFFFF) > 4.5)
  }

  /// The colors as a browser reads them: the first rule, and the one for dark surroundings.
  private func colors() throws -> [[String: UInt32]] {
    let css = PageStyle.page.text
    let blocks = css.matches(of: try Regex(#":root\{([^}]*)\}"#)).compactMap {
      $0.output[1].substring
    }
    return try blocks.map { block in
      var colors: [String: UInt32] = [:]
      for match in block.matches(of: try Regex(#"--([a-z-]+):#([0-9a-f]{6})"#)) {
        let name = try #require(match.output[1].substring)
        let digits = try #require(match.output[2].substring)
        colors[String(name)] = UInt32(digits, radix: 16)
      }
      return colors
    }
  }

  @Test func everyWordCanBeReadOnEverySurface() throws {
    let schemes = try colors()
    try #require(schemes.count == 2)
    for scheme in schemes {
      #expect(scheme.count == PageColor.allCases.count)
      for surface in PageColor.allCases where surface.role == .surface {
        for color in PageColor.allCases where color.role != .surface && color != .rule {
          let ratio = Self.contrast(
            try #require(scheme[color.rawValue]), try #require(scheme[surface.rawValue]))
          let least = color.role == .words ? 4.5 : 3
          #expect(ratio >= least, "\(color) on \(surface): \(ratio), at least \(least)")
        }
      }
    }
    #expect(schemes[0] != schemes[1])
  }

  /// Colors of words are those of words, and surfaces those of surfaces; only the mat of pictures and
  /// what stands in for a picture that is broken have colors of their own.
  @Test func rulesUseColorsByTheirRole() throws {
    let css = PageStyle.page.text
    let roles: [(String, Set<PageColor.Role>)] = [
      ("color", [.words]), ("background", [.surface]), ("fill", [.words, .surface, .line]),
      ("stroke", [.words, .line]),
    ]
    for (property, allowed) in roles {
      let values = css.matches(of: try Regex("[{;]\(property):([^;}]*)")).compactMap {
        $0.output[1].substring.map(String.init)
      }
      #expect(!values.isEmpty)
      for value in values where !["#fff", "#1b1d21", "inherit", "none"].contains(value) {
        let name = value.dropFirst("var(--".count).dropLast()
        let color = try #require(PageColor(rawValue: String(name)), "\(property): \(value)")
        #expect(allowed.contains(color.role), "\(property): \(value)")
      }
    }
  }

  @Test func bracesAreBalanced() {
    let css = PageStyle.page.text
    #expect(css.count { $0 == "{" } == css.count { $0 == "}" })
    #expect(!css.contains("<"))
  }
}
