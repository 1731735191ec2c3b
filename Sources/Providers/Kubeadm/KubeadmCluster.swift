public import Model
import Transport

/// A cluster that kubeadm made, of machines that stand already: kind's, or an inventory's.
public final class KubeadmCluster: Cluster {
  public let facts: ClusterFacts
  public let access: ClusterAccess
  public let machines: [any Machine]
  public let workers: [any Machine]
  public let loadBalancers: [any Machine]
  public var isOwned: Bool { false }
  /// A public image of a few megabytes.
  public static let podImage = "docker.io/library/busybox:1.36"
  /// What a recovery has stopped is started by the machines themselves after that time.
  public static let longestRecovery = KubeadmMachine.longestStop
  public let pods = PodRuntime.real(image: podImage)
  public let knowsEveryMachine: Bool
  let nodes: [KubeadmMachine]

  init(
    nodes: [KubeadmMachine], balancers: [any Machine], facts: ClusterFacts, access: ClusterAccess,
    knowsEveryMachine: Bool
  ) {
    self.nodes = nodes
    machines = nodes.filter { $0.node.role == .controlPlane }
    workers = nodes.filter { $0.node.role == .worker }
    loadBalancers = balancers
    self.facts = facts
    self.access = access
    self.knowsEveryMachine = knowsEveryMachine
  }

  /// Processes, manifests, units and packet filters are the real ones. etcd's folder is removed, not its device; and a
  /// power cut is as real as the worst of the machines' drivers makes it.
  public func fidelity(of fault: Fault.Kind) -> Fidelity {
    switch fault {
    // Below a container that stands still the kernel goes on, and acknowledges what nobody reads.
    case .storageLose, .machinePause: .equivalent
    case .machineShutdown, .machineLose, .machineReboot, .zoneLose: powerFidelity
    default: .real
    }
  }

  public func obstacle(to fault: Fault.Kind) async -> String? {
    switch fault {
    case .storageDetach, .storageFill, .storageReadonly:
      "etcd's folder is no volume of its own here"
    case .balancerStop where loadBalancers.isEmpty: "it has no load balancer that is known"
    case .certificateExpire: "a certificate that has run out cannot be made here"
    case .machineTerminate: await removalObstacle()
    case .clusterDestroy: Self.noNewMachines
    case .machineShutdown: await powerObstacle(to: .shutDown)
    case .machineLose, .machineReboot, .zoneLose: await powerObstacle(to: .powerOff)
    case .machinePause:
      Self.obstacle("can be let stand still", among: nodes.filter { $0.node.power?.canPause != true })
    case .machineDisconnect:
      Self.obstacle("can be unplugged", among: nodes.filter { $0.node.power?.canUnplug != true })
    case .networkPartition, .zonePartition: await obstacle(tools: ["nft", "bash"])
    case .networkLoss, .networkDelay: await netemObstacle()
    default: nil
    }
  }

  private static let noNewMachines = "this provider makes no new machines, so nothing could take their place"

  public func obstacle(to recovery: RecoveryMeans) -> String? {
    if recovery.needsNewMachines { return Self.noNewMachines }
    let alone = nodes.filter { $0.node.power?.mayBeWatchedOver == false }.map(\.name.rawValue)
    guard recovery.awaitsMachines, !alone.isEmpty else { return nil }
    return "nothing but this harness would switch \(alone.joined(separator: ", ")) on again"
  }

  private var powerFidelity: Fidelity {
    let all = nodes.compactMap { $0.node.power?.powerCutFidelity }
    return all.contains(.simulated) ? .simulated : all.contains(.equivalent) ? .equivalent : .real
  }

  /// Their group has to make all of them anew: any may be the one that is chosen.
  private func removalObstacle() async -> String? {
    let staying = nodes.filter { $0.node.whenGone == .stays }.map(\.name.rawValue)
    guard staying.isEmpty else {
      return "\(Self.noNewMachines); no group makes \(staying.joined(separator: ", ")) anew (whenGone: made-anew)"
    }
    return await powerObstacle(to: .terminate)
  }

  /// Any machine may be the one that is chosen.
  private func powerObstacle(to order: PowerOrder) async -> String? {
    let without = nodes.filter { $0.node.power == nil }.map(\.name.rawValue)
    guard without.isEmpty else {
      return "nobody can switch \(without.joined(separator: ", ")) on: no power driver is named"
    }
    for node in nodes {
      do { try await node.node.power?.preflight(for: order) } catch { return "\(node.name): \(error.description)" }
    }
    return nil
  }

  /// Any machine may be the one that is chosen.
  private static func obstacle(_ what: String, among unable: [KubeadmMachine]) -> String? {
    guard !unable.isEmpty else { return nil }
    return "no machine behind SSH \(what) from outside (\(unable.map(\.name.rawValue).joined(separator: ", ")))"
  }

  private func obstacle(tools: [String]) async -> String? {
    for node in nodes {
      do throws(ProviderError) {
        let lacking = try await node.lacks(tools)
        guard lacking.isEmpty else { return "\(node.name) has no \(lacking.joined(separator: ", "))" }
      } catch {
        return error.description
      }
    }
    return nil
  }

  /// Asked of each machine's kernel, in a network of its own.
  private func netemObstacle() async -> String? {
    let trial = ["--net", "--", "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"]
    for node in nodes {
      let result = try? await node.run(Command("unshare", trial, deadline: KubeadmMachine.callLimit))
      guard result?.isSuccess == true else { return "the kernel of \(node.name) has no netem (sch_netem), or no `tc`" }
    }
    return nil
  }
}
