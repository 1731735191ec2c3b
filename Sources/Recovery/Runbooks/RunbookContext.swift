public import Clients
public import Foundation
public import Model
public import Providers

/// What a runbook works on.
public struct RunbookContext: Sendable {
  public var cluster: any Cluster
  public var backups: BackupCatalogue
  public var snapshotter: Snapshotter
  public var freshness: FreshnessProver
  /// The API of one machine, at the address that it has now.
  public var api: @Sendable (MachineName) -> KubernetesClient
  /// The member of one machine, at the address that it has now.
  public var etcd: @Sendable (MachineName) -> EtcdClient
  /// Wall-clock time of the incident; only signs of life after it count.
  public var incident: Date
  public var clock: any DrillClock
  /// When to give up: every wait of every step is cut by it. nil: the steps' own limits alone hold.
  public var deadline: MonotonicTime?
  /// Where machines are made anew; nil: where they stood.
  public var zone: ZoneName?
  /// How far the monitor's status checks lie apart.
  public var alarmPeriod: Duration
  /// The highest revision that anybody was told before the incident: no watcher may ever see a lower one. 0: not known.
  public var lastRevision: @Sendable () -> Int64
  /// Objects that were deleted before the incident, so that a restore must not bring them back.
  public var deleted: @Sendable () -> Set<ConfigMapName>

  var listener: any Runbook.Listener = SilentListener()
  var memory = RunMemory()

  public init(
    cluster: any Cluster, backups: BackupCatalogue, snapshotter: Snapshotter, freshness: FreshnessProver,
    api: @escaping @Sendable (MachineName) -> KubernetesClient, etcd: @escaping @Sendable (MachineName) -> EtcdClient,
    incident: Date, clock: any DrillClock = SystemClock(), deadline: MonotonicTime? = nil, zone: ZoneName? = nil,
    alarmPeriod: Duration = .seconds(60), lastRevision: @escaping @Sendable () -> Int64 = { 0 },
    deleted: @escaping @Sendable () -> Set<ConfigMapName> = { [] }
  ) {
    self.cluster = cluster
    self.backups = backups
    self.snapshotter = snapshotter
    self.freshness = freshness
    self.api = api
    self.etcd = etcd
    self.incident = incident
    self.clock = clock
    self.deadline = deadline
    self.zone = zone
    self.alarmPeriod = alarmPeriod
    self.lastRevision = lastRevision
    self.deleted = deleted
  }
}

/// A config map's place.
public struct ConfigMapName: Hashable, Comparable, Sendable {
  public var namespace: String
  public var name: String

  public init(_ name: String, in namespace: String) {
    self.namespace = namespace
    self.name = name
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}
