import Foundation
import Testing

/// The kind-shaped cluster that scripts/lab-test.sh makes, with sshd on its nodes: one control plane in zone a and one worker in
/// zone b; one with two workers; or three control planes, in zones a, b and c, behind a load balancer, with two workers.
enum KindLab {
  struct Node: Sendable {
    var name: String
    var role: String
    var zone: String
    var address: String
  }

  static var isSmall: Bool { planes.count == 1 && nodes.count == 2 }
  static var hasTwoWorkers: Bool { planes.count == 1 && nodes.count == 3 }
  static var isHighlyAvailable: Bool { planes.count == 3 }
  static let why: Comment =
    "there is no kind-shaped cluster of that shape: scripts/lab-test.sh makes one where a container engine can run"

  static let name = environment["FIREDRILL_LAB"] ?? ""
  static var kind: String { "kind:\(name)" }
  /// Without the load balancer.
  static var nodes: [Node] { members.filter { $0.role != balancer } }
  private static let members = readNodes()
  private static let balancer = "external-load-balancer"
  static var planes: [Node] { nodes.filter { $0.role == "control-plane" } }
  static var controlPlane: String { planes.first?.name ?? "" }
  /// Of the cluster: `nodes`, `ssh/id_ed25519`, `ssh/known_hosts`.
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

