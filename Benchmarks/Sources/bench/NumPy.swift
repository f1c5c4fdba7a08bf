import Foundation

/// The NumPy version, vectorized over runs and batches: a process of its own for each round.
struct NumPy {
  static let runs = 64
  static let steps = 150

  /// What a round gives.
  struct Result: Decodable {
    /// Processor time of a learning sample.
    let nanoseconds: Double
    /// g, θ, W of run 0.
    let parameters: [Double]
  }

  /// The plain loop's parameters of run 0 after the same steps.
  let expected: [Double]
  private let arguments: [String]
  private let input: URL

  /// Writes the input for a case; nothing where python3 or NumPy is missing.
  init?(_ each: Case) {
    guard Self.isThere else { return nil }
    expected = each.trainPlainly(0, steps: Self.steps).parameters
    input = FileManager.default.temporaryDirectory.appendingPathComponent(
      "numpy-learning-\(ProcessInfo.processInfo.processIdentifier).bin")
    let (signals, starts) = each.numPyInput(runs: Self.runs, steps: Self.steps)
    let bytes = (signals + starts).withUnsafeBytes { Data($0) }
    guard (try? bytes.write(to: input)) != nil else { return nil }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("numpy_learning.py")
    let rates = each.trainings[0].rule.rates
    arguments =
      [script.path, input.path]
      + [each.primaryNeurons, each.interneurons, Self.runs, each.trainings[0].batch, Self.steps]
      .map { String($0) } + [rates.gain, rates.theta, rates.weight].map { String($0) }
  }

  /// One round.
  func train() throws -> Result {
    let (status, output) = try Self.python(arguments)
    guard status == 0 else { throw Fault.ended(status: status) }
    return try JSONDecoder().decode(Result.self, from: output)
  }

  /// Removes the input.
  func removeInput() { unlink(input.path) }

  enum Fault: Error { case ended(status: Int32) }

  private static var isThere: Bool {
    guard let (status, _) = try? python(["-c", "import numpy"]) else { return false }
    return status == 0
  }

  private static func python(_ arguments: [String]) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    // One thread, as for all others.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, output)
  }
}
