public import Model
import Transport

extension KubeadmCluster {
  /// What injecting, undoing and recovering need on every machine; `a|b` is one of two.
  private static let programs = ["timeout", "grep", "sed", "stat", "mountpoint", "dd", "systemd-run|setsid"]
  /// etcd's own tools, or containerd's to run them from etcd's image.
  private static let restoring = ["etcdctl|ctr"]

  public struct Fitness: Hashable, Sendable {
    public var machine: MachineName
    /// What it lacks to be drilled; nil where it lacks nothing.
    public var flaw: String?
    /// What to do; nil where the flaw says it, or is a lack.
    public var remedy: String?

    init(_ machine: MachineName, _ flaw: String? = nil, remedy: String? = nil) {
      self.machine = machine
      self.flaw = flaw
      self.remedy = remedy
    }
  }

  /// What the cluster calls the machines that drills call `cp-1`.
  public var hostNames: [MachineName: String] {
    Dictionary(reachable.map { ($0.name, $0.node.hostName) }) { first, _ in first }
  }

  /// Of every machine on which commands are run, in the order of their names.
  public func fitness() async -> [Fitness] {
    await withTaskGroup(of: Fitness.self) { group in
      for node in reachable { group.addTask { await Self.fitness(of: node) } }
      return await group.reduce(into: []) { $0.append($1) }
    }.sorted { $0.machine < $1.machine }
  }

  private static func fitness(of node: KubeadmMachine) async -> Fitness {
    func flaw(_ words: String) -> Fitness { Fitness(node.name, words) }
    do throws(ProviderError) {
      if try await node.isPaused() { return flaw("it stands still; let it go on") }
      let lacking = try await node.lacks(programs + (node.components.contains(.etcd) ? restoring : []))
      guard lacking.isEmpty else { return flaw("it lacks \(lacking.joined(separator: ", "))") }
      // Undo and the look for what is left would pass it by.
      guard try await node.isNotOff() else {
        return flaw("commands run on it, and whoever switches it says that it is off: see its power in the inventory")
      }
      return Fitness(node.name)
    } catch .machineOff {
      return flaw("it is off; switch it on")
    } catch {
      return Fitness(node.name, error.description, remedy: error.remedy)
    }
  }
}

extension KubeadmMachine {
  func lacks(_ tools: [String]) async throws(ProviderError) -> [String] {
    try await script(NodeScripts.lacks, tools, doing: "looking for what it needs").text
      .split(separator: "\n").map { String($0.replacing("|", with: " or ")) }
  }
}
