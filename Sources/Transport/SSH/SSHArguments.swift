import Model

/// The argument vectors of `ssh`.
///
/// The user's own configuration is read, so that aliases, agents and certificates work; what stands here comes first,
/// and the first value of an option holds. - Source: ssh_config(5)
struct SSHArguments: Sendable {
  let target: SSHTarget

  /// Opens the connection that commands share, then goes to the background. It ends by itself when nobody has used it
  /// for a minute, as when the harness was killed.
  ///
  /// - Parameter log: where the way through a jump host says what went wrong; ssh would drop that.
  func opening(socket: String, log: String, connectTimeout: Int) -> [String] {
    let common = Self.options(Self.strict + ["ConnectTimeout=\(connectTimeout)"])
    let own = Self.options(["ControlMaster=yes", "ControlPersist=60"] + identity)
    return ["-N", "-f", "-T", "-S", socket] + common + own + jump(common, log: log) + login + ["--", target.host]
  }

  /// Runs `line` through the open connection or not at all: the way around it would be a second try of a command that
  /// may have run already.
  func running(_ line: String, socket: String) -> [String] {
    let own = Self.options(Self.strict + ["ControlMaster=no", "ControlPersist=no", "ProxyCommand=false"])
    return ["-T", "-S", socket] + own + login + ["--", target.host, line]
  }

  /// Prints what the user's configuration makes of the target, and connects to nothing.
  var evaluating: [String] { ["-G"] + login + ["--", target.host] }

  func closing(socket: String) -> [String] { ["-S", socket, "-O", "exit", "--", target.host] }

  /// Never a question, never an unknown key, nothing of the user's handed on.
  private static let strict = [
    "BatchMode=yes", "StrictHostKeyChecking=yes", "VerifyHostKeyDNS=no", "NoHostAuthenticationForLocalhost=no",
    "UpdateHostKeys=no", "LogLevel=ERROR", "EscapeChar=none", "RequestTTY=no", "RemoteCommand=none",
    "PermitLocalCommand=no", "ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no", "ProxyUseFdpass=no",
    "ConnectionAttempts=1", "ServerAliveInterval=5", "ServerAliveCountMax=3",
  ]

  private var identity: [String] {
    let key = target.identityFile.map { ["IdentityFile=\($0)", "IdentitiesOnly=yes"] } ?? []
    let known = target.knownHostsFile.map { ["UserKnownHostsFile=\($0)", "GlobalKnownHostsFile=/dev/null"] } ?? []
    return key + known
  }

  private var login: [String] { Self.login(user: target.user, port: target.port) }

  private static func login(user: String?, port: Int?) -> [String] {
    (user.map { ["-l", $0] } ?? []) + (port.map { ["-p", String($0)] } ?? [])
  }

  /// ssh's own `-J` would not hold the jump host to these options: it reads only the user's configuration.
  private func jump(_ common: [String], log: String) -> [String] {
    guard let jump = target.jump.flatMap(SSHJump.init(_:)) else { return [] }
    let words: [String] =
      ["ssh", "-E", log, "-T", "-W", "[%h]:%p"] + common + Self.options(["ControlPath=none"] + identity)
      + Self.login(user: jump.user, port: jump.port) + ["--", jump.host]
    return Self.options(["ProxyCommand=" + words.map(shellQuoted).joined(separator: " ")])
  }

  private static func options(_ settings: [String]) -> [String] { settings.flatMap { ["-o", $0] } }
}
