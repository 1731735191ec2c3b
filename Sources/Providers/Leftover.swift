public import Model

/// Something of this harness that is still on a machine.
public struct Leftover: Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A table of the packet filter.
    case rules
    /// A static pod's manifest that was moved away.
    case manifest
    /// A manifest with a flag that makes its component crash.
    case flag
    /// A queue that loses or delays packets.
    case queue
    /// A unit that was stopped.
    case service
    /// A machine that stands still.
    case paused
    /// Network cables that were pulled.
    case cable
    /// A dead man's switch that is still armed.
    case timer
    /// A file that was put there for a command.
    case file
    /// A container in which etcd's tools ran.
    case container
    /// Nobody knows: the machine could not be looked at.
    case unseen
  }

  public var kind: Kind
  public var machine: MachineName
  /// As the machine names it; of ``Kind/unseen``, the reason.
  public var name: String

  public init(_ kind: Kind, _ name: String, on machine: MachineName) {
    self.kind = kind
    self.name = name
    self.machine = machine
  }

  public var description: String {
    kind == .unseen ? "\(machine) could not be looked at: \(name)" : "\(kind.rawValue) \(name) on \(machine)"
  }
}
