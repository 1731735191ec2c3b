public import Model
import Transport

extension KubeadmCluster {
  /// What injecting, undoing and recovering need on every machine; `a|b` is one of two.
  private static let programs = ["timeout", "grep", "sed", "stat", "mountpoint", "dd", "systemd-run|setsid"]
  /// etcd's own tools, or containerd's to run them from etcd's image.
  private static let restoring = ["etcdctl|ctr"]

  /// What each machine lacks to be drilled; empty where it lacks nothing.
  public func unfit() async -> [MachineName: String] {
    await withTaskGroup(of: (MachineName, String?).self) { group in
      for node in reachable { group.addTask { (node.name, await Self.flaw(of: node)) } }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  private static func flaw(of node: KubeadmMachine) async -> String? {
    do throws(ProviderError) {
      let lacking = try await node.lacks(programs + (node.components.contains(.etcd) ? restoring : []))
      return lacking.isEmpty ? nil : "it lacks \(lacking.joined(separator: ", "))"
    } catch {
      return error.description
    }
  }
}

extension KubeadmMachine {
  func lacks(_ tools: [String]) async throws(ProviderError) -> [String] {
    try await script(NodeScripts.lacks, tools, doing: "looking for what it needs").text
      .split(separator: "\n").map { String($0.replacing("|", with: " or ")) }
  }
}
