import Foundation

/// The two spellings of a name: `gainUpdate` in Swift and JSON, `gain-update` in manifests.
enum PropertyName {
  static func kebabCase(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      if letter.isUppercase { text.append("-") }
      text += letter.lowercased()
    }
  }

  static func camelCase(_ key: String) -> String {
    let words = key.split(separator: "-", omittingEmptySubsequences: false)
    return (words.first.map(String.init) ?? "") + words.dropFirst().map(\.capitalized).joined()
  }
}
