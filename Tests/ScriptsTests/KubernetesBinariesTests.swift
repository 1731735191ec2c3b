import Foundation
import Subprocess
import Testing

/// `scripts/kubernetes-binaries.sh` against a local server, in a cache of its own, on a machine whose apt answers nothing.
@Suite struct KubernetesBinariesTests {
  private let names = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"]
  private let version = "v1.20.15"

  // MARK: The official release

  @Test func aWholeReleaseIsKept() async throws {
    try await withSandbox { sandbox in
      let release = release()
      try await ReleaseServer.serving(release) { server, address in
        let outcome = try await sandbox.run(from: address)
        #expect(outcome.status == .exited(0), "\(outcome)")
        #expect(try sandbox.cached() == ["current", version])
        for name in names {
          let file = sandbox.kubernetes.appending(path: "current/\(name)")
          #expect(try Data(contentsOf: file) == content(of: name))
          #expect(FileManager.default.isExecutableFile(atPath: file.path()))
        }
        #expect(try sandbox.unfinishedWork() == [])
        #expect(outcome.text.contains("There is no kubemark: drills with workers are skipped."), "\(outcome)")

        let asked = await server.requests.count
        let second = try await sandbox.run(from: address)
        #expect(second.status == .exited(0), "\(second)")
        #expect(await server.requests.count == asked, "the second run downloads nothing")
      }
    }
  }

  @Test(arguments: ["kube-apiserver", "kube-scheduler"])
  func aWrongSHA256IsRefused(name: String) async throws {
    try await withSandbox { sandbox in
      var release = release()
      release[path(name)] = .whole(Data("something else".utf8))
      try await ReleaseServer.serving(release) { _, address in
        let outcome = try await sandbox.run(from: address)
        #expect(outcome.status == .exited(2), "\(outcome)")
        #expect(outcome.text.contains("\(name) has the wrong SHA-256"), "\(outcome)")
        #expect(try sandbox.cached() == [])
        #expect(try sandbox.unfinishedWork() == [])
        #expect(!sandbox.usedDebian(), "a damaged release is not replaced in silence")
      }
    }
  }

  @Test func aPageInPlaceOfTheSHA256IsRefused() async throws {
    try await withSandbox { sandbox in
      var release = release()
      release[path("kube-apiserver.sha256")] = .whole(Data("<html>Please log in</html>".utf8))
      try await ReleaseServer.serving(release) { _, address in
        let outcome = try await sandbox.run(from: address)
        #expect(outcome.status == .exited(2), "\(outcome)")
        #expect(outcome.text.contains("kube-apiserver.sha256 holds no SHA-256"), "\(outcome)")
        #expect(try sandbox.cached() == [])
        #expect(!sandbox.usedDebian())
      }
    }
  }

  @Test func aDownloadCutOffInTheMiddleIsRefused() async throws {
    try await withSandbox { sandbox in
      var release = release()
      let whole = content(of: "kube-controller-manager")
      release[path("kube-controller-manager")] = .cutOff(sent: whole.prefix(whole.count / 2), announced: whole.count)
      try await ReleaseServer.serving(release) { server, address in
        let outcome = try await sandbox.run(from: address)
        #expect(outcome.status == .exited(2), "\(outcome)")
        #expect(outcome.text.contains("kube-controller-manager was cut off"), "\(outcome)")
        #expect(try sandbox.cached() == [])
        #expect(try sandbox.unfinishedWork() == [])
        #expect(!sandbox.usedDebian())

        await server.change(path("kube-controller-manager"), to: .whole(whole))
        let second = try await sandbox.run(from: address)
        #expect(second.status == .exited(0), "\(second)")
      }
    }
  }

  @Test func aReleaseThatIsNotThereLeadsToDebian() async throws {
    try await withSandbox { sandbox in
      try await ReleaseServer.serving([:]) { _, address in
        let outcome = try await sandbox.run(from: address)
        #expect(outcome.text.contains("The official release is not there"), "\(outcome)")
        #expect(outcome.text.contains("answers 404"), "\(outcome)")
        #expect(sandbox.usedDebian())
        #expect(outcome.status == .exited(2), "this machine's apt answers nothing: \(outcome)")
        #expect(outcome.text.contains("Next: "), "\(outcome)")
        #expect(try sandbox.cached() == [])
      }
    }
  }

  @Test func aReleaseWithOneFileMissingIsNotHalfKept() async throws {
    try await withSandbox { sandbox in
      var release = release()
      release[path("kube-scheduler")] = .notFound
      try await ReleaseServer.serving(release) { _, address in
        let outcome = try await sandbox.run(from: address)
        #expect(outcome.status == .exited(2), "\(outcome)")
        #expect(sandbox.usedDebian())
        #expect(try sandbox.cached() == [])
      }
    }
  }

