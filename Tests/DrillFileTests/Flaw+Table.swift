// Each row: a spec with one flaw, and what the loader says about it. A message that changes is changed here too.

extension Flaw {
  static let inTheCluster: [Flaw] = [
    .shape(
      "cluster: {controlPlanes: 6}",
      "5:28: 6 is out of range; expected a whole number from 1 to 5"),
    .shape(
      "cluster: {controlPlanes: 0}",
      "5:28: 0 is out of range; expected a whole number from 1 to 5"),
    .shape(
      "cluster: {controlPlanes: -1}",
      "5:28: -1 is out of range; expected a whole number from 1 to 5"),
    .shape(
      "cluster: {controlPlanes: three}",
      #"5:28: "three" is not a whole number; expected a whole number from 1 to 5"#),
    .shape(
      #"cluster: {controlPlanes: "3"}"#,
      #"5:28: "3" is not a whole number; expected a whole number from 1 to 5"#),
    .shape(
      "cluster: {controlPlanes: 3.0}",
      #"5:28: "3.0" is not a whole number; expected a whole number from 1 to 5"#),
    .shape(
      "cluster: {controlPlanes: 03}",
      #"5:28: "03" is not a whole number; expected a whole number from 1 to 5"#),
    .shape(
      "cluster: {controlPlanes: }",
      "5:28: controlPlanes has no value; expected a whole number from 1 to 5"),
    .shape(
      "cluster: {controlPlanes: [3]}",
      "5:28: controlPlanes is a list; expected a whole number from 1 to 5"),
    .shape(
      "cluster: {workers: -1}",
      "5:22: -1 is out of range; expected a whole number from 0 to 1000"),
    .shape(
      "cluster: {workers: 1000000}",
      "5:22: 1000000 is out of range; expected a whole number from 0 to 1000"),
    .shape(
      "cluster: {zones: []}",
      "5:20: zones is empty; expected a list of zones, at least one"),
    .shape(
      "cluster: {zones: a}",
      #"5:20: zones is "a"; expected a list of zones"#),
    .shape(
      "cluster: {zones: [a, b, c, d, e, f]}",
      "5:20: zones has 6 items; expected a list of zones, at most 5"),
    .shape(
      "cluster: {zones: [a, b, a]}",
      "5:27: zones[2] stands in the list already, on line 5"),
    .shape(
      "cluster: {zones: [Zone A]}",
      #"5:21: "Zone A" is no zone; expected lower-case letters, digits and dashes, such as storage-loss; did you mean "zone-a"?"#
    ),
    .shape(
      "cluster: {zones: [1]}",
      #"5:21: 1 is not text; expected lower-case letters, digits and dashes, such as storage-loss; did you mean "'1'"?"#
    ),
    .shape(
      "cluster: {volumes: persistant}",
      #"5:22: unknown kind of volume "persistant"; expected one of local, persistent; did you mean "persistent"?"#),
    .shape(
      "cluster: {backups: {}}",
      "5:22: backups has no every; expected every: a duration such as 250ms, 3s, 2m or 1h, more than 0s"),
    .shape(
      "cluster: {backups: {every: 0s}}",
      #"5:30: "0s" is too short; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s"#),
    .shape(
      "cluster: {backups: {every: 10}}",
      #"5:30: "10" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s; did you mean "10s"?"#
    ),
    .shape(
      "cluster: {backups: 10s}",
      #"5:22: backups is "10s"; expected a map with every"#),
    .shape(
      "cluster: {controlPlane: 3}",
      #"5:13: unknown key "controlPlane" in the cluster; expected one of controlPlanes, workers, zones, volumes, backups, loadBalancers, etcdEndpoint, nodeGrace; did you mean "controlPlanes"?"#
    ),
    .shape(
      "cluster: 3",
      #"5:12: cluster is "3"; expected a map with controlPlanes, workers, zones, volumes, backups, loadBalancers, etcdEndpoint, nodeGrace"#
    ),
    .shape(
      "cluter: {controlPlanes: 3}",
      #"5:3: unknown key "cluter" in spec; expected one of cluster, probes, ledger, steadyState, faults, recovery, objectives, expect; did you mean "cluster"?"#
    ),
  ]

  static let inTheProbes: [Flaw] = [
    .shape(
      "probes: []",
      "5:11: probes is empty; expected a list of probes, at least one"),
    .shape(
      "probes: [api-raed]",
      #"5:12: unknown probe "api-raed"; expected one of api-read, api-write, etcd-write, workload; did you mean "api-read"?"#
    ),
    .shape(
      "probes: api-read",
      #"5:11: probes is "api-read"; expected a list of probes"#),
    .shape(
      #"probes: [api-read, {name: web, http: "http://localhost"}]"#,
      "5:22: probes[1] is a map; expected one of api-read, api-write, etcd-write, workload"),
    .shape(
      "probes: [api-read, api-read]",
      "5:22: probes[1] stands in the list already, on line 5"),
    .shape(
      "ledger: {rate: 50}",
      #"5:18: "50" is not a rate; expected a rate such as 50/s, from 1/s to 1000/s; did you mean "50/s"?"#),
    .shape(
      "ledger: {rate: 50/m}",
      #"5:18: "50/m" is not a rate; expected a rate such as 50/s, from 1/s to 1000/s"#),
    .shape(
      "ledger: {rate: 0/s}",
      #"5:18: "0/s" is not a rate; expected a rate such as 50/s, from 1/s to 1000/s"#),
    .shape(
      "ledger: {rate: 2000/s}",
      #"5:18: "2000/s" is not a rate; expected a rate such as 50/s, from 1/s to 1000/s"#),
    .shape(
      "ledger: off",
      #"5:11: unknown ledger "off"; expected none, or a map with rate"#),
    .shape(
      "ledger:",
      "5:10: ledger has no value; expected none, or a map with rate"),
    .shape(
      "steadyState: {for: 5 minutes}",
      #"5:22: "5 minutes" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s; did you mean "5m"?"#
    ),
    .shape(
      "steadyState: {for: -3s}",
      #"5:22: "-3s" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s; did you mean "3s"?"#
    ),
    .shape(
      "steadyState: {for: 3 s}",
      #"5:22: "3 s" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s; did you mean "3s"?"#
    ),
    .shape(
      "steadyState: {for: 3}",
      #"5:22: "3" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s; did you mean "3s"?"#
    ),
    .shape(
      "steadyState: {for: 0s}",
      #"5:22: "0s" is too short; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s"#),
    .shape(
      "steadyState: {for: 1.5s}",
      #"5:22: "1.5s" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s"#),
    .shape(
      "steadyState: {for: soon}",
      #"5:22: "soon" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s"#),
    .shape(
      "steadyState: {during: 3s}",
      #"5:17: unknown key "during" in the steady state; expected one of for, deadline"#),
    .shape(
      "steadyState: 3s",
      #"5:16: steadyState is "3s"; expected a map with for, deadline"#),
    .rule(
      "steadyState: {for: 2m, deadline: 1m}",
      "5:36: a steady state of 2m cannot be seen within 1m; expected a deadline of at least 2m"),
    .rule(
      "steadyState: {for: 2m}",
      "5:22: a steady state of 2m cannot be seen within 1m; expected a deadline of at least 2m"),
    .shape(
      "title: x",
      #"5:3: unknown key "title" in spec; expected one of cluster, probes, ledger, steadyState, faults, recovery, objectives, expect"#
    ),
  ]

  static let inTheRecovery: [Flaw] = [
    .shape(
      "recovery: restore-from-backups",
      #"5:13: unknown runbook "restore-from-backups"; expected one of self, restart-component, restart-machine, auto-recover-machine, await-machines, restore-from-backup, replace-member, reattach-volume, recover-from-survivor, reprovision-in-zone, rebuild-cluster, renew-certificates, clear-nospace, or a map with runbook, steps, deadline, stable, alarmPeriod, requires, zone; did you mean "restore-from-backup"?"#
    ),
    .shape(
      "recovery: {runbook: restore}",
      #"5:23: unknown runbook "restore"; expected one of self, restart-component, restart-machine, auto-recover-machine, await-machines, restore-from-backup, replace-member, reattach-volume, recover-from-survivor, reprovision-in-zone, rebuild-cluster, renew-certificates, clear-nospace; did you mean "restore-from-backup"?"#
    ),
    .shape(
      "recovery: {runbook: reboot}",
      #"5:23: unknown runbook "reboot"; expected one of self, restart-component, restart-machine, auto-recover-machine, await-machines, restore-from-backup, replace-member, reattach-volume, recover-from-survivor, reprovision-in-zone, rebuild-cluster, renew-certificates, clear-nospace"#
    ),
    .shape(
      "recovery: {runbook: self, deadline: 2 min}",
      #"5:39: "2 min" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h, more than 0s; did you mean "2m"?"#
    ),
    .shape(
      "recovery: {steps: []}",
      "5:21: steps is empty; expected a list of steps, at least one"),
    .shape(
      "recovery: [self]",
      "5:13: recovery is a list; expected one of self, restart-component, restart-machine, auto-recover-machine, await-machines, restore-from-backup, replace-member, reattach-volume, recover-from-survivor, reprovision-in-zone, rebuild-cluster, renew-certificates, clear-nospace, or a map with runbook, steps, deadline, stable, alarmPeriod, requires, zone"
    ),
    .rule(
      "recovery: restore-from-backup",
      "5:13: restore-from-backup needs backups, and the cluster has none; expected cluster: {backups: {every: 10s}}"),
    .rule(
      "cluster: {backups: {every: 10s}}\nrecovery: {runbook: restore-from-backup, deadline: 2s, stable: 3s}",
      "6:66: 3s of stability do not fit into the deadline of 2s; expected at most the deadline"),
    .shape(
      "objectives: {recovr: 10s}",
      #"5:16: unknown key "recovr" in objectives; expected one of detect, recover, dataLoss, outage, phases; did you mean "recover"?"#
    ),
    .shape(
      "objectives: {recover: 10}",
      #"5:25: "10" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h; did you mean "10s"?"#),
    .rule(
      "objectives: {recover: 3m}",
      "5:25: recover within 3m, but the recovery is given up after 2m; expected a recovery deadline beyond the objective"
    ),
    .rule(
      "objectives: {detect: 3m}",
      "5:24: detect within 3m, but the recovery is given up after 2m; expected a recovery deadline beyond the objective"
    ),
    .rule(
      "ledger: none\nobjectives: {dataLoss: 0s}",
      "6:26: dataLoss cannot be measured without a ledger; expected ledger: {rate: 50/s}"),
    .shape(
      "objectives: {outage: 5s}",
      #"5:24: outage is "5s"; expected a map of lanes and durations"#),
    .shape(
      "objectives: {outage: {api-read: fast}}",
      #"5:35: "fast" is not a duration; expected a duration such as 250ms, 3s, 2m or 1h"#),
    .shape(
      "objectives: {outage: {api-reed: 5s}}",
      #"5:25: unknown lane "api-reed"; expected one of api-read, api-read/new, api-write; did you mean "api-read"?"#),
    .rule(
      "objectives: {outage: {etcd-write: 5s}}",
      #"5:25: unknown lane "etcd-write"; expected one of api-read, api-read/new, api-write"#),
    .rule(
      "objectives: {outage: {api-read@cp-2: 5s}}",
      #"5:25: unknown lane "api-read@cp-2"; expected one of api-read, api-read/new, api-write"#),
    .shape(
      "objectives: {outage: {api-read@cp-1/new: 5s}}",
      #"5:25: unknown lane "api-read@cp-1/new"; expected one of api-read, api-read/new, api-write; did you mean "api-read/new"?"#
    ),
    .shape(
      "objectives: {outage: {api-write/new: 5s}}",
      #"5:25: unknown lane "api-write/new"; expected one of api-read, api-read/new, api-write; did you mean "api-read/new"?"#
    ),
    .rule(
      "objectives: {outage: {api-read@cp-1: 5s}}",
      #"5:25: unknown lane "api-read@cp-1"; expected one of api-read, api-read/new, api-write"#),
    .rule(
      "cluster: {controlPlanes: 3}\nobjectives: {outage: {api-read@cp-4: 5s}}",
      #"6:25: unknown lane "api-read@cp-4"; expected one of api-read, api-read/new, api-read@cp-1, api-read@cp-2, api-read@cp-3, api-write, api-write@cp-1, api-write@cp-2, api-write@cp-3; did you mean "api-read@cp-1"?"#
    ),
  ]
}
