public import Model

/// A cluster of machines that an inventory names, behind SSH and power drivers.
public enum HostsCluster {
  /// - Parameters:
  ///   - drivers: make the machines' power drivers.
  ///   - folder: of the harness, private; the cluster's identities are written there.
  /// - Returns: the cluster, and what ends the connections to its machines.
  /// - Throws: ``ProviderError`` when a machine or its driver cannot be reached.
  public static func connect(
    _ inventory: Inventory, drivers: PowerDrivers, folder: String, need: KubeadmCluster.Need = .answers
  ) async throws(ProviderError) -> (cluster: KubeadmCluster, close: @Sendable () async -> Void) {
    var shells: [SSHShell] = []
    var nodes: [KubeadmNode] = []
    var balancers: [any Machine] = []
    for (name, machine) in named(inventory.machines) {
      let shell = SSHShell(machine.ssh)
      shells.append(shell)
      var node = KubeadmNode(
        name: name, hostName: machine.name, role: role(machine.role), zone: zone(of: machine), address: machine.address,
        shell: shell, power: machine.power.map(drivers.driver))
      node.whenGone = machine.whenGone
      if machine.role == .loadBalancer { balancers.append(KubeadmMachine(node)) } else { nodes.append(node) }
    }
    let open = shells
    let close: @Sendable () async -> Void = { for shell in open { await shell.close() } }
    let found = KubeadmCluster.Found(
      provider: "hosts:\(inventory.name)", nodes: nodes, balancers: balancers, api: entrance(inventory),
      readsZones: false, knowsEveryMachine: false)
    do {
      return (try await KubeadmCluster.connect(found, folder: folder, need: need), close)
    } catch {
      await close()
      throw error
    }
  }

  /// As drills name them: `cp-1`, `worker-1`, `lb-1`, in the inventory's order.
  private static func named(_ machines: [Inventory.Machine]) -> [(MachineName, Inventory.Machine)] {
    var counts: [Inventory.Role: Int] = [:]
    return machines.map { machine in
      counts[machine.role, default: 0] += 1
      let prefix =
        switch machine.role {
        case .controlPlane: "cp"
        case .worker: "worker"
        case .loadBalancer: "lb"
        }
      return (MachineName("\(prefix)-\(counts[machine.role] ?? 0)"), machine)
    }
  }

  /// Load balancers stand outside the zones that drills lose.
  private static func zone(of machine: Inventory.Machine) -> ZoneName {
    machine.role == .loadBalancer ? ClusterSpec.edge : machine.zone
  }

  private static func role(_ role: Inventory.Role) -> KubeadmNode.Role {
    switch role {
    case .controlPlane: .controlPlane
    case .worker: .worker
    case .loadBalancer: .loadBalancer
    }
  }

  private static func entrance(_ inventory: Inventory) -> String {
    if let api = inventory.api { return api }
    let machines = inventory.machines
    let front = machines.first { $0.role == .loadBalancer } ?? machines.first { $0.role == .controlPlane }
    return "https://\(KubeadmLayout.host(front?.address ?? "")):\(KubeadmLayout.apiPort)"
  }
}