  @Test func anOfflineHostLeadsToDebianSoon() async throws {
    try await withSandbox { sandbox in
      // A port that was free a moment ago and that nobody listens on any more
      let address = try await ReleaseServer.serving([:]) { _, address in address }
      let outcome = try await sandbox.run(from: address)
      #expect(outcome.text.contains("The official release cannot be reached"), "\(outcome)")
      #expect(sandbox.usedDebian())
      #expect(outcome.status == .exited(2), "this machine's apt answers nothing: \(outcome)")
      #expect(try sandbox.cached() == [])
    }
  }

  // MARK: Interruptions and company

  @Test func aSetUpKilledInTheMiddleLeavesNoHalfBinary() async throws {
    try await withSandbox { sandbox in
      var release = release()
      let whole = content(of: "kube-scheduler")
      release[path("kube-scheduler")] = .stalled(sent: whole.prefix(10), announced: whole.count)
      try await ReleaseServer.serving(release) { server, address in
        let killed = try await sandbox.run(from: address) { send in
          try await server.awaitRequest(for: path("kube-scheduler"))
          try send(.kill)
        }
        #expect(killed.status == .signaled(9), "\(killed)")
        #expect(try sandbox.cached() == [])

        await server.change(path("kube-scheduler"), to: .whole(whole))
        let second = try await sandbox.run(from: address)
        #expect(second.status == .exited(0), "\(second)")
        #expect(try sandbox.cached() == ["current", version])
        #expect(try sandbox.unfinishedWork() == [], "what the killed run left is cleared away")
      }
    }
  }

  @Test(arguments: [(Signal.terminate, 143 as CInt), (.interrupt, 130)])
  func aSetUpToldToStopClearsItsWorkAway(signal: Signal, status: CInt) async throws {
    try await withSandbox { sandbox in
      var release = release()
      release[path("kube-apiserver")] = .stalled(sent: Data("half".utf8), announced: 4_000)
      try await ReleaseServer.serving(release) { server, address in
        let outcome = try await sandbox.run(from: address) { send in
          try await server.awaitRequest(for: path("kube-apiserver"))
          try send(signal)
        }
        #expect(outcome.status == .exited(status), "\(outcome)")
        #expect(try sandbox.cached() == [])
        #expect(try sandbox.unfinishedWork() == [])
      }
    }
  }

