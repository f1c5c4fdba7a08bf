// swift-tools-version: 6.1
import PackageDescription

// Fuzz targets, linked with libFuzzer: see scripts/fuzz.
let link = LinkerSetting.unsafeFlags(["-sanitize=fuzzer"])

let package = Package(
  name: "fuzzing",
  dependencies: [.package(name: "interneurons", path: "..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "fuzz-photographs",
      dependencies: ["CFuzzer", .product(name: "Photographs", package: "interneurons")],
      linkerSettings: [link]),
    .executableTarget(
      name: "fuzz-manifests",
      dependencies: ["CFuzzer", .product(name: "Pipeline", package: "interneurons")],
      linkerSettings: [link]),
  ]
)
