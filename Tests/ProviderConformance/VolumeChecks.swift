import Clients
import Model
import Providers
import Transport

let volumeChecks: [ProviderConformance.Check] = [
  .init("on a full volume etcd cannot grow, and on one with room it can") { cluster in
    let machine = try victim(of: cluster)
    let member = try require(machine.etcd, "no etcd")
    let before = try await running(.etcd, on: machine)
    try await machine.fillStorage()
    let written = try await machine.run(shell("echo x >'\(member.dataDirectory)/../more'"))
    try expect(!written.isSuccess, "there is room left")
    try await eventually("etcd fails for want of room") {
      _ = try? await etcdctl(["put", "/conformance/\(Int.random(in: 0..<Int.max))", big], on: machine, in: cluster)
      return try await !machine.processes(of: .etcd).contains { $0.isSameProcess(as: before) }
    }
    try await machine.freeStorage()
    try await eventually("etcd is healthy again") { try await isEtcdHealthy(machine, in: cluster) }
  },
  .init("etcd cannot stay on a volume that refuses writes") { cluster in
    let machine = try victim(of: cluster)
    let member = try require(machine.etcd, "no etcd")
    try await machine.setStorageReadOnly(true)
    let written = try await machine.run(shell("echo x >'\(member.dataDirectory)/more'"))
    try expect(!written.isSuccess, "a write went through")
    try await throughout(.seconds(1), "etcd is not healthy") { try await !isEtcdHealthy(machine, in: cluster) }
    try await machine.setStorageReadOnly(false)
    try await eventually("etcd is healthy again") { try await isEtcdHealthy(machine, in: cluster) }
  },
  .init("etcd ends with its volume and comes back with it") { cluster in
    let machine = try victim(of: cluster)
    let volume = VolumeID(try require(try await machine.volumeIdentity(), "no volume"))
    let before = try await running(.etcd, on: machine)
    try await machine.detachVolume()
    try expect(try await machine.volumeIdentity() == nil, "a volume is attached")
    try expect(try await cluster.detachedVolumes() == [volume: machine.name], "it is not among the detached ones")
    try expect(try await !machine.processes(of: .etcd).contains { $0.isSameProcess(as: before) }, "etcd lives on")
    try await throughout(.seconds(1), "etcd is not healthy") { try await !isEtcdHealthy(machine, in: cluster) }
    try await refused("a volume that does not exist") { try await machine.attachVolume(VolumeID("none")) }
    try await machine.attachVolume(volume)
    try expect(try await machine.volumeIdentity() == volume.rawValue, "another volume is attached")
    try expect(try await cluster.detachedVolumes().isEmpty, "it is still among the detached ones")
    try await eventually("etcd is healthy again") { try await isEtcdHealthy(machine, in: cluster) }
  },
  .init("etcd does not come up on a corrupt database") { cluster in
    let machine = try victim(of: cluster)
    let before = try await running(.etcd, on: machine)
    try await machine.corruptStorage()
    try expect(try await !machine.processes(of: .etcd).contains { $0.isSameProcess(as: before) }, "etcd lives on")
    try await throughout(.seconds(3), "etcd is not healthy") { try await !isEtcdHealthy(machine, in: cluster) }
  },
]

/// A value that needs new pages.
private let big = String(repeating: "x", count: 60_000)
