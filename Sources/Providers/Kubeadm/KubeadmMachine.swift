public import Model
public import Transport

/// A node that kubeadm made, behind a shell: systemd runs the kubelet, and the kubelet runs etcd and the control plane as
/// static pods. The same for a kind node and for a machine behind SSH.
public final class KubeadmMachine: Machine {
  static let callLimit = Duration.seconds(10)

  let node: KubeadmNode
  public let components: [Component]

  public init(_ node: KubeadmNode) {
    self.node = node
    components =
      switch node.role {
      case .controlPlane: Component.controlPlane
      // Its workload is pods, which are the kubelet's.
      case .worker: [.kubelet]
      case .loadBalancer: [.loadBalancer]
      }
  }

  public var name: MachineName { node.name }
  public var nodeName: String { node.hostName }
  public var zone: ZoneName { node.zone }
  public var controlPort: Int? { node.shell.port }
  public var address: String { node.address }
  public var sources: [String] { [address] + node.podRanges }

  public var etcd: EtcdMember? {
    guard components.contains(.etcd) else { return nil }
    let host = KubeadmLayout.host(address)
    return EtcdMember(
      name: node.hostName, peerURL: "https://\(host):\(KubeadmLayout.etcdPeerPort)",
      clientURL: "https://\(host):\(KubeadmLayout.etcdClientPort)", dataDirectory: KubeadmLayout.etcdData)
  }

  func require(_ component: Component) throws(ProviderError) {
    guard components.contains(component) else { throw .componentAbsent(component, name) }
  }

  // MARK: commands

  public func run(_ command: Command) async throws(ProviderError) -> CommandResult {
    var command = command
    if EtcdTool.names.contains(command.executable) { command = try await EtcdTool.located(command, on: self) }
    return try await onNode(command)
  }

  public func upload(_ path: String, to remotePath: String) async throws(ProviderError) {
    try await node.shell.upload(path, to: remotePath)
  }

  /// A machine that cannot be got onto because it is off says so.
  func onNode(_ command: Command) async throws(ProviderError) -> CommandResult {
    do {
      return try await node.shell.run(command)
    } catch {
      if let power = node.power, let state = try? await power.state(), state.isOff {
        throw .machineOff(name, doing: "run `\(command.brief)`")
      }
      throw error
    }
  }

  /// Runs one of ``NodeScripts``, which has to succeed.
  @discardableResult
  func script(
    _ script: String, _ arguments: [String], doing: String, input: [UInt8]? = nil, limit: Duration = callLimit
  ) async throws(ProviderError) -> CommandResult {
    let result = try await onNode(Command("sh", ["-c", script, "sh"] + arguments, input: input, deadline: limit))
    guard result.isSuccess else {
      throw .commandFailed(doing: "\(doing) on \(name)", output: result.complaint)
    }
    return result
  }

  /// Runs a command that has to succeed.
  @discardableResult
  func require(_ arguments: [String], doing: String, limit: Duration = callLimit) async throws(ProviderError)
    -> CommandResult
  {
    let result = try await onNode(Command(arguments[0], Array(arguments.dropFirst()), deadline: limit))
    guard result.isSuccess else {
      throw .commandFailed(doing: "\(doing) on \(name)", output: result.complaint)
    }
    return result
  }
}

extension PowerState {
  var isOff: Bool {
    switch self {
    case .on: false
    case .off, .gone: true
    }
  }
}
