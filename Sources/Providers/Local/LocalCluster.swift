public import Model
import Synchronization

/// The embedded cluster: a real control plane as plain processes in the sandbox of this worker.
///
///     let sandbox = try Sandbox.enter(logs: logs, tools: tools, marker: id)
///     let cluster = try await LocalCluster.boot(spec, in: sandbox)
public final class LocalCluster: Cluster {
  let sandbox: Sandbox
  /// Every place for a machine; which machine stands there changes.
  let slots: [LocalMachine]
  let volumes: VolumeStore
  private let versions: Versions
  private let bootTime: Duration
  private let plan: Mutex<Blueprint>

  init(
    _ blueprint: Blueprint, slots: [LocalMachine], volumes: VolumeStore, versions: Versions, bootTime: Duration,
    sandbox: Sandbox
  ) {
    plan = Mutex(blueprint)
    self.slots = slots
    self.volumes = volumes
    self.versions = versions
    self.bootTime = bootTime
    self.sandbox = sandbox
  }

  /// As things stand now.
  var blueprint: Blueprint { plan.withLock(\.self) }
  var topology: Topology { blueprint.topology }

  public var facts: ClusterFacts { clusterFacts(topology, slots, versions, bootTime) }
  public var access: ClusterAccess { clusterAccess(to: topology) }
  public var machines: [any Machine] { slots(.controlPlane) }
  public var workers: [any Machine] { slots(.worker) }
  public var loadBalancers: [any Machine] { slots(.loadBalancer) }

  private func slots(_ role: Topology.Role) -> [LocalMachine] { slots.filter { $0.role == role } }

  /// Its processes, signals and volumes are real; no fault here is only played.
  public func fidelity(of fault: Fault.Kind) -> Fidelity {
    switch fault {
    // The disk is a file system in memory that is taken away or remounted, not a device that fails.
    case .storageLose, .storageDetach, .storageReadonly: .equivalent
    // All of a machine's processes end at once, and the kernel below them goes on: what it had not written yet is not lost.
    case .machineShutdown, .machineLose, .machineReboot, .machineTerminate, .zoneLose, .clusterDestroy: .equivalent
    // Every process is stopped; the kernel below acknowledges what nobody reads.
    case .machinePause: .equivalent
    default: .real
    }
  }

  public func replace(
    _ machine: MachineName, in zone: ZoneName, attaching volume: VolumeID?
  ) async throws(ProviderError) {
    guard let slot = slots.first(where: { $0.name == machine }) else {
      throw .system(doing: "replace \(machine)", reason: "there is no such machine")
    }
    guard slot.isTerminated else {
      throw .system(doing: "replace \(machine)", reason: "the machine is still there; terminate it first")
    }
    let changed = plan.withLock { plan in
      Result { () throws(ProviderError) in (node: try plan.topology.replace(machine, in: zone), plan: plan) }
    }
    let (node, plan) = try changed.get()
    try await slot.stand(as: node, plan.settings(of: node), volume: volume)
    if node.role == .worker { try await updateWorkload() }
  }

  public func detachedVolumes() async throws(ProviderError) -> [VolumeID: MachineName] { volumes.detached }

  /// A kubeconfig of a cluster administrator with everything embedded, for an address that leads here.
  ///
  /// - Parameter server: such as `https://127.0.0.1:6443`; the certificates name 127.0.0.1 and localhost.
  public func kubeconfig(server: String) throws(ProviderError) -> String {
    let identities = blueprint.identities
    do {
      let authority = try identities.authority.pem()
      return Kubeconfig(server: server, authority: authority, identity: identities.admin).text()
    } catch {
      throw .system(doing: "write a kubeconfig", reason: "\(error)")
    }
  }
}
