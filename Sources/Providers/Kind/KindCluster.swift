public import Clients
import Model
import Transport

/// A kind cluster, found by its containers' labels.
///
/// - Source: kind, `pkg/cluster/internal/providers/docker/constants.go`, `pkg/cluster/constants`
public enum KindCluster {
  private static let clusterLabel = "io.x-k8s.kind.cluster"

  /// The names of all kind clusters of an engine.
  public static func names(_ docker: DockerClient) async throws(ProviderError) -> [String] {
    Set(try await containers(docker, clusterLabel).compactMap { $0.labels[clusterLabel] }).sorted()
  }

  /// - Parameter folder: of the harness, private; the cluster's identities are written there.
  /// - Throws: ``ProviderError`` when there is no such cluster, or it cannot be reached from here.
  public static func connect(
    _ name: String, _ docker: DockerClient, folder: String, need: KubeadmCluster.Need = .answers
  ) async throws(ProviderError) -> KubeadmCluster {
    guard docker.host.isOnThisMachine else {
      throw .unsupported(
        what: "kind clusters of an engine on another machine (\(docker.host))",
        remedy: "run firedrill on the engine's machine: it talks to the containers' own addresses")
    }
    let members = try await containers(docker, "\(clusterLabel)=\(name)")
    guard !members.isEmpty else { throw .noCluster(name, among: try await names(docker)) }
    // Somebody may have joined machines of another kind, or pretended ones.
    var found = KubeadmCluster.Found(
      provider: "kind:\(name)", nodes: [], balancers: [], api: try await entrance(members, docker), readsZones: true,
      knowsEveryMachine: false)
    for (index, member) in members.of(.controlPlane).enumerated() {
      found.nodes.append(try await node(member, "cp-\(index + 1)", .controlPlane, docker))
    }
    for (index, member) in members.of(.worker).enumerated() {
      found.nodes.append(try await node(member, "worker-\(index + 1)", .worker, docker))
    }
    for (index, member) in members.of(.loadBalancer).enumerated() {
      found.balancers.append(
        ContainerBalancer(
          MachineName("lb-\(index + 1)"), docker, container: member.name,
          address: try await address(of: member, docker)))
    }
    return try await KubeadmCluster.connect(found, folder: folder, need: need)
  }

  private static func node(
    _ member: DockerClient.Summary, _ name: String, _ role: KubeadmNode.Role, _ docker: DockerClient
  ) async throws(ProviderError) -> KubeadmNode {
    let address = try await address(of: member, docker)
    return KubeadmNode(
      name: MachineName(name), hostName: member.name, role: role, zone: ClusterSpec().zones[0], address: address,
      shell: ContainerShell(docker, container: member.name),
      power: ContainerPower(docker, container: member.name, address: address.isEmpty ? nil : address))
  }

  // MARK: what the engine tells

  private static func containers(
    _ docker: DockerClient, _ label: String
  ) async throws(ProviderError) -> [DockerClient.Summary] {
    if let problem = docker.host.problem {
      throw .system(doing: "ask the container engine", reason: problem.description, remedy: problem.remedy)
    }
    do {
      return try await docker.containers(label: label)
    } catch {
      throw .system(
        doing: "list the containers of the engine at \(docker.host)", reason: error.description,
        remedy: "see that the engine runs and that you may ask it; DOCKER_HOST names another")
    }
  }

  private static func inspect(
    _ member: DockerClient.Summary, _ docker: DockerClient
  ) async throws(ProviderError) -> DockerClient.Container {
    do {
      return try await docker.inspect(member.name)
    } catch {
      throw .system(
        doing: "look at container \(member.name)", reason: error.description,
        remedy: "see that the engine still has that container")
    }
  }

  private static func address(
    of member: DockerClient.Summary, _ docker: DockerClient
  ) async throws(ProviderError) -> String {
    let networks = try await inspect(member, docker).networking.networks
    let address = (networks["kind"] ?? networks.sorted { $0.key < $1.key }.first?.value)?.address ?? ""
    // A stopped container has none; whoever needs one finds out soon enough.
    return address
  }

  /// The API's published port: the load balancer's, or the only control plane's.
  private static func entrance(
    _ members: [DockerClient.Summary], _ docker: DockerClient
  ) async throws(ProviderError) -> String {
    guard let front = members.of(.loadBalancer).first ?? members.of(.controlPlane).first else {
      throw .system(
        doing: "find the API", reason: "no container is labelled as a control plane",
        remedy: "make the cluster anew with kind, whose labels these are")
    }
    guard let port = try await inspect(front, docker).published(KubeadmLayout.apiPort) else {
      guard front.state == "running" else { return "https://127.0.0.1" }
      throw .system(
        doing: "find the API", reason: "container \(front.name) publishes no port for \(KubeadmLayout.apiPort)",
        remedy: "make the cluster anew with kind, which publishes it")
    }
    let host = ["", "0.0.0.0", "::"].contains(port.host) ? "127.0.0.1" : port.host
    return "https://\(host):\(port.port)"
  }
}

extension [DockerClient.Summary] {
  fileprivate func of(_ role: Inventory.Role) -> [DockerClient.Summary] {
    let word = role == .loadBalancer ? "external-load-balancer" : role.rawValue
    return filter { $0.labels["io.x-k8s.kind.role"] == word }
  }
}

extension ProviderError {
  fileprivate static func noCluster(_ name: String, among others: [String]) -> ProviderError {
    .usage(
      what: "there is no kind cluster \(name)",
      remedy: others.isEmpty
        ? "make one with `kind create cluster --name \(name)`" : "the engine has \(others.joined(separator: ", "))")
  }
}
