/// The cluster that a drill asks for.
public struct ClusterSpec: Hashable, Sendable, Codable {
  /// Machines that run etcd and the control plane: 1, 3 or 5, or 2 with a warning.
  public var controlPlanes: Int
  public var workers: Int
  public var zones: [ZoneName]
  public var volumes: VolumeKind
  public var backups: BackupSchedule?
  /// 0 to 2 machines that stand outside the zones and share one address; nil: one where there are several control planes.
  public var loadBalancers: Int?
  /// How apiservers reach etcd.
  public var etcdEndpoint: EtcdEndpoint
  /// How long a node's heartbeat may be missing before it counts as NotReady; Kubernetes' own default is 40 s.
  public var nodeGrace: Duration
  /// The machines of a cluster that stands already; nil: those that are made for the drill.
  public var standing: [PlannedMachine]?

  public init(
    controlPlanes: Int = 1, workers: Int = 0, zones: [ZoneName] = [ZoneName("a")], volumes: VolumeKind = .local,
    backups: BackupSchedule? = nil, loadBalancers: Int? = nil, etcdEndpoint: EtcdEndpoint = .direct,
    nodeGrace: Duration = .seconds(40)
  ) {
    self.controlPlanes = controlPlanes
    self.workers = workers
    self.zones = zones
    self.volumes = volumes
    self.backups = backups
    self.loadBalancers = loadBalancers
    self.etcdEndpoint = etcdEndpoint
    self.nodeGrace = nodeGrace
  }

  public var balancerCount: Int { loadBalancers ?? (controlPlanes > 1 ? 1 : 0) }
}

/// How apiservers reach etcd.
public enum EtcdEndpoint: String, Hashable, Sendable, Codable, CaseIterable {
  /// Each its own machine's member.
  case direct
  /// All of them through a TCP balancer that keeps a client with its member.
  case balanced
}

/// Where etcd keeps its state.
public enum VolumeKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// Dies with its machine.
  case local
  /// Outlives its machine and can be attached to another.
  case persistent
}

public struct BackupSchedule: Hashable, Sendable, Codable {
  public var every: Duration

  public init(every: Duration) {
    self.every = every
  }
}
