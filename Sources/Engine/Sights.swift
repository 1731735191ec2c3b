public import Foundation

/// One look at etcd.
public struct QuorumSight: Hashable, Sendable {
  /// Two clusters have nothing to do with each other: a restore makes another one.
  public var cluster: String?
  public var leader: String?
  /// Whether a linearizable read was answered.
  public var commits: Bool
  public var evidence: String

  public init(cluster: String? = nil, leader: String? = nil, commits: Bool, evidence: String) {
    self.cluster = cluster
    self.leader = leader
    self.commits = commits
    self.evidence = evidence
  }
}

/// Something that should run and does not.
public struct Standstill: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case machineOff
    /// No process of it is there.
    case ended
    case paused
  }

  /// `kube-apiserver on cp-1`, `machine cp-1`.
  public var what: String
  public var kind: Kind

  public init(_ what: String, _ kind: Kind) {
    self.what = what
    self.kind = kind
  }
}

/// One look at what the controllers wrote.
public struct ControllerSight: Hashable, Sendable {
  public struct Lease: Hashable, Sendable {
    public var holder: String
    public var acquired: Date
    public var renewed: Date

    public init(holder: String, acquired: Date, renewed: Date) {
      self.holder = holder
      self.acquired = acquired
      self.renewed = renewed
    }
  }

  /// Of controller manager and scheduler, by the lease's name.
  public var leases: [String: Lease]
  /// Every node with whether it is Ready.
  public var nodes: [String: Bool]

  public init(leases: [String: Lease] = [:], nodes: [String: Bool] = [:]) {
    self.leases = leases
    self.nodes = nodes
  }
}

/// Whether a cluster is whole again.
public struct ConvergenceSight: Hashable, Sendable {
  /// Empty: it is.
  public var missing: [String]
  public var evidence: String

  public init(missing: [String] = [], evidence: String = "") {
    self.missing = missing
    self.evidence = evidence
  }

  public var holds: Bool { missing.isEmpty }
}
