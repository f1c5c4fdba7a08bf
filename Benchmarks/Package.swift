// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that what only benchmarks need costs nobody a build.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "interneurons", path: "..")],
  targets: [
    .executableTarget(
      name: "bench",
      dependencies: [
        .product(name: "Circuits", package: "interneurons"),
        .product(name: "NumericalMethods", package: "interneurons"),
        .product(name: "Photographs", package: "interneurons"),
        .product(name: "Pipeline", package: "interneurons"),
        .product(name: "Statistics", package: "interneurons"),
      ])
  ]
)