  /// A line for each: name, role, zone, address, port.
  private static func readNodes() -> [Node] {
    let text = (try? String(contentsOfFile: folder + "/nodes", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 5 else { return nil }
      return Node(name: words[0], role: words[1], zone: words[2], address: words[3])
    }
  }

  // MARK: what is left

  /// Everything on the nodes that carries Firedrill's mark, processes that are stopped and nodes that are off; seen without
  /// the product.
  static func marks() async -> [String] {
    var found: [String] = []
    for node in members.map(\.name) {
      guard await run(["inspect", "--format", "{{.State.Running}}{{.State.Paused}}", node]) == "truefalse\n" else {
        found.append("\(node) is not running")
        continue
      }
      if await run(["inspect", "--format", "{{len .NetworkSettings.Networks}}", node]) != "1\n" {
        found.append("\(node) has no network")
      }
      let text = await run(["exec", node, "sh", "-c", marksOfANode]) ?? "cannot be looked at"
      found += text.split(separator: "\n").map { "\(node): \($0)" }
    }
    return found
  }

  /// The nodes', as the engine has them now.
  static func addresses() async -> String? {
    await run(
      ["inspect", "--format", "{{.Name}}{{range .NetworkSettings.Networks}} {{.IPAddress}}{{end}}"] + nodes.map(\.name))
  }

  /// What drills keep in the API; those on their way out do not count. The API has to answer.
  static func namespaces() async -> [String] {
    let active = await kubectl("get", "namespaces", "--field-selector", "status.phase=Active", "-o", "name")
    return (active ?? "the API does not answer, firedrill").split(separator: "\n").map(String.init)
      .filter { $0.contains("firedrill") }
  }

  /// What a drill's own `command` leaves until it is undone.
  static let commandsFile = "/run/of-a-command"
  private static let marksOfANode = #"""
    nft list ruleset 2>/dev/null | grep -o 'table [a-z0-9]* firedrill_[a-z0-9]*'
    ls /etc/kubernetes/firedrill 2>/dev/null
    ls -d \#(commandsFile) /run/firedrill-stopped/* /var/lib/firedrill-* /var/lib/etcd.firedrill-* 2>/dev/null
    grep -l -e --firedrill- /etc/kubernetes/manifests/*.yaml 2>/dev/null
    systemctl list-units --all --plain --no-legend 'firedrill_*'
    tc qdisc show 2>/dev/null | grep fd11:
    for d in /proc/[0-9]*; do
      read -r line <"$d/stat" || continue
      case $line in *') T '*) echo "stopped: $line" ;; esac
    done 2>/dev/null
    exit 0
    """#

  /// A kubelet waits longer before each further start of what dies again and again; one that was started anew has forgotten.
  static func forgetBackOffs() async {
    for node in planes { await run(["exec", node.name, "systemctl", "restart", "kubelet"]) }
  }

  static func signalTheAPI(_ signal: String) async {
    for node in planes { await run(["exec", node.name, "sh", "-c", "kill -\(signal) $(pidof kube-apiserver)"]) }
  }

  /// For one whose data nobody restored: etcd does not start on what is damaged.
  ///
  /// Its manifest is away meanwhile: an etcd that is killed while it makes its log for the first time never has a leader again.
  static func startEmpty() async {
    let script = #"""
      mv /etc/kubernetes/manifests/etcd.yaml /root/etcd.yaml
      sleep 2
      while [ "$(crictl ps --quiet --name '^etcd$')" ]; do sleep 0.5; done
      rm -rf /var/lib/etcd/member
      mv /root/etcd.yaml /etc/kubernetes/manifests/etcd.yaml
      """#
    for node in planes { await run(["exec", node.name, "sh", "-c", script]) }
  }

  /// For a cluster that came back empty: an apiserver still remembers what etcd had, and a kubelet registers its node only when
  /// it starts.
  static func joinAnew() async {
    for node in planes { await run(["exec", node.name, "sh", "-c", "kill -9 $(pidof kube-apiserver)"]) }
    for node in nodes { await run(["exec", node.name, "systemctl", "restart", "kubelet"]) }
  }

  /// Waits until the API answers and every node is Ready, so that the next test begins on a sound cluster.
  static func settle(within limit: Duration = .seconds(240)) async -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      let listed = await kubectl("get", "nodes", "--no-headers") ?? ""
      let lines = listed.split(separator: "\n")
      if lines.count == Self.nodes.count, lines.allSatisfy({ $0.contains(" Ready ") }) { return true }
      // Each look costs a third of a second of a core.
      try? await Task.sleep(for: .seconds(3))
    }
    return false
  }

  /// Lines of the keys that a run on the cluster gets to see, as they stand in files and in kubeconfigs.
  static func secrets() async -> [String] {
    let config = await run(["exec", controlPlane, "cat", "/etc/kubernetes/admin.conf"]) ?? ""
    let data = config.firstMatch(of: #/client-key-data: (\S+)/#).map { String($0.output.1) } ?? ""
    let key = Data(base64Encoded: data).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let etcd = await run(["exec", controlPlane, "cat", "/etc/kubernetes/pki/apiserver-etcd-client.key"]) ?? ""
    let lines = (key + "\n" + etcd).split(separator: "\n").map(String.init).filter { $0.count == 64 }
    return lines + (data.isEmpty ? [] : [String(data.dropFirst(100).prefix(64))]) + ["PRIVATE KEY"]
  }

  // MARK: hosts

  private static func container(_ node: Node) -> String {
    """
        power:
          exec:
            state: [\(docker), inspect, --format, "{{.State.Status}}", \(node.name)]
            stateWhenOn: running
            powerOn: [\(docker), start, \(node.name)]
            powerOff: [\(docker), kill, \(node.name)]
            shutDown: [\(docker), stop, \(node.name)]
    """
  }

  private static func instance(_ node: Node, _ endpoint: String) -> String {
    """
        whenGone: made-anew
        power:
          gce: {project: my-project, zone: europe-west3-a, endpoint: '\(endpoint)'}
    """
  }

  /// The same nodes as machines behind SSH, which the container engine switches on and off.
  ///
  /// - Parameters:
  ///   - left: nodes that it does not name.
  ///   - workersLeadToThePlane: by another spelling of its address.
  ///   - compute: where Compute Engine's API tells of them, as instances of a group that makes them anew.
  static func inventory(
    in folder: TemporaryFolder, leavingOut left: Set<String> = [], workersLeadToThePlane: Bool = false,
    compute: String? = nil
  ) async throws -> String {
    var machines = ""
    let plane = planes.first?.address ?? ""
    let number = plane.split(separator: ".").compactMap { UInt32($0) }.reduce(0) { $0 << 8 | $1 }
    let alias = "0x" + String(number, radix: 16)
    var known = try String(contentsOfFile: Self.folder + "/ssh/known_hosts", encoding: .utf8)
    for line in known.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, words[0].split(separator: ",").contains(Substring(plane)) else { continue }
      known += "\(alias) \(words[1])\n"
    }
    let hosts = try folder.write("known_hosts", known)
    for node in nodes where !left.contains(node.name) {
      machines += """
          - name: \(node.name)
            role: \(node.role)
            zone: \(node.zone)
            address: \(node.address)\(workersLeadToThePlane && node.role == "worker" ? "\n    ssh: {host: '\(alias)'}" : "")
        \(compute.map { instance(node, $0) } ?? container(node))

        """
    }
    return try folder.write(
      "hosts.yaml",
      """
      apiVersion: firedrill.dev/v1
      kind: Inventory
      metadata: {name: lab}
      spec:
        api: https://\(plane):6443
        ssh: {user: root, identityFile: \(Self.folder)/ssh/id_ed25519, knownHosts: \(hosts)}
        machines:
      \(machines)
      """)
  }
}
