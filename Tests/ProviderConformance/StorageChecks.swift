import Model
import Providers
import Transport

let storageChecks: [ProviderConformance.Check] = [
  .init("a volume keeps its name while nothing happens to it, also when etcd restarts") { cluster in
    let machine = try subject(of: cluster)
    let before = try await machine.volumeIdentity()
    let process = try await running(.etcd, on: machine)
    try await machine.send(.kill, to: .etcd)
    try await eventually("etcd comes back") {
      try await machine.processes(of: .etcd).contains { !$0.isSameProcess(as: process) }
    }
    let after = try await machine.volumeIdentity()
    try expect(before != nil && before == after, "\(before ?? "nil") became \(after ?? "nil")")
  },
  .init("lost storage takes the data and the process at once, and an empty volume takes its place") { cluster in
    let machine = try subject(of: cluster)
    let (before, process) = (try await machine.volumeIdentity(), try await running(.etcd, on: machine))
    guard let member = machine.etcd else { throw ConformanceFailure("\(machine.name) has no etcd") }
    try await machine.loseStorage()
    let after = try await machine.volumeIdentity()
    try expect(before != nil && after != nil && before != after, "the volume is still \(after ?? "nil")")
    let now = try await machine.processes(of: .etcd)
    try expect(!now.contains { $0.isSameProcess(as: process) }, "the old process is still there")
    try await eventually("the supervisor starts etcd on the empty volume") {
      let found = try await machine.run(shell("ls '\(member.dataDirectory)/member'"))
      let processes = try await machine.processes(of: .etcd)
      return found.isSuccess && !processes.isEmpty
    }
  },
  .init("a local volume dies with its machine") { cluster in
    let machine = try subject(of: cluster)
    let before = try await machine.volumeIdentity()
    try await machine.terminate()
    try expect(try await machine.volumeIdentity() == nil, "the volume is still there")
    try expect(try await cluster.detachedVolumes().isEmpty, "the volume lives on, detached")
    try await cluster.replace(machine.name, in: machine.zone, attaching: nil)
    let after = try await machine.volumeIdentity()
    try expect(after != nil && before != after, "the volume is still \(after ?? "nil")")
  },
]
