import Foundation
public import Model

/// Why a command on another machine has no result.
public enum SSHError: Error, Hashable, Sendable {
  /// There is no connection, or it was lost.
  case connection(SSHFailure)
  /// The command itself: it ran past its deadline, or its caller gave up; or this machine has no `ssh`.
  case command(CommandError)
}

/// What is wrong with a connection.
public struct SSHFailure: Error, Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Nothing listens there.
    case refused
    case timedOut
    case unreachable
    case nameNotResolved
    case hostKeyUnknown
    /// The machine shows another key than the known one: it was made anew, or somebody stands in between.
    case hostKeyChanged
    case permissionDenied
    /// The machine opens no further session on this connection.
    case sessionRefused
    /// After the command was sent, so that nobody knows whether it ran.
    case lost
    /// Something about the target or the command may not be handed to ssh.
    case notAllowed
    case other
  }

  public var kind: Kind
  public var target: SSHTarget
  /// ssh's own words, or ours.
  public var said: String

  public init(_ kind: Kind, _ target: SSHTarget, _ said: String) {
    self.kind = kind
    self.target = target
    self.said = said
  }
}

extension SSHFailure: CustomStringConvertible {
  public var description: String { "\(target.login): \(reason); \(remedy)" }

  /// Without the remedy.
  public var reason: String {
    let problem =
      switch kind {
      case .refused: "connection refused"
      case .timedOut: "no answer in time"
      case .unreachable: "no way leads there"
      case .nameNotResolved: "the host's name was not resolved"
      case .hostKeyUnknown: "its host key is not known"
      case .hostKeyChanged: "its host key is another one than the known one"
      case .permissionDenied: "login denied with \(target.keys)"
      case .sessionRefused: "it opens no further session"
      case .lost: "the connection was lost, and nobody knows whether the command ran"
      case .notAllowed: "refused to try"
      case .other: "ssh failed"
      }
    return said.isEmpty ? problem : "\(problem) (\(said))"
  }

  /// What to do next.
  public var remedy: String {
    switch kind {
    case .refused: "see that sshd runs on the machine and listens on port \(target.port ?? 22)"
    case .timedOut: "see that the machine is on, and that nothing drops packets to port \(target.port ?? 22)"
    case .unreachable: "see the route to \(target.host)"
    case .nameNotResolved: "see the host's name in the inventory, and the resolver"
    case .hostKeyUnknown:
      "ask for the key with `\(target.keyscan)`, compare what `ssh-keygen -lf` says of it with the machine's console, "
        + "then add the line to \(target.knownHosts)"
    case .hostKeyChanged:
      "if the machine was made anew: `ssh-keygen -f \(target.knownHosts) -R \(shellQuoted(target.knownName))`, then "
        + "add the new key as for an unknown one; if it was not, do not log in"
    case .permissionDenied where target.lacksItsKey: "see identityFile in the inventory: there is no such file"
    case .permissionDenied:
      "put the public key into the machine's authorized_keys, or name another user or identityFile in the inventory; a "
        + "key with a passphrase has to be in your agent: `ssh-add`"
    case .sessionRefused: "raise MaxSessions in the machine's sshd_config"
    case .lost: "see that the machine is on"
    case .notAllowed: "mend the inventory, or the command"
    case .other: "run `ssh -v \(target.login)` by hand"
    }
  }
}

extension SSHTarget {
  /// For people: `admin@10.0.0.11`, with the port where it is said.
  public var login: String {
    let place = port.map { "\(host.contains(":") ? "[\(host)]" : host):\($0)" } ?? host
    return user.map { "\($0)@\(place)" } ?? place
  }

  fileprivate var lacksItsKey: Bool { identityFile.map { !FileManager.default.fileExists(atPath: $0) } ?? false }
  fileprivate var keys: String { identityFile.map { "the key \($0)" } ?? "the keys of your agent and configuration" }
  fileprivate var knownHosts: String { knownHostsFile ?? "~/.ssh/known_hosts" }
  /// As files of known hosts name it.
  fileprivate var knownName: String { port.map { $0 == 22 ? host : "[\(host)]:\($0)" } ?? host }
  fileprivate var keyscan: String { "ssh-keyscan" + (port.map { " -p \($0)" } ?? "") + " -t ed25519 \(host)" }
}
