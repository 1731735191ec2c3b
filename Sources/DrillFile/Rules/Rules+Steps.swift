import Model

/// The order of a drill's own steps. What would destroy data or leave the control plane stopped is no recovery.
extension Rules {
  /// What has to be done earlier in the list.
  ///
  /// - Source: Kubernetes, "Operating etcd clusters": no apiserver may run while members are restored
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/configure-upgrade-etcd/#restoring-an-etcd-cluster>; etcd,
  ///   "Disaster recovery": a forced member beside living ones is a second cluster
  ///   <https://etcd.io/docs/latest/op-guide/recovery/>
  private static let needed: [(step: RecoveryStepName, earlier: [RecoveryStepName])] = [
    (.restoreMembers, [.stopApiservers, .stopEtcd]),
    (.forceNewCluster, [.chooseSurvivor, .stopApiservers, .stopEtcd]),
  ]

  /// What is stopped has to be started later in the list, in one of these ways.
  private static let started: [(step: RecoveryStepName, later: [RecoveryStepName])] = [
    (.stopEtcd, [.startEtcd, .forceNewCluster, .startComponents]),
    (.stopApiservers, [.startApiservers, .startComponents]),
  ]

  static func checkOrder(of steps: [Located<RecoveryStepName>], _ findings: inout Findings) {
    let names = steps.map(\.value)
    for (index, step) in steps.enumerated() {
      for rule in needed where rule.step == step.value {
        let missing = rule.earlier.filter { !names[..<index].contains($0) }
        guard let first = missing.first else { continue }
        findings.add(
          "\(step.value) without \(first) before it",
          expected: "\(Words.list(missing.map(\.rawValue))) earlier in steps", at: step.place)
      }
      for rule in started where rule.step == step.value && !names[index...].contains(where: rule.later.contains) {
        findings.add(
          "\(step.value), and nothing starts it again",
          expected: "\(Words.oneOf(rule.later.map(\.rawValue))) later in steps", at: step.place)
      }
    }
  }
}
