import Foundation
import Testing

/// The kind-shaped cluster that scripts/lab-test.sh makes: one control plane in zone a, one worker in zone b, with sshd.
enum KindLab {
  static var isThere: Bool { name != "" }
  static let why: Comment =
    "there is no kind-shaped cluster: scripts/lab-test.sh makes one where a container engine can run"

  static let name = environment["FIREDRILL_LAB"] ?? ""
  static var kind: String { "kind:\(name)" }
  static var controlPlane: String { "\(name)-control-plane" }
  static var worker: String { "\(name)-worker" }
  /// Of the cluster: `ssh/id_ed25519`, `ssh/known_hosts`.
  private static let folder = environment["FIREDRILL_LAB_FOLDER"] ?? ""
  private static let docker = environment["FIREDRILL_LAB_DOCKER"] ?? "docker"
  private static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// What a program printed; `nil` when it failed.
  @discardableResult
  static func run(_ arguments: [String]) async -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [docker] + arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text : nil
  }

  @discardableResult
  static func kubectl(_ arguments: String...) async -> String? {
    await run(["exec", controlPlane, "kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf"] + arguments)
  }

  static func address(of node: String) async throws -> String {
    let format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
    let text = try #require(await run(["inspect", "--format", format, node]))
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  // MARK: what is left

  /// Everything on the nodes that carries Firedrill's mark, processes that are stopped and nodes that are off; seen without
  /// the product.
  static func marks() async -> [String] {
    var found: [String] = []
    for node in [controlPlane, worker] {
      guard await run(["inspect", "--format", "{{.State.Running}}{{.State.Paused}}", node]) == "truefalse\n" else {
        found.append("\(node) is not running")
        continue
      }
      let text = await run(["exec", node, "sh", "-c", marksOfANode]) ?? "cannot be looked at"
      found += text.split(separator: "\n").map { "\(node): \($0)" }
    }
    return found
  }

  private static let marksOfANode = #"""
    nft list ruleset 2>/dev/null | grep -o 'table [a-z0-9]* firedrill_[a-z0-9]*'
    ls /etc/kubernetes/firedrill 2>/dev/null
    grep -l -e --firedrill- /etc/kubernetes/manifests/*.yaml 2>/dev/null
    systemctl list-units --all --plain --no-legend 'firedrill_*'
    tc qdisc show 2>/dev/null | grep fd11:
    for d in /proc/[0-9]*; do
      read -r line <"$d/stat" || continue
      case $line in *') T '*) echo "stopped: $line" ;; esac
    done 2>/dev/null
    exit 0
    """#

  /// Waits until the API answers and every node is Ready, so that the next test begins on a sound cluster.
  static func settle(within limit: Duration = .seconds(240)) async -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      let nodes = await kubectl("get", "nodes", "--no-headers") ?? ""
      let lines = nodes.split(separator: "\n")
      if lines.count == 2, lines.allSatisfy({ $0.contains(" Ready ") }) { return true }
      try? await Task.sleep(for: .seconds(1))
    }
    return false
  }

  // MARK: hosts

  /// The same nodes as machines behind SSH, which the container engine switches on and off.
  static func inventory(in folder: TemporaryFolder) async throws -> String {
    var machines = ""
    for (node, role, zone) in [(controlPlane, "control-plane", "a"), (worker, "worker", "b")] {
      machines += """
          - name: \(node)
            role: \(role)
            zone: \(zone)
            address: \(try await address(of: node))
            power:
              exec:
                state: [\(docker), inspect, --format, "{{.State.Status}}", \(node)]
                stateWhenOn: running
                powerOn: [\(docker), start, \(node)]
                powerOff: [\(docker), kill, \(node)]
                shutDown: [\(docker), stop, \(node)]

        """
    }
    return try folder.write(
      "hosts.yaml",
      """
      apiVersion: firedrill.dev/v1
      kind: Inventory
      metadata: {name: lab}
      spec:
        ssh: {user: root, identityFile: \(Self.folder)/ssh/id_ed25519, knownHosts: \(Self.folder)/ssh/known_hosts}
        machines:
      \(machines)
      """)
  }
}
