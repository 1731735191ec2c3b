import Foundation
import Glibc
import Testing
import Transport

@testable import Providers

/// The parent's side of a sandbox, with this test as the parent.
@Suite(.serialized) struct SandboxProcessTests {
  private let scratch: Scratch
  private let marker = "firedrill-test-\(UUID().uuidString)"

  init() throws { scratch = try Scratch() }

  @Test(.timeLimit(.minutes(2))) func linesGoBothWaysWhateverTheirLength() async throws {
    let sandbox = try launch("echo")
    let long = String(repeating: "é", count: 300_000)
    for line in ["first", long, ""] { sandbox.send(line) }
    var heard: [String] = []
    for await line in sandbox.lines where line.hasPrefix("heard") {
      heard.append(line)
      if heard.count == 3 { sandbox.terminate() }
    }
    #expect(heard == ["heard first", "heard \(long)", "heard "])
    #expect(await sandbox.wait() == .signal(SIGKILL))
  }

  @Test(.timeLimit(.minutes(2))) func terminatingTwiceAndWaitingTwiceIsFine() async throws {
    let sandbox = try launch("echo")
    sandbox.terminate()
    let first = await sandbox.wait()
    sandbox.terminate()
    #expect(await sandbox.wait() == first)
  }

  @Test(.timeLimit(.minutes(2))) func theWorkersExitStatusIsHandedOn() async throws {
    #expect(await (try launch("no-such-check")).wait() == .code(1))
  }

  @Test(.timeLimit(.minutes(2))) func nothingButTheChosenDescriptorsReachesTheWorker() async throws {
    let secret = open("/proc/self/status", O_RDONLY)
    defer { close(secret) }
    let door = try FrontDoorSocket.open()
    defer { close(door.descriptor) }
    let sandbox = try launch("descriptors", inherited: [(door.descriptor, 7)])
    var listed: [String] = []
    for await line in sandbox.lines where line.hasPrefix("descriptor") { listed.append(line) }
    #expect(listed.map { $0.split(separator: " ")[1] } == ["0", "1", "2", "7"], "\(listed)")
  }

  @Test(.timeLimit(.minutes(5))) func theFrontDoorLeadsFromOutsideToTheApiserver() async throws {
    let door = try FrontDoorSocket.open()
    defer { close(door.descriptor) }
    let sandbox = try launch("door", inherited: [(door.descriptor, 3)], "\(door.port)")
    defer { sandbox.terminate() }
    for await line in sandbox.lines where line == "open" { break }
    let folder = scratch.path
    let identity = TLSIdentity(
      authorityFile: folder + "/ca.crt", certificateFile: folder + "/admin.crt", keyFile: folder + "/admin.key")
    let client = HTTPClient(HTTPClientConfiguration(tls: identity))
    defer { client.shutdown() }
    let url = "https://127.0.0.1:\(door.port)/api/v1/namespaces/kube-system"
    #expect(try await client.send(HTTPRequest("GET", url, deadline: .seconds(5))).status == 200)
    let kubeconfig = try #require(TextFile.read(folder + "/kubeconfig"))
    #expect(kubeconfig.contains("server: https://127.0.0.1:\(door.port)\n"))
  }

  private func launch(
    _ check: String, inherited: [(descriptor: Int32, as: Int32)] = [], _ rest: String...
  ) throws -> SandboxProcess {
    let environment = ProcessInfo.processInfo.environment
    return try SandboxProcess.launch(
      executable: try #require(SandboxRun.executable()),
      arguments: ["worker", check, scratch.path, marker] + rest, environment: environment,
      tools: LocalTools(environment: environment), inherited: inherited)
  }
}
