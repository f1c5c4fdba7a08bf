import Digests
import Testing

@testable import digest_sources

struct SourceLexerTests {
  private func code(_ text: String, file: String = "a.swift") throws -> String {
    try SourceLexer.code(of: Array(text.utf8), file: file)
  }

  @Test(arguments: [
    ("let a = 1  // one\n\n\n/// two\nlet b = 2\n", "let a = 1\nlet b = 2"),
    ("a /* b /* c */ d */ e", "a   e"),
    ("let s = \"// kept\" // gone", "let s = \"// kept\""),
    ("let s = \"\\\"// kept\"", "let s = \"\\\"// kept\""),
    ("let s = #\"\"// kept\"#", "let s = #\"\"// kept\"#"),
    ("let s = \"\\(f(\"//\") /* gone */)\"", "let s = \"\\(f(\"//\")  )\""),
    ("let s = \"\"\"\n// kept\n\"\"\"", "let s = \"\"\"\n// kept\n\"\"\""),
    ("a / b / c // gone", "a / b / c"),
    ("x.reduce(1, /)", "x.reduce(1, /)"),
  ]) func commentsAndBlankLinesVanish(text: String, expected: String) throws {
    #expect(try code(text) == expected)
  }

  @Test func commentsOfCDoNotNest() throws {
    #expect(try code("a /* b /* c */ d", file: "a.c") == "a   d")
    #expect(try code("char c = '\"'; // gone", file: "a.h") == "char c = '\"';")
  }

  @Test func aChangedConstantIsSeen() throws {
    #expect(try code("let a = 1 // x") == code("let a = 1\n\n// y"))
    #expect(try code("let a = 1") != code("let a = 2"))
    #expect(try code("let a = \"// 1\"") != code("let a = \"// 2\""))
  }

  @Test func whatIsNotClearInCIsRefused() {
    let refusal = #expect(throws: SourceLexer.Refusal.self) {
      try code("char c = 'a\n';", file: "a.c")
    }
    #expect(refusal?.description == "a.c:1: error: a character without its end")
    // No string begins with a stroke alone, and none in C.
    #expect(throws: Never.self) { try code("#define A \"#\" // x", file: "a.h") }
    #expect(throws: Never.self) { try code("let a = b #") }
  }

  @Test func tooFewArgumentsAreAWrongUse() {
    for arguments in [[], ["out"], ["out", "root"], ["out", "root", "--scope"]] {
      #expect(throws: (any Error).self) { try DigestTool.run(arguments) }
    }
  }

  @Test(arguments: [
    ("let r = /a\\/\\/b/", "a.swift:1: error: write Regex(\"…\"): a bare regex may hide a comment"),
    ("\nlet r = #/a/#", "a.swift:2: error: write Regex(\"…\"): a bare regex may hide a comment"),
    ("\n\n/* no end", "a.swift:3: error: a comment without its end"),
    ("let s = \"no end", "a.swift:1: error: a string without its end"),
    ("let s = #\"no \" end", "a.swift:1: error: a string without its end"),
  ]) func whatIsNotClearIsRefused(text: String, message: String) throws {
    let refusal = #expect(throws: SourceLexer.Refusal.self) { try code(text) }
    #expect(refusal?.description == message)
  }
}

struct SHA256Tests {
  /// The examples of FIPS 180-4 and a length at each edge of the padding.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]) func digestsOfTheStandard(text: String, digest: String) {
    #expect(SHA256.hexadecimalDigest(of: Array(text.utf8)) == digest)
  }
}
