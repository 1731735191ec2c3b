import Glibc
import Model
import Testing

@testable import Transport

/// What is made of ssh's words, and what ssh is given; without a server.
struct SSHWordsTests {
  private let target = SSHTarget(host: "10.0.0.11", port: 2222, user: "admin")

  static let sayings: [(String, SSHFailure.Kind)] = [
    ("ssh: Could not resolve hostname cp-1: Name or service not known\r\n", .nameNotResolved),
    ("ssh: connect to host 10.0.0.11 port 22: No route to host\r\n", .unreachable),
    ("ssh: connect to host 10.0.0.11 port 22: Network is unreachable\r\n", .unreachable),
    ("ssh: connect to host 10.0.0.11 port 22: Connection timed out\r\n", .timedOut),
    ("Received disconnect from 10.0.0.11 port 22:2: Too many authentication failures\r\n", .permissionDenied),
    (
      "@@@@@@@@@@@@@@@@@@@\r\n@ WARNING: UNPROTECTED PRIVATE KEY FILE! @\r\n@@@@@@@@@@@@@@@@@@@\r\n"
        + "admin@10.0.0.11: Permission denied (publickey).\r\n",
      .permissionDenied
    ),
    ("No ED25519 host key is known for x\r\nHost key verification failed.\r\n", .hostKeyUnknown),
    ("kex_exchange_identification: Connection closed by remote host\r\n", .other), ("", .other),
  ]

  @Test(arguments: sayings)
  func whatSshSaysIsToldApart(text: String, kind: SSHFailure.Kind) {
    let failure = SSHFailure(said: text, target)
    #expect(failure.kind == kind)
    #expect(!failure.said.contains("@@") && !failure.said.contains(where: \.isNewline))
    #expect(failure.description.hasPrefix("admin@10.0.0.11:2222: "))
  }

  @Test func onlyWhatWasCertainlyNotSentIsSentAgain() {
    func exit(_ error: String, output: String = "") -> SSHExit {
      SSHExit(CommandResult(exit: .code(255), output: Array(output.utf8), errorOutput: Array(error.utf8)))
    }
    let unheard = "kex_exchange_identification: Connection closed by remote host\r\n"
    #expect(exit(unheard) == .notSent)
    #expect(exit("Control socket connect(/tmp/x): Connection refused\r\n" + unheard) == .notSent)
    #expect(exit("mux_client_request_session: read from master failed: Broken pipe\r\n" + unheard) == .lost)
    #expect(exit("the command's own words\n" + unheard) == .lost)
    #expect(exit(unheard, output: "x") == .lost)
    #expect(exit("") == .lost)
    let refused = "mux_client_request_session: session request failed: Session open refused by peer\r\n"
    #expect(exit(refused + unheard) == .sessionRefused)
  }

  @Test func theLineHoldsQuotedWordsOnly() {
    let command = Command("echo", ["it's", "$(x)"], workingDirectory: "-", deadline: .seconds(5))
    let line = RemoteCommand(command, asRoot: true).line(within: .milliseconds(2050))
    #expect(line.hasPrefix("exec sh -c '[ \"$(id -u)\" = 0 ] || set -- sudo -n -- \"$@\"; "))
    #expect(line.contains(" timeout -k 1 2.050 sh -c "))
    #expect(line.hasSuffix(#" sh ./- echo 'it'\''s' '$(x)'"#))
    #expect(!RemoteCommand(command, asRoot: false).line(within: .seconds(1)).contains("sudo"))
  }

  @Test func aLimitIsNeverZero() {
    let command = RemoteCommand(Command("true", deadline: .seconds(5)), asRoot: false)
    #expect(command.line(within: .microseconds(3)).hasSuffix(" timeout -k 1 0.001 true"))
    #expect(command.line(within: .seconds(30)).hasSuffix(" timeout -k 1 30 true"))
  }

  /// ssh takes the first value that it is given, and a host after `--` only.
  @Test func sshIsHeldToItsOptions() throws {
    var target = target
    target.identityFile = "/keys/id"
    target.knownHostsFile = "/keys/hosts"
    target.jump = "jumper@[fd00::1]:2200"
    let words = SSHArguments(target: target).opening(socket: "/s", log: "/l", connectTimeout: 7)
    let options = words.indices.dropLast().filter { words[$0] == "-o" }.map { words[$0 + 1] }
    for option in ["BatchMode=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=7", "IdentitiesOnly=yes"] {
      #expect(options.contains(option))
    }
    #expect(words.suffix(2) == ["--", "10.0.0.11"])
    let jump = try #require(options.first { $0.hasPrefix("ProxyCommand=") })
    for word in ["StrictHostKeyChecking=yes", "UserKnownHostsFile=/keys/hosts", "-l jumper", "-p 2200"] {
      #expect(jump.contains(word), "\(jump)")
    }
    #expect(jump.hasSuffix(" -- fd00::1") && jump.contains(" -W '[%h]:%p' "))
  }

  @Test func aControlSocketsPathIsShortEnough() throws {
    let long = "/tmp/" + String(repeating: "x", count: 90)
    let folder = try #require(ControlFolder.make(below: [long, "relative", "/tmp/%h", "/tmp"]))
    #expect(folder.path.hasPrefix("/tmp/fd-"))
    #expect(folder.socket(ofOpening: 99_999).utf8.count <= ControlFolder.longestSocketPath)
    rmdir(folder.path)
  }
}
