import DrillFile
import Model
import Testing

/// Rules that warn, and rules that must keep quiet.
struct RuleTests {
  @Test(arguments: [(2, "survive the loss of 0, no more than 1 do"), (4, "survive the loss of 1, no more than 3 do")])
  func evenClustersAreAllowedWithAWarning(size: Int, why: String) throws {
    let loaded = DrillLoader.parse(text: Flaw.rule("cluster: {controlPlanes: \(size)}").file, file: "f")
    #expect(loaded.problems.isEmpty)
    #expect(loaded.drills.first?.cluster.controlPlanes == size)
    #expect(loaded.warnings.map(\.description) == ["f:5:28: \(size) control planes \(why); expected 1, 3 or 5"])
  }

  @Test(arguments: [1, 3, 5])
  func oddClustersAreNoMatterForWarning(size: Int) {
    let loaded = DrillLoader.parse(text: Flaw.rule("cluster: {controlPlanes: \(size)}").file, file: "f")
    #expect(loaded.warnings.isEmpty)
  }

  /// A machine that a wrong `controlPlanes` might well have is not called unknown.
  @Test(arguments: [
    "cluster: {controlPlanes: nine}\nfaults: [{process.kill: {on: {component: etcd, machine: cp-9}}}]",
    "cluster: {controlPlane: 3}\nfaults: [{process.kill: {on: {component: etcd, machine: cp-3}}}]",
    "cluster: three\nfaults: [{process.kill: {on: {component: etcd, machine: cp-3}}}]",
    "cluster: {zones: [A]}\nfaults: [{process.kill: {on: {component: etcd, zone: b}}}]",
    "probes: [api-raed, etcd-write]\nobjectives: {outage: {api-read: 5s}}",
    "recovery: {deadline: 5 minutes}\nobjectives: {recover: 4m}",
    "cluster: {backup: {every: 10s}}\nrecovery: restore-from-backup",
    "faults: [{process.kill: {on: {component: etc}, role: leader}}]",
    "faults: [{process.pause: {on: {component: etcd}}, four: 5s}]",
    "cluster: {loadBalancer: 1}\nfaults: [{balancer.stop: {on: {component: load-balancer}}}]",
    "cluster: {volumes: persistant}\nrecovery: reattach-volume",
    "cluster: {worker: 2}\nprobes: [workload]",
    "recovery: {runbook: reboot, alarmPeriod: 5s}",
    "recovery: {runbooks: auto-recover-machine, alarmPeriod: 5s}",
    "expct: unrecovered\nfaults: [{machine.lose: {on: {machine: cp-1}}}]",
    "recovery: {require: service}\nfaults: [{machine.lose: {on: {machine: cp-1}}}]",
  ])
  func nothingIsJudgedByAValueThatIsWrongItself(spec: String) {
    let problems = DrillLoader.parse(text: Flaw.rule(spec).file, file: "f").problems
    #expect(!problems.isEmpty)
    #expect(problems.allSatisfy { $0.what.hasPrefix("unknown key") || $0.isOfShape }, "\(problems)")
  }

  @Test(arguments: [
    "cluster: {controlPlanes: 3, workers: 5, zones: [a, b, c, d, e], volumes: persistent}",
    "objectives: {recover: 2m, detect: 2m}",
    "cluster: {controlPlanes: 3}\nprobes: [etcd-write]\nobjectives: {outage: {etcd-write@cp-2: 0s, etcd-write: 1h}}",
    "cluster: {controlPlanes: 2}\nfaults: [{process.kill: {on: {component: load-balancer}}}]",
    "cluster: {controlPlanes: 3}\nfaults: [{process.kill: {on: {component: load-balancer, machine: lb-1}}}]",
    "cluster: {workers: 2}\nfaults: [{command: {on: {machine: worker-2}, run: [reboot]}}]",
    "cluster: {backups: {every: 1h}}\nrecovery: restore-from-backup\nfaults: [{process.pause: {on: {component: etcd}}}]",
    "faults: [{process.kill: {on: {component: etcd, role: leader, count: all}}}]",
    "faults: [{process.kill: {on: {component: etcd}}, at: 3m}, {process.kill: {on: {component: etcd}}, at: 4m}]",
    "ledger: none\nobjectives: {recover: 10s}",
    "cluster: {controlPlanes: 3}\nfaults: [{balancer.stop: {on: {component: load-balancer}}}]",
    "cluster: {loadBalancers: 1}\nfaults: [{process.kill: {on: {component: load-balancer}}}]",
    "cluster: {controlPlanes: 3}\nrecovery: {requires: service}\nfaults: [{machine.lose: {on: {machine: cp-1}}}]",
    "expect: unrecovered\nfaults: [{machine.lose: {on: {machine: cp-1}}}]",
    "recovery: {steps: [stop etcd, start etcd]}\nfaults: [{process.kill: {on: {component: etcd}}}, {process.kill: {on: {component: etcd}}, when: {step: start etcd}}]",
    "cluster: {controlPlanes: 3}\nfaults: [{network.partition: {from: {component: etcd, role: leader}, to: rest}, for: 5s}]",
    "cluster: {workers: 2}\nfaults: [{network.partition: {from: {component: kubelet, count: all}, to: {component: etcd}}, for: 5s}]",
    "cluster: {volumes: persistent}\nfaults: [{storage.detach: {on: {component: etcd}}, for: 5s}]",
    "cluster: {backups: {every: 5s}}\nrecovery: restore-from-backup\nfaults: [backup.corrupt, {storage.lose: {on: {component: etcd}}}]",
    "cluster: {backups: {every: 5s}, zones: [a, b]}\nrecovery: {runbook: reprovision-in-zone, zone: b}\nfaults: [{zone.lose: {zone: a}}]",
    "recovery: {runbook: auto-recover-machine, alarmPeriod: 5s}\nfaults: [{machine.lose: {on: {machine: cp-1}}}]",
    "faults: [{process.kill: {on: {component: kube-scheduler, role: leader}}}]",
    "objectives: {phases: {quorum: 0s, converged: 2m}}",
    "faults: [{process.kill: {on: {component: etcd}}, every: 5s, times: 3}]",
    "ledger: {}\nrecovery: {}\nobjectives: {}\nsteadyState: {}\ncluster: {}",
  ])
  func whatCanBeIsAllowed(spec: String) {
    let loaded = DrillLoader.parse(text: Flaw.rule(spec).file, file: "f")
    #expect(loaded.problems.map(\.description) == [])
    #expect(loaded.drills.count == 1)
  }
}

extension DrillProblem {
  /// Told by the value itself.
  fileprivate var isOfShape: Bool {
    ["is not a", "is \"", "is no ", "unknown component", "unknown probe", "unknown kind", "unknown runbook"].contains {
      what.contains($0)
    }
  }
}
