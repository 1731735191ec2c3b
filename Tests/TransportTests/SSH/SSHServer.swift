import Foundation
import Glibc
import Model
import Transport
import TruthServer

/// A real sshd on loopback, with keys, a user and a home of its own.
///
/// As root sshd insists on a user and a folder of the system, and as anybody else it lets in that user only. So it runs
/// in namespaces in which it is an ordinary user, named in a file that lies over `/etc/passwd` there. All that it
/// starts ends with it.
final class SSHServer: Sendable {
  let port = TruthServer.freePort()
  let folder: String
  private let process: Task<Void, Never>

  static let user = "drill"

  /// - Parameter settings: more lines for `sshd_config`.
  init(_ settings: String = "") async throws {
    folder = try Self.makeFolder()
    for name in ["bin", "home"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    for name in ["host_key", "user_key", "strange_key"] { try await Self.makeKey("\(folder)/\(name)") }
    try FileManager.default.copyItem(atPath: "\(folder)/user_key.pub", toPath: "\(folder)/authorized_keys")
    try Self.passwd(folder).write(toFile: "\(folder)/passwd", atomically: true, encoding: .utf8)
    try Self.configuration(folder, port, settings).write(toFile: "\(folder)/config", atomically: true, encoding: .utf8)
    let command = Self.start(in: folder)
    process = Task { _ = try? await LocalCommandRunner().run(command) }
    do {
      try await waitUntilItAnswers()
    } catch {
      await stop()
      throw error
    }
    try write(hostKey: "host_key", to: "known_hosts")
    try write("", to: "no_hosts")
    try write(hostKey: "strange_key", to: "strange_hosts")
  }

  /// As somebody who knows the server and is known to it.
  var target: SSHTarget {
    SSHTarget(
      host: "127.0.0.1", port: Int(port), user: Self.user, identityFile: "\(folder)/user_key",
      knownHostsFile: "\(folder)/known_hosts")
  }

  /// How often somebody was let in.
  var logins: Int { log.components(separatedBy: "Accepted publickey for").count - 1 }

  var log: String { (try? String(contentsOfFile: "\(folder)/sshd.log", encoding: .utf8)) ?? "" }

  /// sshd's own processes: the listener and two for each connection.
  var processes: [pid_t] {
    ProcessList.descendants(of: root).filter { ProcessList.words(of: $0).first?.contains("sshd") == true }
  }

  /// Puts a program in front of the machine's own.
  func install(_ script: String, as name: String) throws {
    let path = "\(folder)/bin/\(name)"
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
    chmod(path, 0o755)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  /// Stops it as it is, connections and all.
  func freeze() { for pid in ProcessList.descendants(of: root) { kill(pid, SIGSTOP) } }
  func thaw() { for pid in ProcessList.descendants(of: root) { kill(pid, SIGCONT) } }

  /// Every connection, not the listener: the first process in its namespace.
  func cutConnections() {
    let listener = ProcessList.children(of: root)
    for pid in ProcessList.descendants(of: root) where !listener.contains(pid) { kill(pid, SIGKILL) }
  }

  func stop() async {
    process.cancel()
    await process.value
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// `unshare`, whose only child is sshd's listener.
  private var root: pid_t {
    let text = try? String(contentsOfFile: "\(folder)/pid", encoding: .utf8)
    return text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? 0
  }

  private func waitUntilItAnswers() async throws {
    let question = Command("ssh-keyscan", ["-T", "1", "-p", "\(port)", "127.0.0.1"], deadline: .seconds(5))
    for _ in 0..<200 {
      if try await !LocalCommandRunner().run(question).output.isEmpty { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw SSHServerError.doesNotAnswer(log: log)
  }

  private func write(hostKey key: String, to name: String) throws {
    let line = try String(contentsOfFile: "\(folder)/\(key).pub", encoding: .utf8)
    try write("[127.0.0.1]:\(port) \(line)", to: name)
  }
}

enum SSHServerError: Error {
  case doesNotAnswer(log: String)
  case noFolder
}

// MARK: - Making one

extension SSHServer {
  private static func makeFolder() throws -> String {
    var template = Array("/tmp/fd-sshd-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SSHServerError.noFolder }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func makeKey(_ path: String) async throws {
    try await LocalCommandRunner().require(
      Command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], deadline: .seconds(30)))
  }

  private static func passwd(_ folder: String) -> String {
    """
    root:x:0:0:root:/root:/bin/sh
    sshd:x:100:65534::/run/sshd:/usr/sbin/nologin
    \(user):x:1000:1000::\(folder)/home:/bin/sh

    """
  }

  private static func configuration(_ folder: String, _ port: UInt16, _ settings: String) -> String {
    """
    Port \(port)
    ListenAddress 127.0.0.1
    HostKey \(folder)/host_key
    AuthorizedKeysFile \(folder)/authorized_keys
    PidFile none
    StrictModes no
    UsePAM no
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    SetEnv PATH=\(folder)/bin:/usr/local/bin:/usr/bin:/bin
    \(settings)

    """
  }

  private static func start(in folder: String) -> Command {
    let enter = #"mount --bind "$1" /etc/passwd && shift && exec unshare --map-user=1000 --map-group=1000 -- "$@""#
    let unshare = ["unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "--"]
    let sshd = [executable, "-D", "-E", folder + "/sshd.log", "-f", folder + "/config"]
    let words = unshare + ["sh", "-c", enter, "sh", folder + "/passwd"] + sshd
    return Command(
      "sh", ["-c", #"echo $$ >"$1"; shift; exec "$@""#, "sh", folder + "/pid"] + words, deadline: .seconds(600))
  }

  /// The set-up's sshd, else the machine's own. It starts itself anew by its path, which has to be absolute.
  private static var executable: String {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
    let places = [cache + "/firedrill/tools/bin/sshd", "/usr/sbin/sshd", "/usr/local/sbin/sshd"]
    return places.first { access($0, X_OK) == 0 } ?? "/usr/sbin/sshd"
  }
}

/// Runs `body` with a server that is gone afterwards.
func withSSHServer(_ settings: String = "", _ body: (SSHServer) async throws -> Void) async throws {
  let server = try await SSHServer(settings)
  do {
    try await body(server)
    await server.stop()
  } catch {
    await server.stop()
    throw error
  }
}
