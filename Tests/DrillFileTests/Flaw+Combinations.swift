// Faults in the network, moments, and combinations that cannot be; as in the other table.

extension Flaw {
  static let inTheNetwork: [Flaw] = [
    .shape(
      "faults: [{network.partition: {from: rest}}]",
      "5:32: the partition has no to; expected to: rest, or a map with component, machine, zone, role, count"),
    .shape(
      "faults: [{network.partition: {from: all, to: rest}}]",
      #"5:39: unknown side "all"; expected rest, or a map with component, machine, zone, role, count"#),
    .shape(
      "faults: [{network.partition: {from: {machine: cp-1}, to: rest, direction: oneway}}]",
      #"5:77: unknown direction "oneway"; expected one of both, one-way; did you mean "one-way"?"#),
    .rule(
      "faults: [{network.partition: {from: rest, to: rest}, for: 1s}]",
      "5:32: the rest of what, if both sides are the rest; expected a target on one side"),
    .rule(
      "faults: [{network.partition: {from: {count: all}, to: rest}, for: 1s}]",
      "5:32: the rest is nobody: the other side is every machine; expected fewer machines"),
    .rule(
      "cluster: {controlPlanes: 3}\nfaults: [{network.partition: {from: {machine: cp-1}, to: {component: etcd, count: all}}, for: 1s}]",
      "6:32: cp-1 can be on both sides; expected sides without a machine in common"),
    .rule(
      "cluster: {controlPlanes: 3}\nfaults: [{network.partition: {from: {machine: cp-4}, to: rest}, for: 1s}]",
      #"6:49: unknown machine "cp-4"; expected one of cp-1, cp-2, cp-3, lb-1; did you mean "cp-1"?"#),
    .shape(
      "faults: [{network.loss: {on: {machine: cp-1}, percent: 30}, for: 1s}]",
      #"5:58: "30" is not such a share; expected a share such as 30%, from 1% to 100%; did you mean "30%"?"#),
    .shape(
      "faults: [{network.loss: {on: {machine: cp-1}, percent: 0%}, for: 1s}]",
      #"5:58: "0%" is not such a share; expected a share such as 30%, from 1% to 100%"#),
    .shape(
      "faults: [{network.delay: {on: {machine: cp-1}}, for: 1s}]",
      "5:28: the delay has no by; expected by: a duration such as 250ms, 3s, 2m or 1h, more than 0s"),
    .rule(
      "faults: [{zone.lose: {zone: b}, for: 1s}]",
      #"5:31: unknown zone "b"; expected a"#),
    .rule(
      "cluster: {zones: [a, b]}\nfaults: [{zone.partition: {zone: b}, for: 1s}]",
      "6:36: no machine stands in zone b; expected a"),
    .rule(
      "faults: [{zone.partition: {zone: a}, for: 1s}]",
      "5:36: nothing stands outside zone a, so nothing is cut; expected loadBalancers: 1, or machines in other zones"),
    .shape(
      "faults: [{zone.lose: {}}]",
      "5:24: the fault has no zone; expected zone: lower-case letters, digits and dashes, such as storage-loss"),
  ]

  static let inTheMoments: [Flaw] = [
    .shape(
      "faults: [{process.kill: {on: {component: etcd}}, when: recovery}]",
      #"5:58: unknown moment "recovery"; expected one of steady, detected, recovery.started, or a map with step; did you mean "recovery.started"?"#
    ),
    .shape(
      "faults: [{process.kill: {on: {component: etcd}}, when: {step: restore member}}]",
      #"5:65: unknown step "restore member"; expected one of verify the backup, restore members, advance the revision, remove what the backup revived, prove freshness, stop apiservers, stop etcd, start etcd, start apiservers, start the other apiservers, restart controller manager and scheduler, start components, …; did you mean "restore members"?"#
    ),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}}, {process.kill: {on: {component: etcd}}, when: recovery.started}]",
      "5:99: a cluster that heals by itself begins no recovery; expected a runbook, or when: detected"),
    .rule(
      "recovery: {steps: [start etcd]}\nfaults: [{process.kill: {on: {component: etcd}}}, {process.kill: {on: {component: etcd}}, when: {step: stop etcd}}]",
      #"6:99: the recovery has no step "stop etcd"; expected start etcd"#),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}, when: detected}]",
      "5:58: nothing is detected before the first fault is put in, and none of the faults is the first; expected when: steady, or a fault before it"
    ),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}, when: detected}, {process.kill: {on: {component: etcd}}, when: detected}]",
      "5:58: nothing is detected before the first fault is put in, and none of the faults is the first; expected when: steady, or a fault before it"
    ),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}, every: 5s}]",
      "5:59: every without times never ends; expected times: 3"),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}, times: 3}]",
      "5:59: times without every is all at once; expected every: 10s"),
    .shape(
      "faults: [{process.kill: {on: {component: etcd}}, every: 5s, times: 1}]",
      "5:70: 1 is out of range; expected a whole number from 2 to 20"),
    .rule(
      "faults: [{process.pause: {on: {component: etcd}}, for: 5s, every: 5s, times: 2}]",
      "5:69: each repetition begins before the one before it is taken out after 5s; expected a time beyond for"),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}, every: 1m, times: 3}]",
      "5:59: this fault lasts until 2m after the first one, when the recovery has been given up; expected an end before the recovery's deadline of 2m"
    ),
    .rule(
      "faults: [{machine.reboot: {on: {machine: cp-1}}, for: 5s}]",
      "5:57: machine.reboot cannot be undone, so it has no end; expected a fault without for"),
    .rule(
      "faults: [{cluster.destroy: {}, for: 5s}]",
      "5:39: cluster.destroy cannot be undone, so it has no end; expected a fault without for"),
    .rule(
      "faults: [{machine.lose: {on: {machine: cp-1}}}]",
      "5:12: machine.lose lasts until it is taken out, and nothing here recovers from it; expected for: when to take it out; or a runbook; or requires: service"
    ),
    .shape(
      "faults: [{cluster.destroy: {zone: a}}]",
      #"5:31: unknown key "zone" in the fault; expected {}"#),
    .shape(
      "faults: [{cluster.destroy: yes}]",
      #"5:30: cluster.destroy is "yes"; expected {}"#),
  ]

  static let inTheMeans: [Flaw] = [
    .shape(
      "cluster: {loadBalancers: 3}",
      "5:28: 3 is out of range; expected a whole number from 0 to 2"),
    .shape(
      "cluster: {etcdEndpoint: balancer}",
      #"5:27: unknown way to etcd "balancer"; expected one of direct, balanced; did you mean "balanced"?"#),
    .rule(
      "cluster: {etcdEndpoint: balanced}",
      "5:27: etcd cannot be balanced without a load balancer; expected loadBalancers: 1, or etcdEndpoint: direct"),
    .rule(
      "cluster: {zones: [a, edge]}",
      "5:24: edge is where load balancers stand, outside the zones; expected another name"),
    .rule(
      "cluster: {workers: 1}\nprobes: [workload]",
      "6:12: the probe workload goes from one worker to another, and the cluster has 1; expected cluster: {workers: 2}"),
    .rule(
      "faults: [{process.kill: {on: {component: kubelet}}}]",
      "5:44: kubelet runs on workers, and the cluster has none; expected cluster: {workers: 2}"),
    .rule(
      "cluster: {controlPlanes: 3, loadBalancers: 0}\nfaults: [{balancer.stop: {on: {component: load-balancer}}}]",
      "6:45: the cluster has no load balancer; expected cluster: {loadBalancers: 1}, or another component"),
    .rule(
      "cluster: {controlPlanes: 3}\nfaults: [{balancer.stop: {on: {component: etcd}}}]",
      "6:45: balancer.stop stops load balancers, not etcd; expected load-balancer"),
    .rule(
      "cluster: {controlPlanes: 3}\nfaults: [{certificate.expire: {on: {component: load-balancer}}, for: 5s}]",
      "6:50: load-balancer serves with no certificate of its own; expected one of etcd, kube-apiserver, kube-controller-manager, kube-scheduler"
    ),
    .rule(
      "faults: [{storage.detach: {on: {component: etcd}}, for: 5s}]",
      "5:12: a local volume cannot be taken away from its machine; expected cluster: {volumes: persistent}"),
    .rule(
      "faults: [backup.missing, {process.kill: {on: {component: etcd}}}]",
      "5:12: backup.missing needs backups, and the cluster has none; expected cluster: {backups: {every: 10s}}"),
    .rule(
      "recovery: reattach-volume",
      "5:13: reattach-volume needs volumes that outlive their machine; expected cluster: {volumes: persistent}"),
    .rule(
      "recovery: {runbook: rebuild-cluster}",
      "5:23: rebuild-cluster needs backups, and the cluster has none; expected cluster: {backups: {every: 10s}}"),
    .rule(
      "recovery: {runbook: restart-component, steps: [start etcd]}",
      "5:49: a runbook and steps at once; expected one of them"),
    .rule(
      "recovery: {steps: [force a new cluster]}",
      "5:22: force a new cluster without choose the survivor before it; expected choose the survivor, stop apiservers, stop etcd earlier in steps"
    ),
    .rule(
      "cluster: {backups: {every: 5s}}\nrecovery: {steps: [stop etcd, restore members, stop apiservers, start etcd, start apiservers]}",
      "6:33: restore members without stop apiservers before it; expected stop apiservers earlier in steps"),
    .rule(
      "recovery: {steps: [stop etcd, wait for the control plane]}",
      "5:22: stop etcd, and nothing starts it again; expected one of start etcd, force a new cluster, start components later in steps"
    ),
    .rule(
      "recovery: {runbook: auto-recover-machine, alarmPeriod: 5s}",
      "5:23: no fault takes a machine down, so the alarm never rings; expected such as machine.shutdown or machine.lose"
    ),
    .rule(
      "recovery: await-machines",
      "5:13: no fault leaves a machine down, so there is none to wait for; expected such as machine.lose"),
    .rule(
      "recovery: await-machines\nfaults: [{machine.reboot: {on: {machine: cp-1}}}]",
      "5:13: no fault leaves a machine down, so there is none to wait for; expected such as machine.lose"),
    .rule(
      "recovery: await-machines\nfaults: [{machine.lose: {on: {machine: cp-1}}, for: 10s}]",
      "6:55: the drill itself would bring the machine back, and the recovery waits for something else to; expected no for"
    ),
    .rule(
      "recovery: {runbook: auto-recover-machine}\nfaults: [{machine.lose: {on: {machine: cp-1}}}]",
      "5:23: the alarm rings after two periods of 1m, when the recovery has been given up; expected a shorter alarmPeriod, or a deadline beyond 2m"
    ),
    .rule(
      "recovery: {runbook: restart-machine, alarmPeriod: 5s}",
      "5:53: alarmPeriod is for auto-recover-machine; expected runbook: auto-recover-machine, or no alarmPeriod"),
    .rule(
      "cluster: {zones: [a, b], backups: {every: 10s}}\nrecovery: reprovision-in-zone",
      "6:13: reprovision-in-zone without a zone; expected zone: one of a, b"),
    .rule(
      "cluster: {zones: [a, b], backups: {every: 10s}}\nrecovery: {runbook: reprovision-in-zone, zone: a}\nfaults: [{zone.lose: {zone: a}}]",
      "6:50: zone a is the one that is lost; expected a zone that can be reached"),
    .rule(
      "recovery: {runbook: restart-machine, zone: a}",
      "5:46: restart-machine makes no machines, so zone says nothing; expected no zone, or reprovision-in-zone"),
    .rule(
      "recovery: {runbook: restart-component, zone: b}",
      #"5:48: unknown zone "b"; expected a"#,
      "5:48: restart-component makes no machines, so zone says nothing; expected no zone, or reprovision-in-zone"),
    .shape(
      "recovery: {requires: some}",
      #"5:24: unknown requirement "some"; expected one of all, service"#),
    .shape(
      "expect: failure",
      #"5:11: unknown expectation "failure"; expected one of recovered, unrecovered"#),
    .rule(
      "expect: unrecovered\nobjectives: {recover: 10s, outage: {api-read: 5s}}",
      "6:25: recover cannot be met by a cluster that is to stay unrecovered; expected no objectives, or expect: recovered",
      "6:38: outage cannot be met by a cluster that is to stay unrecovered; expected no objectives, or expect: recovered"
    ),
    .shape(
      "objectives: {phases: {quorate: 3s}}",
      #"5:25: unknown key "quorate" in phases; expected one of detected, decided, repaired, quorum, firstWrite, converged"#
    ),
    .rule(
      "objectives: {phases: {quorum: 3m}}",
      "5:33: quorum within 3m, but the recovery is given up after 2m; expected a recovery deadline beyond the objective"
    ),
    .rule(
      "objectives: {phases: {decided: 3s}}",
      "5:34: nobody decides on anything where the cluster heals by itself; expected a runbook, or no decided"),
  ]
}
