import CFuzzer
import Pipeline

/// Reads arbitrary text as a manifest and plans it: a plan or located faults, never a crash.
@main
struct FuzzManifests {
  static func main() {
    var (count, arguments) = (CommandLine.argc, CommandLine.unsafeArgv)
    withUnsafeMutablePointer(to: &arguments) { arguments in
      arguments.withMemoryRebound(
        to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1
      ) {
        _ = LLVMFuzzerRunDriver(&count, $0, run)
      }
    }
  }

  private static let run: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt = { start, count in
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let items = ["a", "b"].map { DataSet.Item(id: $0, path: $0, hash: ContentHash(of: $0)) }
    do {
      let manifest = try Manifest(parsing: text, name: "fuzz", file: "fuzz.yaml")
      _ = try Planner.plan(
        [manifest], registry: StageRegistry(stages: [EchoStage.self], figures: []),
        dataSet: DataSet(name: "set", items: items))
    } catch let faults as Faults {
      precondition(!faults.all.isEmpty)
    } catch {
      preconditionFailure("a manifest is refused by faults, not by \(error)")
    }
    return 0
  }
}

/// A stage that takes everything a stage can take.
private struct EchoStage: Stage {
  static let id = "echo"
  static let summary = "What it is given."
  @Source var text: SourceContents
  @Parameter(in: 1...9) var count = 1
  @Parameter(each: 0...1) var shares = [0.5]
  @Parameter var label = "a"
  @Parameter var isLoud = false

  func run(_ context: Context) -> Echo { Echo(text: label) }
}

private struct Echo: RecordArtifact {
  static let kind = "echo"
  let text: String
}
