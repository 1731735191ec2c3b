public import Model

/// What faults need besides the cluster. Each asks for what holds at that moment.
public struct FaultMeans: Sendable {
  /// The machine of etcd's leader; nil while nobody leads.
  public var leader: @Sendable () async -> MachineName?
  public var etcd: @Sendable (MachineName) -> any EtcdKeyspace
  public var certificates: any CertificateCheck
  public var backups: any BackupShelf
  public var clock: any DrillClock
  /// A word that no other fault in any run has, for rules that must be told from others'.
  public var newName: @Sendable () -> String

  public init(
    leader: @escaping @Sendable () async -> MachineName?,
    etcd: @escaping @Sendable (MachineName) -> any EtcdKeyspace, certificates: any CertificateCheck,
    backups: any BackupShelf, clock: any DrillClock = SystemClock(),
    newName: @escaping @Sendable () -> String = { String(UInt64.random(in: .min ... .max), radix: 36) }
  ) {
    self.leader = leader
    self.etcd = etcd
    self.certificates = certificates
    self.backups = backups
    self.clock = clock
    self.newName = newName
  }
}
