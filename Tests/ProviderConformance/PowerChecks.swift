import Model
import Providers
import Transport

let powerChecks: [ProviderConformance.Check] = [
  .init("a machine that is off runs nothing, and takes no orders") { cluster in
    let machine = try victim(of: cluster)
    try expect(try await machine.bootIdentity() != nil, "it has no boot identity")
    try await machine.powerOff()
    try expect(try await machine.bootIdentity() == nil, "it has a boot identity")
    for component in machine.components {
      try expect(try await machine.processes(of: component).isEmpty, "\(component.rawValue) runs")
    }
    try await refused("a command") { _ = try await machine.run(shell("true")) }
    try await refused("a start") { try await machine.start(.etcd) }
    try await refused("a signal") { _ = try await machine.send(.kill, to: .etcd) }
    try await machine.powerOff()
  },
  .init("a machine that is powered on again comes up as it was, as another boot") { cluster in
    let machine = try victim(of: cluster)
    try await machine.powerOn()
    let first = try await machine.bootIdentity()
    let volume = try await machine.volumeIdentity()
    let address = machine.address
    try await machine.powerOff()
    try await machine.powerOn()
    let second = try await machine.bootIdentity()
    try expect(second != nil && first != second, "the boot identity is still \(second ?? "nil")")
    try expect(try await machine.volumeIdentity() == volume && machine.address == address, "disk or address changed")
    for component in machine.components { _ = try await running(component, on: machine) }
    try await eventually("etcd is healthy again") { try await isEtcdHealthy(machine, in: cluster) }
    try await machine.powerOn()
    try expect(try await machine.bootIdentity() == second, "powering on what is on restarted it")
  },
  .init("a component that was stopped stays so when its machine is restarted") { cluster in
    let machine = try victim(of: cluster)
    try await machine.stop(.scheduler)
    try await machine.powerOff()
    try await machine.powerOn()
    _ = try await running(.controllerManager, on: machine)
    try expect(try await machine.processes(of: .scheduler).isEmpty, "it came up")
    try await machine.start(.scheduler)
    _ = try await running(.scheduler, on: machine)
  },
  .init("a machine that is shut down gives its components time, and no more than it was given") { cluster in
    let machine = try victim(of: cluster)
    let etcd = try await running(.etcd, on: machine)
    let begun = MonotonicTime.now()
    try await machine.shutDown(grace: .seconds(30))
    try expect(MonotonicTime.now() - begun < .seconds(29), "nothing ended by itself")
    try expect(try await machine.bootIdentity() == nil, "it is still on")
    try await machine.powerOn()
    try expect(try await !running(.etcd, on: machine).isSameProcess(as: etcd), "etcd lived on")
    try await machine.shutDown(grace: .zero)
    try expect(try await machine.bootIdentity() == nil, "it is still on")
    try await machine.powerOn()
  },
  .init("a machine that stands still keeps its processes, and goes on with them") { cluster in
    let machine = try victim(of: cluster)
    let etcd = try await running(.etcd, on: machine)
    try await machine.pause()
    try await machine.pause()
    try expect(try await machine.isPaused(), "it goes on")
    for component in machine.components {
      let states = try await machine.processes(of: component).map(\.state)
      try expect(!states.isEmpty && states.allSatisfy { $0 == "T" }, "\(component.rawValue) is \(states)")
    }
    try await machine.resume()
    try await machine.resume()
    try expect(try await !machine.isPaused(), "it still stands still")
    try expect(try await running(.etcd, on: machine).isSameProcess(as: etcd), "etcd was started anew")
    try await eventually("etcd is healthy again") { try await isEtcdHealthy(machine, in: cluster) }
  },
  .init("a machine whose cables are pulled is reached by nobody, and has its address again afterwards") { cluster in
    let machine = try victim(of: cluster)
    let etcd = try await running(.etcd, on: machine)
    let cables = try await machine.cables()
    try expect(cables.map(\.address) == [machine.address], "its cables are \(cables)")
    try await machine.unplug(cables)
    try expect(try await machine.cables().isEmpty, "it has cables")
    try expect(try await !isEtcdHealthy(machine, in: cluster), "etcd can be reached")
    try expect(try await running(.etcd, on: machine).isSameProcess(as: etcd), "etcd did not go on")
    try await machine.plug(cables)
    try await machine.plug(cables)
    try expect(try await machine.cables() == cables, "its cables are others")
    try await eventually("etcd is healthy again") { try await isEtcdHealthy(machine, in: cluster) }
  },
  .init("the components outlive what supervises them, and are supervised as before") { cluster in
    let machine = try victim(of: cluster)
    var before: [ProcessIdentity] = []
    for component in machine.components { before.append(try await running(component, on: machine)) }
    let supervisor = try require(try await machine.supervisorProcesses().first, "nothing supervises")
    try await machine.killSupervisor()
    try await eventually("another supervisor comes") {
      let now = try await machine.supervisorProcesses()
      return now.count == 1 && !now[0].isSameProcess(as: supervisor)
    }
    for (component, process) in zip(machine.components, before) {
      let now = try await running(component, on: machine)
      try expect(now.isSameProcess(as: process), "\(component.rawValue) was restarted")
    }
    let killed = try await running(.scheduler, on: machine)
    try await machine.send(.kill, to: .scheduler)
    try await eventually("the scheduler comes back") {
      try await machine.processes(of: .scheduler).contains { !$0.isSameProcess(as: killed) }
    }
    let restarted = try await running(.scheduler, on: machine)
    try await throughout(.seconds(2), "one scheduler runs") {
      try await machine.processes(of: .scheduler).map(\.pid) == [restarted.pid]
    }
    try await machine.stop(.scheduler)
    try await machine.start(.scheduler)
    _ = try await running(.scheduler, on: machine)
  },
]

/// For machines other than control planes, whose state lies elsewhere.
let everyKindChecks: [ProviderConformance.Check] = [
  .init("workers and load balancers go and come back like any machine") { cluster in
    for machine in cluster.workers + cluster.loadBalancers {
      try await machine.powerOff()
      for component in machine.components {
        try expect(try await machine.processes(of: component).isEmpty, "\(component.rawValue) runs on \(machine.name)")
      }
      try await machine.powerOn()
      for component in machine.components { _ = try await running(component, on: machine) }
      try await machine.shutDown(grace: .seconds(10))
      try await machine.terminate()
      let zone = machine.zone
      try await cluster.replace(machine.name, in: zone, attaching: nil)
      for component in machine.components { _ = try await running(component, on: machine) }
    }
    try await eventually("requests go through the entrance") { await isAPIReady(at: cluster.access.api, in: cluster) }
  }
]
