// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "interneurons",
  products: [
    .executable(name: "interneurons", targets: ["interneurons"]),
    // For the benchmarks, a package of their own.
    .library(name: "Circuits", targets: ["Circuits"]),
    .library(name: "NumericalMethods", targets: ["NumericalMethods"]),
    .library(name: "Statistics", targets: ["Statistics"]),
    // For fuzzing, another one.
    .library(name: "Photographs", targets: ["Photographs"]),
    .library(name: "Pipeline", targets: ["Pipeline"]),
  ],
  dependencies: [
    // Exact versions: Package.resolved is not committed (docs/decisions/0001-dependencies.md).
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // The command, and the lists of what it can do.
    .executableTarget(
      name: "interneurons",
      dependencies: [
        "CToolchain", "Catalogue", "Circuits", "CodeDigest", "Downloads", "Drawing", "Figures",
        "NumericalMethods", "Photographs",
        "Pipeline", "Reports", "Stages", "Statistics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "Catalogue", dependencies: ["Circuits", "Figures", "Pipeline", "Stages"]),

    // One figure, one stage per file.
    .target(name: "Figures", dependencies: ["Drawing", "Pipeline", "Stages"]),
    .target(
      name: "Stages",
      dependencies: [
        "Circuits", "NumericalMethods", "Photographs", "Pipeline", "Statistics",
        .product(name: "RealModule", package: "swift-numerics"),
      ]),

    // The science: knows no files and no pipeline.
    .target(name: "Circuits", dependencies: ["NumericalMethods"]),
    .target(name: "Statistics", dependencies: ["NumericalMethods"]),
    .target(name: "Photographs", dependencies: ["CPNGShim", "NumericalMethods"]),
    .target(
      name: "NumericalMethods",
      dependencies: [
        "CFFTW", "CLanes", "CNLopt", "COpenBLAS",
        .product(name: "RealModule", package: "swift-numerics"),
      ]),
    .target(name: "Drawing", dependencies: ["CCairo", "CPNGShim"]),

    // The pipeline: knows no science.
    .target(name: "Pipeline", dependencies: ["Digests", "Yams"]),

    // What is said of finished experiments: the papers against ours, the page.
    .target(name: "Reports", dependencies: ["Pipeline"]),

    // Files from the web: knows neither science nor pipeline.
    .target(name: "Downloads", dependencies: ["Digests"]),

    // SHA-256, for contents, downloads and the sources.
    .target(name: "Digests", dependencies: ["CCrypto"]),

    // The digest of the sources, generated at build time.
    .target(name: "CodeDigest", plugins: ["DigestSources"]),
    .plugin(name: "DigestSources", capability: .buildTool(), dependencies: ["digest-sources"]),
    .executableTarget(name: "digest-sources", dependencies: ["Digests"]),

    // C libraries.
    .target(name: "CPNGShim", dependencies: ["CPNG"]),
    .target(name: "CLanes"),
    .target(name: "CToolchain"),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CNLopt", pkgConfig: "nlopt", providers: [.apt(["libnlopt-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo-ft", providers: [.apt(["libcairo2-dev"])]),

    .testTarget(name: "NumericalMethodsTests", dependencies: ["NumericalMethods"]),
    .testTarget(
      name: "PhotographsTests", dependencies: ["Photographs"], resources: [.copy("Resources")]),
    .testTarget(
      name: "StatisticsTests", dependencies: ["NumericalMethods", "Photographs", "Statistics"],
      resources: [.copy("Resources")]),
    .testTarget(
      name: "CircuitsTests", dependencies: ["Circuits", "NumericalMethods", "Statistics"],
      resources: [.copy("Resources")]),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing"]),
    .testTarget(name: "PipelineTests", dependencies: ["Pipeline"]),
    .testTarget(
      name: "CatalogueTests",
      dependencies: [
        "Catalogue", "Circuits", "Drawing", "Figures", "NumericalMethods", "Photographs",
        "Pipeline", "Stages", "Statistics",
      ],
      resources: [.copy("Resources")]),
    .target(name: "PageReading", path: "Tests/PageReading"),
    .testTarget(name: "ReportsTests", dependencies: ["PageReading", "Pipeline", "Reports"]),
    .target(name: "ScriptedServer", path: "Tests/ScriptedServer"),
    .testTarget(name: "DownloadsTests", dependencies: ["Digests", "Downloads", "ScriptedServer"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Circuits", "Digests", "Downloads", "Drawing", "Figures", "NumericalMethods",
        "PageReading", "Photographs", "Pipeline", "Reports", "ScriptedServer", "Stages",
        "Statistics", "interneurons",
      ]),
    .testTarget(name: "DigestTests", dependencies: ["Digests", "digest-sources"]),
  ]
)
