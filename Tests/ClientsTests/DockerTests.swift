import Foundation
import Testing
import Transport

@testable import Clients

struct DockerHostTests {
  @Test func aSocketThatCannotBeAskedIsToldApart() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fd-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(DockerHost(unixSocket: folder + "/none").problem?.description.contains("No such file") == true)
    #expect(DockerHost(unixSocket: folder).problem == .noSocket(folder))
  }

  @Test func whatTheUserNamesComesFirst() throws {
    let host = try DockerHost.find(in: ["DOCKER_HOST": "unix:///tmp/engine.sock"]) { _ in false }
    #expect(host.unixSocket == "/tmp/engine.sock")
    #expect(host.isOnThisMachine)
  }

  @Test func aSocketThatIsThereIsFound() throws {
    let environment = ["XDG_RUNTIME_DIR": "/run/user/1000"]
    let podman = try DockerHost.find(in: environment) { $0.contains("podman") }
    #expect(podman.unixSocket == "/run/podman/podman.sock")
    let rootless = try DockerHost.find(in: environment) { $0.hasPrefix("/run/user") }
    #expect(rootless.unixSocket == "/run/user/1000/docker.sock")
  }

  @Test func withoutOneAllPlacesAreNamed() {
    let expected = DockerHost.Problem.none(lookedAt: ["/var/run/docker.sock", "/run/podman/podman.sock"])
    #expect(throws: expected) { try DockerHost.find(in: [:]) { _ in false } }
  }

  @Test func tcpIsTrustedOnlyWithCertificatesWhereTheUserSaysSo() throws {
    let plain = try DockerHost.find(in: ["DOCKER_HOST": "tcp://10.0.0.1:2375"])
    #expect(plain.url == "http://10.0.0.1:2375" && plain.tls == nil && !plain.isOnThisMachine)
    let verified = try DockerHost.find(
      in: ["DOCKER_HOST": "tcp://10.0.0.1:2376", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"])
    #expect(verified.url == "https://10.0.0.1:2376")
    #expect(verified.tls?.keyFile == "/certs/key.pem")
  }

  @Test func sshSaysWhatToDoInstead() {
    #expect(throws: DockerHost.Problem.unsupported("ssh://host")) {
      try DockerHost.find(in: ["DOCKER_HOST": "ssh://host"])
    }
  }
}

struct DockerAddressTests {
  @Test(arguments: ["../../info", "a/b", "a?x=1", "a b", "a%2fb", "ä"])
  func noNameReachesAnotherPath(_ name: String) {
    let path = DockerClient.path(name)
    #expect(path.hasPrefix("/containers/"))
    #expect(!path.dropFirst("/containers/".count).contains { "/?# ".contains($0) })
  }
}

struct ContainerNetworkTests {
  /// As the engine describes them: an address of one's own, one that was free, and none while it is off.
  @Test(arguments: [
    (#"{"IPAMConfig": {"IPv4Address": "172.18.0.10"}, "IPAddress": "172.18.0.10", "Aliases": ["lab"]}"#, "172.18.0.10"),
    (#"{"IPAMConfig": {}, "IPAddress": "172.18.0.2", "Aliases": null}"#, nil),
    (#"{"IPAMConfig": null, "IPAddress": ""}"#, nil), (#"{"IPAddress": ""}"#, nil),
  ])
  func anAddressThatWasAskedForIsKnown(_ text: String, _ expected: String?) throws {
    let network = try JSONDecoder().decode(DockerClient.Container.Network.self, from: Data(text.utf8))
    #expect(network.wish?.address == expected)
  }
}

struct PublishedPortTests {
  /// As the engine describes them: a container that is off publishes nothing, and will again what it was made with.
  @Test(arguments: [
    (#"{"6443/tcp": [{"HostIp": "127.0.0.1", "HostPort": "24001"}]}"#, "24001", "24001"),
    (#"{"6443/tcp": [{"HostIp": "127.0.0.1", "HostPort": "24002"}]}"#, "0", "24002"),
    ("{}", "24001", "24001"), (#"{"6443/tcp": null}"#, "24001", "24001"), ("{}", "0", nil), ("null", "", nil),
  ])
  func aPortIsKnownWhileTheContainerIsOff(_ now: String, _ wished: String, _ expected: String?) throws {
    let text = """
      {"Id": "x", "State": {"Status": "exited", "Running": false, "Paused": false, "Pid": 0, "StartedAt": ""},
       "NetworkSettings": {"Networks": {}, "Ports": \(now)},
       "HostConfig": {"PortBindings": {"6443/tcp": [{"HostIp": "127.0.0.1", "HostPort": "\(wished)"}]}}}
      """
    let container = try JSONDecoder().decode(DockerClient.Container.self, from: Data(text.utf8))
    #expect(container.published(6443)?.port == expected)
  }
}

struct ExecStreamTests {
  @Test func framesAreSortedByTheirStream() {
    let bytes = frame(1, "out") + frame(2, "err") + frame(1, "put")
    let streams = ExecStream.split(bytes)
    #expect(String(decoding: streams.output, as: UTF8.self) == "output")
    #expect(String(decoding: streams.errorOutput, as: UTF8.self) == "err")
  }

  @Test func aFrameThatIsCutShortCountsAsFarAsItGoes() {
    #expect(ExecStream.split(Array(frame(1, "output").dropLast(3))).output == Array("out".utf8))
    #expect(ExecStream.split([1, 0, 0]).output.isEmpty)
  }

  @Test func aLongFrameIsReadWhole() {
    let text = String(repeating: "x", count: 70_000)
    #expect(ExecStream.split(frame(1, text)).output.count == 70_000)
  }

  private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
    let count = UInt32(text.utf8.count)
    let length = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: count >> UInt32($0)) }
    return [stream, 0, 0, 0] + length + Array(text.utf8)
  }
}

struct TarArchiveTests {
  /// The checksum and the sizes as POSIX has them.
  @Test func theHeadIsThatOfUstar() throws {
    let archive = try #require(TarArchive.holding(Array("hello".utf8), as: "greeting"))
    #expect(archive.count == 512 + 512 + 1024)
    #expect(text(archive, 0, 8) == "greeting")
    #expect(text(archive, 100, 7) == "0000600")
    #expect(text(archive, 124, 11) == "00000000005")
    #expect(text(archive, 257, 5) == "ustar")
    let sum = archive[..<512].enumerated().reduce(0) { $0 + (148..<156 ~= $1.offset ? 32 : Int($1.element)) }
    #expect(Int(text(archive, 148, 6), radix: 8) == sum)
    #expect(text(archive, 512, 5) == "hello")
  }

  @Test(arguments: ["", "a/b", "../x", String(repeating: "n", count: 100), "a\0b"])
  func aNameThatIsNoneIsRefused(_ name: String) {
    #expect(TarArchive.holding([], as: name) == nil)
  }

  private func text(_ bytes: [UInt8], _ start: Int, _ count: Int) -> String {
    String(decoding: bytes[start..<(start + count)], as: UTF8.self)
  }
}
