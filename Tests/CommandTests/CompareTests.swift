import Foundation
import Testing

/// `compare`: what was published and claimed against what the figures have.
struct CompareTests {
  private static let kodakGray = ProcessInfo.processInfo.environment["KODAK_GRAY"]

  /// Figure 2 on small photographs with a published value and a claim that are as wanted.
  private func project(value: String, claim: String) throws -> ProjectFolder {
    let project = try ProjectFolder()
    try project.makePhotographs()
    let manifest = "experiments/shaping-fig2.yaml"
    let text = try project.text(manifest)
    let start = try #require(text.firstRange(of: "\npublished:")?.lowerBound)
    let short = "{like: paper-scalar, iterations: 200}"
    try project.write(
      text[..<start].replacing("paper-scalar", with: short) + """

        published:
          - \(value)
        claims:
          - \(claim)

        """, to: manifest)
    return project
  }

  private static let options = ["--data-set", "photographs"]
  private static let variance = """
    {quantity: variance, signal: signal, image: a, value: 1, tolerance: 0.001, printed: "by | <us>", because: two digits}
    """
  private static let trueClaim = "{says: one is less than two, left: 1, is: below, right: 2}"
  private static let falseClaim = "{says: two is less than one, left: 2, is: below, right: 1}"

  private func run(_ project: ProjectFolder, _ arguments: String...) async throws
    -> CommandLineTool.Result
  {
    try await project.tool().run(["compare"] + Self.options + arguments)
  }

  @Test func agreementEndsWithZeroAndWritesNoFigure() async throws {
    let project = try project(value: Self.variance, claim: Self.trueClaim)
    let result = try await run(project)
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(
      result.output == """
        data set photographs

        shaping-fig2: Gaussianization of local filter responses
          agrees  1 ± 0.001  ours 1.0000  variance[image=a,signal=signal]
              printed: by | <us>; tolerance: two digits
        claims of the papers:
          holds  1 below 2  one is less than two

        1 printed value: 1 agreeing
        1 claim of the papers: 1 holding
        verdict: nothing disagrees

        """)
    #expect(!project.exists("figures"))
    // All is stored by now.
    let again = try await run(project)
    #expect(again.errors == "")
  }

  @Test func disagreementEndsWithFour() async throws {
    let outside = Self.variance.replacing("value: 1", with: "value: 1.01")
    let value = try await run(try project(value: outside, claim: Self.trueClaim))
    #expect(value.ending == .exited(4))
    #expect(value.output.contains("  OUTSIDE  1.01 ± 0.001  ours 1.0000"))
    let claim = try await run(try project(value: Self.variance, claim: Self.falseClaim))
    #expect(claim.ending == .exited(4))
    #expect(claim.output.contains("  FAILS  2 below 1  two is less than one"))
  }

  @Test func aValueOfAnotherPhotographIsNotCountedAsAgreement() async throws {
    let elsewhere = Self.variance.replacing("image: a", with: "image: kodim05")
    let result = try await run(try project(value: elsewhere, claim: Self.trueClaim), "--json")
    #expect(result.ending == .exited(0))
    let json = try object(result.output)
    let value = try #require((json["values"] as? [[String: Any]])?.first)
    #expect(value["verdict"] as? String == "needs another data set")
    #expect(value["needs"] as? String == "kodim05")
    #expect(value["value"] is NSNull)
    #expect(json["isMet"] as? Bool == true)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func theTableIsRewrittenBetweenItsMarkers() async throws {
    let project = try project(value: Self.variance, claim: Self.trueClaim)
    let (begin, end) =
      ("<!-- begin comparison photographs -->", "<!-- end comparison photographs -->")
    try project.write("before\n\(begin)\n| outdated |\n\(end)\nafter\n", to: "README.md")
    let result = try await run(project, "--rewrite", "README.md")
    #expect(result.ending == .exited(0), "\(result.errors)")
    let text = try project.text("README.md")
    #expect(text.hasPrefix("before\n\(begin)\n\nData set `photographs`. "))
    #expect(text.hasSuffix("</details>\n\n\(end)\nafter\n"))
    #expect(!text.contains("outdated"))
    #expect(
      text.contains(
        "| agrees | variance (image a, signal signal) | 1 ± 0.001 | 1.0000 | `shaping-fig2` "
          + "| printed: by \\| &lt;us>; tolerance: two digits |"))
    let again = try await run(project, "--rewrite", "README.md")
    #expect(!again.errors.contains("rewritten"))
    #expect(try project.text("README.md") == text)

