/// A verdict as a page shows it: a sign and a word, so that nobody needs the color.
enum VerdictMark: Equatable {
  case good(String)
  case bad(String)
  case open(String)

  var html: HTML {
    switch self {
    case .good(let word): Self.mark("✓ \(word)", "good")
    case .bad(let word): Self.mark("✗ \(word)", "bad")
    case .open(let word): Self.mark("– \(word)", "neutral")
    }
  }

  private static func mark(_ words: String, _ className: String) -> HTML {
    Tag.span(.className("verdict \(className)")) { words }
  }
}

extension ComparedClaim.Verdict {
  var mark: VerdictMark {
    switch self {
    case .holds: .good(text)
    case .fails: .bad(rawValue)
    case .notApplicable: .open(text)
    }
  }
}

extension ComparedValue.Verdict {
  var mark: VerdictMark {
    switch self {
    case .agrees: .good(text)
    case .outside, .missing: .bad(text.lowercased())
    case .needs, .notShown: .open(text)
    }
  }
}
