import Glibc
public import Model

extension LocalMachine {
  public func processes(of component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    try require(component)
    guard let running else { return [] }
    return ProcessTable.processes(running: component.executableName, inNamespace: running.pidNamespace)
  }

  @discardableResult
  public func send(
    _ signal: ProcessSignal, to component: Component
  ) async throws(ProviderError) -> [ProcessIdentity] {
    try require(component)
    _ = try requireOn("signal \(component.rawValue)")
    return try await self.signal(component, signal)
  }

  /// Does nothing on a machine that is off.
  @discardableResult
  func signal(_ component: Component, _ kind: ProcessSignal) async throws(ProviderError) -> [ProcessIdentity] {
    try await processes(of: component).filter { kill($0.pid, kind.rawValue) == 0 }
  }

  /// From now on the component also comes up with the machine.
  public func start(_ component: Component) async throws(ProviderError) {
    try require(component)
    _ = try requireOn("start \(component.rawValue)")
    try await letRun(component)
  }

  /// On a machine that is off, from its next start on.
  func letRun(_ component: Component) async throws(ProviderError) {
    unlink(files.hold(component))
    try await tell(component, .up)
  }

  /// A component that is paused is continued first, by the supervisor. It stays away also when the machine is started
  /// again.
  public func stop(_ component: Component, grace: Duration) async throws(ProviderError) {
    try require(component)
    guard !isTerminated else { return }
    try ProtectedFiles.replace("", at: files.hold(component))
    guard running != nil else { return }
    try await tell(component, .down)
    do {
      try await waitUntilGone(component, within: grace)
    } catch .notReady {
      try await signal(component, .kill)
      try await waitUntilGone(component, within: .seconds(5))
    }
  }

  /// Whether the supervisor was told to keep the component from running.
  func isHeld(_ component: Component) -> Bool { TextFile.exists(files.hold(component)) }

  private func tell(_ component: Component, _ order: Supervisor.Order) async throws(ProviderError) {
    try await Supervisor(service: files.service(component)).tell(order) { self.running != nil }
  }

  private func waitUntilGone(_ component: Component, within limit: Duration) async throws(ProviderError) {
    try await poll("the end of \(component.rawValue) on \(name)", every: .milliseconds(5), within: limit) {
      () async throws(ProviderError) -> PollAnswer<Void> in
      let left = try await processes(of: component)
      return left.isEmpty ? .ready(()) : .waiting("still there: \(left.map { "\($0.pid)" }.joined(separator: " "))")
    }
  }

  func waitForEnd(of killed: [ProcessIdentity]) async throws(ProviderError) {
    try await poll("the end of killed processes on \(name)", every: .milliseconds(1), within: .seconds(5)) {
      () -> PollAnswer<Void> in
      let left = killed.filter(ProcessTable.isAlive)
      return left.isEmpty ? .ready(()) : .waiting("still there: \(left.map { "\($0.pid)" }.joined(separator: " "))")
    }
  }
}
