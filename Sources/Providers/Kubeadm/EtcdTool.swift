import Foundation
import Model
import Transport

/// etcd's own tools on a node that has none: those in etcd's image, run by containerd beside the kubelet's containers.
///
/// So a restore is made by the very version that will read it.
enum EtcdTool {
  static let names: Set<String> = ["etcdctl", "etcdutl"]
  private static let prefix = "firedrill-etcd-"
  /// What the tools read and write: etcd's folder, and snapshots beside it.
  private static let folder = "/var/lib"
  /// sudo may look in the system's own folders only, and containerd's release lies in this one.
  private static let running = #"PATH="$PATH:/usr/local/bin"; exec ctr "$@""#

  /// The command as it has to be run on the node.
  static func located(_ command: Command, on machine: KubeadmMachine) async throws(ProviderError) -> Command {
    let look = try await machine.onNode(
      Command("sh", ["-c", #"command -v -- "$1""#, "sh", command.executable], deadline: KubeadmMachine.callLimit))
    guard !look.isSuccess else { return command }
    guard let image = StaticPod(try await machine.readManifest(.etcd)).image else {
      throw .system(
        doing: "run \(command.executable) on \(machine.name)",
        reason: "the node lacks it, and etcd's manifest names no image")
    }
    var inside = command
    inside.executable = "sh"
    inside.arguments = ["-c", running, "sh"] + arguments(image, command)
    inside.environment = .inherited
    return inside
  }

  /// - Source: `ctr run --help` of containerd 1.6
  private static func arguments(_ image: String, _ command: Command) -> [String] {
    let name = prefix + String(UInt64.random(in: .min ... .max), radix: 36)
    let environment = command.environment.added.sorted { $0.key < $1.key }.flatMap {
      ["--env", "\($0.key)=\($0.value)"]
    }
    return [
      "--namespace", "k8s.io", "run", "--rm", "--net-host",
      "--mount", "type=bind,src=\(folder),dst=\(folder),options=rbind:rw",
    ] + environment + [image, name, command.executable] + command.arguments
  }
}
