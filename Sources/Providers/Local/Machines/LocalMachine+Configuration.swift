import Glibc
public import Model
import Synchronization
import Transport

extension LocalMachine {
  /// No component knows it. One dash, because haproxy takes two for the end of the flags.
  private static let unknownFlag = "-Z"

  public func setCrashLooping(_ component: Component, _ isCrashLooping: Bool) async throws(ProviderError) {
    try changeService(component) { service in
      service.arguments.removeAll { $0 == Self.unknownFlag }
      if isCrashLooping { service.arguments.append(Self.unknownFlag) }
    }
    if isCrashLooping { try await signal(component, .kill) }
  }

  public func configureEtcd(_ bootstrap: EtcdBootstrap) async throws(ProviderError) {
    let members = bootstrap.members.map { "\($0.name)=\($0.peerURL)" }.joined(separator: ",")
    let changed = ["--initial-cluster": members, "--initial-cluster-state": bootstrap.state.rawValue]
    try changeService(.etcd) { service in
      service.arguments.removeAll { argument in changed.keys.contains { argument.hasPrefix("\($0)=") } }
      service.arguments += changed.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      service.argumentsOnce = bootstrap.forceNewCluster ? ["--force-new-cluster"] : []
    }
    let mark = "\(files.service(.etcd))/\(Service.onceMark)"
    if bootstrap.forceNewCluster { try ProtectedFiles.replace("", at: mark) } else { unlink(mark) }
  }

  /// A component that was stopped stays so, and finds the certificate when it is started.
  public func renewCertificate(of component: Component, isExpired: Bool) async throws(ProviderError) {
    try require(component)
    try requireDisk("change the certificate of \(component.rawValue)")
    guard let settings = state.withLock(\.settings) else { return }
    try await offPool("certificate") { () throws(ProviderError) in
      do {
        try settings.writeCertificate(of: component, isExpired: isExpired, self.files)
      } catch let error as ProviderError {
        throw error
      } catch {
        throw .system(doing: "make a certificate for \(component.rawValue) on \(self.name)", reason: "\(error)")
      }
    }
    guard running != nil, !isHeld(component) else { return }
    try await stop(component, grace: .seconds(1))
    try await letRun(component)
  }

  private func requireDisk(_ doing: String) throws(ProviderError) {
    guard isTerminated else { return }
    throw .system(doing: "\(doing) on \(name)", reason: "the machine was terminated; replace it first")
  }

  /// Holds from the component's next start on.
  private func changeService(_ component: Component, _ change: (inout Service) -> Void) throws(ProviderError) {
    try require(component)
    try requireDisk("change the flags of \(component.rawValue)")
    let service = state.withLock { state -> Service? in
      if var service = state.services[component] {
        change(&service)
        state.services[component] = service
      }
      return state.services[component]
    }
    try service?.writeRunScript(files)
  }
}

// MARK: - What supervises the components

extension LocalMachine {
  public func supervisorProcesses() async throws(ProviderError) -> [ProcessIdentity] {
    guard let running else { return [] }
    return ProcessTable.processes(running: Tool.runsvdir.rawValue, inNamespace: running.pidNamespace)
      .filter { ProcessTable.arguments(of: $0.pid).contains(files.services) }
  }

  public func killSupervisor() async throws(ProviderError) {
    _ = try requireOn("kill the supervisor")
    let killed = try await supervisorProcesses().filter { kill($0.pid, SIGKILL) == 0 }
    try await waitForEnd(of: killed)
  }
}
