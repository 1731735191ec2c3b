// Each row: a spec with one flaw, and what the loader says about it. A message that changes is changed here too.

extension Flaw {
  static let inTheFaults: [Flaw] = [
    .shape(
      "faults: []",
      "5:11: faults is empty; expected a list of faults, at least one"),
    .shape(
      "faults: {process.kill: {on: {component: etcd}}}",
      "5:11: faults is a map; expected a list of faults"),
    .shape(
      "faults: [process.kill]",
      #"5:12: "process.kill" cannot stand alone; expected one of backup.corrupt, backup.missing, cluster.destroy, or a map with process.kill, process.pause, process.stop, process.crashloop, supervisor.kill, machine.shutdown, machine.lose, machine.reboot, machine.pause, machine.disconnect, machine.terminate, storage.lose, …"#
    ),
    .shape(
      "faults: [{at: 0s}]",
      "5:12: an item of faults without a fault; expected exactly one of process.kill, process.pause, process.stop, process.crashloop, supervisor.kill, machine.shutdown, machine.lose, machine.reboot, machine.pause, machine.disconnect, machine.terminate, storage.lose, …"
    ),
    .shape(
      "faults: [{process.kil: {on: {component: etcd}}}]",
      #"5:13: unknown key "process.kil" in a fault; expected one of process.kill, process.pause, process.stop, process.crashloop, supervisor.kill, machine.shutdown, machine.lose, machine.reboot, machine.pause, machine.disconnect, machine.terminate, storage.lose, …; did you mean "process.kill"?"#
    ),
    .shape(
      "faults: [{processKill: {on: {component: etcd}}}]",
      #"5:13: unknown key "processKill" in a fault; expected one of process.kill, process.pause, process.stop, process.crashloop, supervisor.kill, machine.shutdown, machine.lose, machine.reboot, machine.pause, machine.disconnect, machine.terminate, storage.lose, …; did you mean "process.kill"?"#
    ),
    .shape(
      "faults: [{weather.change: {on: {component: etcd}}}]",
      #"5:13: unknown key "weather.change" in a fault; expected one of process.kill, process.pause, process.stop, process.crashloop, supervisor.kill, machine.shutdown, machine.lose, machine.reboot, machine.pause, machine.disconnect, machine.terminate, storage.lose, …"#
    ),
    .shape(
      "faults: [{process.kill: {on: {component: etcd}}, process.pause: {on: {component: etcd}}}]",
      "5:12: two faults in one item: process.kill and process.pause; expected exactly one of process.kill, process.pause, process.stop, process.crashloop, supervisor.kill, machine.shutdown, machine.lose, machine.reboot, machine.pause, machine.disconnect, machine.terminate, storage.lose, …"
    ),
    .shape(
      "faults: [{process.kill: {component: etcd}}]",
      "5:27: the fault has no on; expected on: a map with component, machine, zone, role, count",
      #"5:28: unknown key "component" in the fault; expected on"#),
    .shape(
      "faults: [{process.kill: {}}]",
      "5:27: the fault has no on; expected on: a map with component, machine, zone, role, count"),
    .shape(
      "faults: [{process.kill: etcd}]",
      #"5:27: process.kill is "etcd"; expected a map with on"#),
    .shape(
      "faults: [{process.kill: {on: etcd}}]",
      #"5:32: on is "etcd"; expected a map with component, machine, zone, role, count"#),
    .shape(
      "faults: [{process.kill: {on: {component: apiserver}}}]",
      #"5:44: unknown component "apiserver"; expected one of etcd, kube-apiserver, kube-controller-manager, kube-scheduler, load-balancer, kubelet, workload; did you mean "kube-apiserver"?"#
    ),
    .shape(
      "faults: [{process.kill: {on: {component: kube-apisever}}}]",
      #"5:44: unknown component "kube-apisever"; expected one of etcd, kube-apiserver, kube-controller-manager, kube-scheduler, load-balancer, kubelet, workload; did you mean "kube-apiserver"?"#
    ),
    .shape(
      "faults: [{process.kill: {on: {component: Etcd}}}]",
      #"5:44: unknown component "Etcd"; expected one of etcd, kube-apiserver, kube-controller-manager, kube-scheduler, load-balancer, kubelet, workload; did you mean "etcd"?"#
    ),
    .shape(
      "faults: [{process.kill: {on: {component: etcd, count: most}}}]",
      #"5:57: unknown count "most"; expected one of one, minority, majority, all"#),
    .shape(
      "faults: [{process.kill: {on: {component: etcd, count: 2}}}]",
      #"5:57: unknown count "2"; expected one of one, minority, majority, all"#),
    .shape(
      "faults: [{process.kill: {on: {component: etcd, role: lead}}}]",
      #"5:56: unknown role "lead"; expected one of leader, follower; did you mean "leader"?"#),
    .shape(
      "faults: [{process.kill: {on: {component: etcd}}, at: 5 minutes}]",
      #"5:56: "5 minutes" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h; did you mean "5m"?"#),
    .shape(
      "faults: [{process.kill: {on: {component: etcd}}, at: -3s}]",
      #"5:56: "-3s" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h; did you mean "3s"?"#),
    .shape(
      "faults: [{process.kill: {on: {component: etcd}}, at: 5}]",
      #"5:56: "5" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h; did you mean "5s"?"#),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}, at: 99999999999h}]",
      #"5:56: "99999999999h" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h"#),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}, for: 5s}]",
      "5:57: process.kill cannot be undone, so it has no end; expected a fault without for"),
    .rule(
      "faults: [{storage.lose: {on: {component: etcd}}, for: 5s}]",
      "5:57: storage.lose cannot be undone, so it has no end; expected a fault without for"),
    .rule(
      "faults: [{process.pause: {on: {component: etcd}}}]",
      "5:12: a paused process that nobody wakes never recovers by itself; expected for: when to wake it"),
    .rule(
      "faults: [{process.kill: {on: {machine: cp-1}}}]",
      "5:32: process.kill without a component; expected component: one of etcd, kube-apiserver, kube-controller-manager, kube-scheduler, load-balancer, kubelet, workload"
    ),
    .rule(
      "faults: [{process.kill: {on: {component: kube-apiserver, role: leader}}}]",
      "5:66: role leader is etcd's, or a controller's; expected component: etcd beside it, or kube-controller-manager or kube-scheduler"
    ),
    .rule(
      "faults: [{command: {on: {role: leader}, run: [ls]}}]",
      "5:34: role leader is etcd's, or a controller's; expected component: etcd beside it, or kube-controller-manager or kube-scheduler"
    ),
    .rule(
      "faults: [{process.kill: {on: {component: etcd, role: follower}}}]",
      "5:56: one instance leads, and there is no follower; expected leader, or more control planes"),
    .rule(
      "faults: [{process.kill: {on: {component: load-balancer}}}]",
      "5:44: a cluster with one control plane has no load balancer; expected cluster: {loadBalancers: 1}, or another component"
    ),
    .rule(
      "faults: [{process.kill: {on: {component: etcd, machine: cp-2}}}]",
      #"5:59: unknown machine "cp-2"; expected cp-1; did you mean "cp-1"?"#),
    .rule(
      "faults: [{process.kill: {on: {component: etcd, machine: cp1}}}]",
      #"5:59: unknown machine "cp1"; expected cp-1; did you mean "cp-1"?"#),
    .rule(
      "faults: [{process.kill: {on: {component: etcd, zone: b}}}]",
      #"5:56: unknown zone "b"; expected a"#),
    .rule(
      "faults: [{process.kill: {on: {component: etcd, count: minority}}}]",
      "5:57: the minority of 1 is nobody; expected one, majority or all"),
    .rule(
      "cluster: {controlPlanes: 3}\nfaults: [{process.kill: {on: {component: etcd, machine: cp-2, count: minority}}}]",
      "6:72: the minority of 1 is nobody; expected one, majority or all"),
    .rule(
      "faults: [{storage.lose: {on: {component: kube-apiserver}}}]",
      #"5:44: kube-apiserver keeps nothing on a disk; expected etcd; did you mean "etcd"?"#),
    .shape(
      "faults: [{command: {on: {machine: cp-1}}}]",
      "5:22: the command has no run; expected run: a list of arguments"),
    .shape(
      #"faults: [{command: {on: {machine: cp-1}, run: "rm -rf /tmp/x"}}]"#,
      #"5:49: run is "rm -rf /tmp/x"; expected a list of arguments"#),
    .shape(
      "faults: [{command: {on: {machine: cp-1}, run: []}}]",
      "5:49: run is empty; expected a list of arguments, at least one"),
    .rule(
      #"faults: [{command: {on: {machine: cp-1}, run: [""]}}]"#,
      "5:49: a command without a name; expected the program to run first"),
    .shape(
      "faults: [{command: {on: {machine: cp-1}, run: [sleep, 5]}}]",
      #"5:57: 5 is not text; expected text without NUL, in quotes where it looks like a number; did you mean "'5'"?"#),
    .rule(
      #"faults: [{command: {on: {machine: cp-1}, run: [echo, "a\0b"]}}]"#,
      #"5:56: "a\0b" is no argument; expected text without NUL, in quotes where it looks like a number"#),
    .rule(
      "faults: [{command: {on: {machine: cp-1}, run: [ls]}, for: 5s}]",
      "5:61: a command without undo cannot be taken out; expected an undo, or no for"),
    .rule(
      "faults: [{process.kill: {on: {component: etcd}}}, {process.kill: {on: {component: etcd}}, at: 3m}]",
      "5:97: this fault lasts until 3m after the first one, when the recovery has been given up; expected an end before the recovery's deadline of 2m"
    ),
    .rule(
      "faults: [{process.pause: {on: {component: etcd}}, for: 2m}]",
      "5:58: this fault lasts until 2m after the first one, when the recovery has been given up; expected an end before the recovery's deadline of 2m"
    ),
    .rule(
      "cluster: {controlPlanes: 3, zones: [a, b, c]}\nfaults: [{process.kill: {on: {component: etcd, machine: cp-2, zone: c}}}]",
      "6:32: no machine meets all these conditions; expected one of cp-1 in zone a, cp-2 in zone b, cp-3 in zone c, lb-1 in zone edge"
    ),
    .rule(
      "cluster: {zones: [a, b]}\nfaults: [{process.kill: {on: {component: etcd, zone: b}}}]",
      "6:32: no machine meets all these conditions; expected cp-1 in zone a"),
    .rule(
      "cluster: {controlPlanes: 3}\nfaults: [{process.kill: {on: {component: load-balancer, machine: cp-1}}}]",
      "6:32: no machine meets all these conditions; expected one of cp-1 in zone a, cp-2 in zone a, cp-3 in zone a, lb-1 in zone edge"
    ),
    .rule(
      "cluster: {controlPlanes: 2}\nfaults: [{process.kill: {on: {component: etcd, count: minority}}}]",
      "6:57: the minority of 2 is nobody; expected one, majority or all"),
    .rule(
      "cluster: {controlPlanes: 3}\nfaults: [{process.kill: {on: {component: etcd, role: leader, count: minority}}}]",
      "6:71: the minority of 1 is nobody; expected one, majority or all"),
    .rule(
      "cluster: {workers: 2}\nfaults: [{command: {on: {machine: worker-3}, run: [reboot]}}]",
      #"6:37: unknown machine "worker-3"; expected one of cp-1, worker-1, worker-2; did you mean "worker-1"?"#),
  ]
}
