import Model

extension Runbook {
  /// A database that reached its quota takes no more writes until history is dropped and the alarm is disarmed.
  ///
  /// - Source: etcd, "Maintenance", space quota <https://etcd.io/docs/latest/op-guide/maintenance/#space-quota>
  static let clearNospace = Runbook(
    .clearNospace, "compact and defragment etcd, disarm its alarm, and verify a write",
    [.compact, .defragment, .disarm, .verifyWrite])
}
