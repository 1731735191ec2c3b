import Model
import Providers

let descriptionChecks: [ProviderConformance.Check] = [
  .init("machines are named once each, in order") { cluster in
    let names = cluster.machines.map(\.name)
    try expect(!names.isEmpty && names == Array(Set(names)).sorted(), "the names are \(names)")
  },
  .init("a machine is found by its name, and no other is") { cluster in
    for machine in cluster.machines {
      try expect(cluster.machine(machine.name)?.name == machine.name, "\(machine.name) is not found")
    }
    try expect(cluster.machine(MachineName("nowhere")) == nil, "a machine that does not exist is found")
  },
  .init("every machine stands in a zone that the facts name") { cluster in
    for machine in cluster.machines {
      try expect(cluster.facts.zones.contains(machine.zone), "\(machine.name) stands in \(machine.zone)")
    }
  },
  .init("every control plane can be reached by itself") { cluster in
    for machine in cluster.machines where machine.etcd != nil {
      try expect(cluster.access.apiByMachine[machine.name] != nil, "no API address for \(machine.name)")
      try expect(cluster.access.etcdByMachine[machine.name] != nil, "no etcd address for \(machine.name)")
    }
  },
  .init("the versions are told") { cluster in
    try expect(cluster.facts.version.hasPrefix("v1."), "Kubernetes \(cluster.facts.version)")
    try expect(cluster.facts.etcdVersion.hasPrefix("3."), "etcd \(cluster.facts.etcdVersion)")
  },
]