    try project.write("\(begin)\n", to: "README.md")
    let broken = try await run(project, "--rewrite", "README.md")
    #expect(broken.ending == .exited(2))
    #expect(broken.errors.contains("the markers of a table are not one pair"))
    let invalid = Array("\(begin)\n\(end)\n".utf8) + [0xFF]
    try project.write(invalid, to: "README.md")
    let noText = try await run(project, "--rewrite", "README.md")
    #expect(noText.ending == .exited(2))
    #expect(noText.errors.contains("the file is no text in UTF-8"))
    #expect(try project.read("README.md") == invalid)
    #expect(
      try await run(project, "--rewrite", "README.md", "--set", "train.seed=2").ending == .exited(2)
    )
    try project.write("nothing\n", to: "README.md")
    let other = try await run(project, "--rewrite", "README.md")
    #expect(other.ending == .exited(0))
    #expect(other.errors.contains("README.md has no table for the data set 'photographs'"))
    #expect(try project.text("README.md") == "nothing\n")
    #expect(try await run(project, "--rewrite", "NONE.md").ending == .exited(2))
  }

  @Test func aRewrittenFileKeepsItsPlaceAndItsMode() async throws {
    let project = try project(value: Self.variance, claim: Self.trueClaim)
    try project.write(
      "<!-- begin comparison photographs -->\r\n<!-- end comparison photographs -->\r\n",
      to: "text.md")
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(project.path)/text.md")
    try manager.createSymbolicLink(
      atPath: "\(project.path)/README.md", withDestinationPath: "text.md")
    let result = try await run(project, "--rewrite", "README.md", "--markdown")
    #expect(result.ending == .exited(0), "\(result.errors)")
    #expect(try manager.destinationOfSymbolicLink(atPath: "\(project.path)/README.md") == "text.md")
    let attributes = try manager.attributesOfItem(atPath: "\(project.path)/text.md")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let text = try project.text("text.md")
    #expect(text.replacing("\r\n", with: "").contains("\n") == false)
    #expect(text.replacing("\r\n", with: "\n").contains(result.output))
  }

  @Test(.enabled(if: kodakGray != nil, "KODAK_GRAY names the folder with them"))
  func whatIsKnownOfImage05Agrees() async throws {
    let folder = try #require(Self.kodakGray)
    let project = try ProjectFolder()
    let experiments = ["shaping-fig2", "shaping-fig3", "shaping-notebook"]
    for name in experiments.dropFirst() {
      let manifest = "experiments/\(name).yaml"
      try project.write(
        String(contentsOfFile: "\(ProjectFolder.repository)/\(manifest)", encoding: .utf8),
        to: manifest)
    }
    // At the paper's and the notebook's own schedules.
    let result = try await project.run("compare", "--json", "--data-set", folder)
    #expect(result.ending == .exited(0), "\(result.errors)")
    let json = try object(result.output)
    let values = try #require(json["values"] as? [[String: Any]])
    #expect(values.allSatisfy { $0["verdict"] as? String == "agrees" }, "\(result.output)")
    #expect(values.count { $0["printed"] != nil } == 9)
    #expect(values.count { $0["computed"] != nil } == 8)
    let quantities = Set(values.compactMap { $0["quantity"] as? String })
    #expect(quantities == ["gain", "mutualInformation", "scale", "shape", "theta"])
  }
}
