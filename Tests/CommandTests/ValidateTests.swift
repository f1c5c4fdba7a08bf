import Foundation
import Testing

/// `validate --schema`: what editors are given.
struct ValidateTests {
  @Test func schemaIsTheCommittedOne() async throws {
    let project = try ProjectFolder()
    let result = try await project.run("validate", "--schema")
    #expect(result.ending == .exited(0) && result.errors == "")
    let committed = "\(ProjectFolder.repository)/experiments/schema.json"
    #expect(try result.output == String(contentsOfFile: committed, encoding: .utf8))
  }

  @Test func schemaIsOfAllManifests() async throws {
    let project = try ProjectFolder()
    let result = try await project.run("validate", "--schema", "shaping-fig2")
    #expect(result.ending == .exited(2) && result.output == "")
    #expect(
      result.errorLines.first
        == "error: --schema describes every manifest; name no experiment with it")
  }
}
