// swift-tools-version: 6.2
// One target a room; a room imports only rooms below it, so a wrong import does not compile.
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// A room of the house: a library target and what it stands on.
func room(_ name: String, on dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(of name: String, on dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, resources: resources,
    swiftSettings: settings)
}

extension Target.Dependency {
  static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
  static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
  static let certificates = product(name: "X509", package: "swift-certificates")
  static let crypto = product(name: "Crypto", package: "swift-crypto")
  static let fox = product(name: "FlyingFox", package: "FlyingFox")
  static let grdb = product(name: "GRDB", package: "GRDB.swift")
  static let mustache = product(name: "Mustache", package: "swift-mustache")
  static let socks = product(name: "FlyingSocks", package: "FlyingFox")
  static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
  static let systemPackage = product(name: "SystemPackage", package: "swift-system")
  static let yams = product(name: "Yams", package: "Yams")
}

let package = Package(
  name: "firedrill",
  products: [
    .executable(name: "firedrill", targets: ["firedrill"]),
    .executable(name: "firedrill-bench", targets: ["firedrill-bench"]),
    .library(name: "Recovery", targets: ["Recovery"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLinux"),
    room("Model", on: ["CLinux"]),
    room("DrillFile", on: ["Model", .yams]),
    room("Store", on: ["Model", .crypto, .grdb]),
    room("Transport", on: ["Model", "CLibcurl", "CLinux", .subprocess, .systemPackage]),
    room("Clients", on: ["Model", "Transport"]),
    room("Providers", on: ["Model", "CLinux", "Transport", "Clients", .asn1, .certificates, .crypto]),
    room("Probes", on: ["Model", "Transport", "Clients", "CLibcurl"]),
    room("Faults", on: ["Model", "Providers", "Clients", "Transport"]),
    room("Recovery", on: ["Model", "Providers", "Clients", .crypto]),
    room("Engine", on: ["Model", "Providers", "Clients", "Probes", "Faults", "Recovery"]),
    room("Reports", on: ["Model", .mustache]),
    room("Runner", on: ["Model", "Clients", "Engine", "Providers", "Recovery", "Reports", "Store", "Transport"]),
    .executableTarget(
      name: "firedrill",
      dependencies: ["Model", "DrillFile", "Engine", "Recovery", "Reports", "Runner", "Store", .argumentParser],
      swiftSettings: settings),
    room("TruthServer", on: ["Model", "CLinux", "Transport"]),
    .executableTarget(
      name: "firedrill-bench", dependencies: ["Model", "Probes", "Transport", "TruthServer"],
      path: "Sources/FiredrillBench", swiftSettings: settings),
    tests(of: "DrillFile", on: ["Model"], resources: [.copy("testdata")]),
    tests(of: "Clients", on: ["Model", "Transport"]),
    tests(of: "Transport", on: ["Model", "Providers", "TruthServer", "CLinux"]),
    tests(of: "Probes", on: ["Model", "Transport", "TruthServer", "CLinux"]),
    tests(of: "Store", on: ["Model", .grdb]),
    .target(
      name: "TestSupport",
      dependencies: ["Clients", "Engine", "Faults", "Model", "Providers", "Recovery", "Transport", .fox, .socks],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests(of: "Model", on: ["TestSupport"]),
    tests(of: "Faults", on: ["Model", "Providers", "Transport", "TestSupport"]),
    tests(of: "Recovery", on: ["Model", "Clients", "Providers", "Transport", "TestSupport", .crypto, .fox, .socks]),
    tests(of: "Engine", on: ["Clients", "Faults", "Model", "Providers", "Recovery", "TestSupport", "Transport"]),
    tests(of: "Reports", on: ["Model"], resources: [.copy("testdata")]),
    tests(of: "Runner", on: ["Clients", "Model", "Store", "TestSupport", "Transport", .grdb]),
    .target(
      name: "ProviderConformance", dependencies: ["Clients", "Model", "Providers", "Transport"],
      path: "Tests/ProviderConformance", swiftSettings: settings),
    .executableTarget(
      name: "firedrill-testworker",
      dependencies: ["Clients", "Faults", "Model", "ProviderConformance", "Providers", "Transport"],
      path: "Tests/TestWorker", swiftSettings: settings),
    tests(
      of: "Providers",
      on: ["Model", "ProviderConformance", "Transport", "firedrill-testworker", .asn1, .certificates, .crypto]),
    .testTarget(
      name: "PowerTests",
      dependencies: [
        "Clients", "Model", "ProviderConformance", "Providers", "TestSupport", "Transport", .crypto,
      ],
      swiftSettings: settings),
    .testTarget(name: "ScriptsTests", dependencies: [.fox, .socks, .subprocess], swiftSettings: settings),
    .testTarget(
      name: "IntegrationTests", dependencies: ["Model", "Reports", "Store", "TestSupport", "firedrill"],
      swiftSettings: settings),
  ]
)
