import Clients
import Foundation
import Model
import Transport

/// What has to be so before anything is done to a cluster: that its machines are those that are named, and laid out as is known.
extension KubeadmCluster {
  /// A kubelet tells of its machine at once when it starts. kind gives a node another identity at each start.
  private static let telling = Duration.seconds(30)

  /// An address that leads elsewhere, as a stale name does, would have another machine broken than the one that is named.
  ///
  /// - Parameter first: the Nodes as they were seen just now.
  static func checkMachines(
    _ machines: [KubeadmMachine], _ first: [String: NodeSummary], _ questions: ConnectQuestions
  ) async throws(ProviderError) {
    let end = MonotonicTime.now() + telling
    var known = first
    while true {
      let strangers = await strangers(among: machines, known)
      guard !strangers.isEmpty else { return }
      guard MonotonicTime.now() < end, (try? await Task.sleep(for: .seconds(2))) != nil else {
        throw .usage(
          what: strangers.sorted().joined(separator: "; "),
          remedy: "see where the address leads; where the machine was made anew, restart its kubelet")
      }
      known = try await questions.nodes(of: machines.map(\.node))
    }
  }

  private static func strangers(among machines: [KubeadmMachine], _ known: [String: NodeSummary]) async -> [String] {
    await withTaskGroup(of: String?.self) { group in
      for machine in machines {
        guard let id = known[machine.nodeName]?.machineID, !id.isEmpty else { continue }
        group.addTask { await machine.differs(from: id) }
      }
      return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
    }
  }

  /// Faults and recovery know etcd's data and its member's name from kubeadm's defaults: elsewhere they would work on the wrong
  /// folder. A machine that is off is not asked.
  static func checkEtcd(of machines: [KubeadmMachine]) async throws(ProviderError) {
    for machine in machines where machine.components.contains(.etcd) {
      guard try await machine.isNotOff() else { continue }
      let pod = StaticPod(try await machine.readManifest(.etcd))
      let known = [("data-dir", KubeadmLayout.etcdData), ("name", machine.nodeName)]
      for (flag, expected) in known where pod.value(of: flag) != expected {
        throw .unsupported(
          what: "etcd on \(machine.name) with --\(flag)=\(pod.value(of: flag) ?? "") instead of \(expected)",
          remedy: "name a cluster whose etcd is as kubeadm makes it")
      }
    }
  }
}

extension KubeadmMachine {
  /// - Parameter id: of the Node of that name.
  /// - Returns: nil also where it cannot be asked: whoever looks whether it is fit says so.
  fileprivate func differs(from id: String) async -> String? {
    guard let text = try? await require(["cat", "/etc/machine-id"], doing: "reading its identity").text else {
      return nil
    }
    let found = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard found != id else { return nil }
    return "the machine behind \(name) is not the Node \(nodeName): its machine id is \(found), the Node's \(id)"
  }
}
