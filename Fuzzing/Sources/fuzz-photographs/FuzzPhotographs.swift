import CFuzzer
import Photographs

/// Decodes arbitrary bytes as a photograph: a photograph or a `PhotographError`, never a crash.
@main
struct FuzzPhotographs {
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
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(PhotographError) {
      let photograph = try Photograph(decoding: bytes)
      // What was decoded is what the stages rely on.
      precondition(photograph.luminance.values.allSatisfy { (0...1).contains($0) })
      _ = PNGDeclarations(of: bytes).notes(turn: nil)
    } catch {
      precondition(!error.message.isEmpty)
    }
    return 0
  }
}