  @Test func twoSetUpsSideBySideDownloadOnce() async throws {
    try await withSandbox { sandbox in
      try await ReleaseServer.serving(release()) { server, address in
        async let one = sandbox.run(from: address)
        async let other = sandbox.run(from: address)
        for outcome in try await [one, other] { #expect(outcome.status == .exited(0), "\(outcome)") }
        #expect(await server.requests.count == 2 * names.count)
        #expect(try sandbox.cached() == ["current", version])
      }
    }
  }

  // MARK: Binaries that are there already

  @Test func completeAssetsAreUsed() async throws {
    try await withSandbox { sandbox in
      let assets = try sandbox.makeAssets(names)
      try await ReleaseServer.serving(release()) { server, address in
        let outcome = try await sandbox.run(from: address, ["KUBEBUILDER_ASSETS": assets])
        #expect(outcome.status == .exited(0), "\(outcome)")
        #expect(outcome.text.contains(assets), "\(outcome)")
        #expect(await server.requests == [])
        #expect(try sandbox.cached() == [])
      }
    }
  }

  @Test func incompleteAssetsAreNamedAndPassedOver() async throws {
    try await withSandbox { sandbox in
      let assets = try sandbox.makeAssets(["kube-apiserver", "kube-scheduler"])
      try await ReleaseServer.serving(release()) { _, address in
        let outcome = try await sandbox.run(from: address, ["KUBEBUILDER_ASSETS": assets])
        #expect(outcome.status == .exited(0), "\(outcome)")
        #expect(outcome.text.contains("lacks kube-controller-manager; looking further"), "\(outcome)")
        #expect(try sandbox.cached() == ["current", version])
      }
    }
  }

  @Test func aVersionAskedForByNameIsThatVersion() async throws {
    try await withSandbox { sandbox in
      let other = "v1.20.14"
      let both = release().merging(release(other)) { first, _ in first }
      try await ReleaseServer.serving(both) { server, address in
        _ = try await sandbox.run(from: address)
        let named = try await sandbox.run(from: address, ["FIREDRILL_KUBERNETES_VERSION": other])
        #expect(named.status == .exited(0), "\(named)")
        #expect(try sandbox.cached() == ["current", other, version])
        #expect(try sandbox.current() == other)

        let asked = await server.requests.count
        let back = try await sandbox.run(from: address, ["FIREDRILL_KUBERNETES_VERSION": version])
        #expect(back.status == .exited(0), "\(back)")
        #expect(try sandbox.current() == version)
        #expect(await server.requests.count == asked, "both are in the cache")
      }
    }
  }

  @Test func kubemarkIsAskedForOrLeftOut() async throws {
    try await withSandbox { sandbox in
      try await ReleaseServer.serving(release()) { _, address in
        let without = try await sandbox.run(from: address, ["FIREDRILL_WITH_KUBEMARK": "0"])
        #expect(without.status == .exited(0) && !without.text.contains("kubemark"), "\(without)")
        #expect(!sandbox.usedDebian())
        let with = try await sandbox.run(from: address, ["FIREDRILL_WITH_KUBEMARK": "1"])
        #expect(with.status == .exited(2) && sandbox.usedDebian(), "this machine's apt has no source of it: \(with)")
        #expect(try sandbox.cached() == ["current", version], "the release stays")
        let file = sandbox.kubernetes.appending(path: "current/kubemark")
        try Data("kubemark".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path())
        let settled = try await sandbox.run(from: address, ["FIREDRILL_WITH_KUBEMARK": "1"])
        #expect(settled.status == .exited(0), "\(settled)")
      }
    }
  }

  @Test(arguments: ["1.20.15", "latest", "v1.20.15/../../elsewhere"])
  func aVersionThatIsNoneIsRefused(text: String) async throws {
    try await withSandbox { sandbox in
      let outcome = try await sandbox.run(from: "http://127.0.0.1:9", ["FIREDRILL_KUBERNETES_VERSION": text])
      #expect(outcome.status == .exited(2), "\(outcome)")
      #expect(outcome.text.contains("write it like v1.20.15"), "\(outcome)")
    }
  }

  // MARK: Debian's sources

  @Test func onlyDebiansOwnSourcesAreCopied() async throws {
    try await withSandbox { sandbox in
      try sandbox.writeSource(
        "main.list",
        """
        # deb http://commented.example/debian sid main
        deb [arch=amd64 signed-by=/k.gpg] http://one.example/debian/ bookworm main contrib  # the first
        deb-src\thttp://one.example/debian bookworm main
        deb https://third-party.example/apt stable main
        deb cdrom:[Debian 12]/ bookworm main
        """)
      try sandbox.writeSource(
        "more.sources",
        """
        # A comment
        Types: deb
        URIs: http://third-party.example/debian
          http://two.example/debian
        Suites: bookworm
        Components: main
        Signed-By:
         -----BEGIN PGP PUBLIC KEY BLOCK-----
         .
         abc

        Enabled: no
        Types: deb
        URIs: http://two.example/debian
        Suites: off
        Components: main

        Types: deb
        URIs: https://third-party.example/apt
        Suites: stable
        Components: main
        """)
      let address = try await ReleaseServer.serving([:]) { _, address in address }
      let targets = """
        Debian|http://one.example/debian/
        Other|https://third-party.example/apt/
        Debian|http://two.example/debian/
        """
      let outcome = try await sandbox.run(from: address, ["FAKE_TARGETS": targets])
      #expect(outcome.status == .exited(2), "\(outcome)")
      #expect(
        try sandbox.copiedSources() == [
          """
          deb [arch=amd64 signed-by=/k.gpg] http://one.example/debian/ bookworm main contrib  # the first
          deb-src [arch=amd64 signed-by=/k.gpg] http://one.example/debian/ bookworm main contrib  # the first
          deb http://one.example/debian bookworm main
          deb-src http://one.example/debian bookworm main

          """,
          """
          Types: deb deb-src
          URIs: http://third-party.example/debian
            http://two.example/debian
          Suites: bookworm
          Components: main
          Signed-By:
           -----BEGIN PGP PUBLIC KEY BLOCK-----
           .
           abc


          """,
        ])
    }
  }

  // MARK: Helpers

  private func path(_ file: String, _ version: String = "v1.20.15") -> String {
    "/\(version)/bin/linux/\(releaseArchitecture)/\(file)"
  }

  /// Some kilobytes that differ from name to name.
  private func content(of name: String) -> Data {
    Data(String(repeating: "\(name)\n", count: 4_000).utf8)
  }

  private func release(_ version: String = "v1.20.15") -> [String: ReleaseServer.Answer] {
    var answers: [String: ReleaseServer.Answer] = [:]
    for name in names {
      answers[path(name, version)] = .whole(content(of: name))
      answers[path(name + ".sha256", version)] = .whole(Data(sums[name]!.utf8))
    }
    return answers
  }

  /// SHA-256 of `content(of:)`, worked out once with sha256sum(1).
  private let sums = [
    "kube-apiserver": "5ecaf011843bf7eaab5f4f6c8373a737b815398f955d3e6648977a64ce6bf7a0",
    "kube-controller-manager": "ce6b2f28a4b0e0f37ab67f1ad117b8ef2a58e8cfd80edaa130f68628992b0e0a",
    "kube-scheduler": "24ca75d8036dd5d4233d6dfc69139ded0613908af6e296416d6988b932dc637c",
  ]

  private var releaseArchitecture: String {
    #if arch(arm64)
      "arm64"
    #else
      "amd64"
    #endif
  }
}
