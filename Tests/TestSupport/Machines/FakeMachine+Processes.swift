public import Model
public import Providers
import Synchronization

extension FakeMachine {
  public func processes(of component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    guard components.contains(component) else { throw .componentAbsent(component, name) }
    if crashes(component) { crash(component) }
    return state.withLock { $0.processes[component] ?? [] }
  }

  @discardableResult
  public func send(_ signal: ProcessSignal, to component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    let targets = try await processes(of: component)
    calls.note("\(name): signal \(signal.rawValue) to \(component.rawValue)")
    try requirePower("signal \(component.rawValue)")
    guard !isIgnored(.signals) else { return targets }
    switch signal {
    case .kill, .terminate: end(component)
    case .stop: change(component, to: "T")
    case .continue: change(component, to: "S")
    }
    return targets
  }

  public func start(_ component: Component) async throws(ProviderError) {
    calls.note("\(name): start \(component.rawValue)")
    try requirePower("start \(component.rawValue)")
    guard !isIgnored(.starts) else { return }
    let isDown = state.withLock { state in
      state.wanted.insert(component)
      return (state.processes[component] ?? []).isEmpty
    }
    if isDown { spawn(component) }
  }

  public func stop(_ component: Component, grace: Duration) async throws(ProviderError) {
    calls.note("\(name): stop \(component.rawValue)")
    try requirePower("stop \(component.rawValue)")
    guard !isIgnored(.stops) else { return }
    state.withLock { state in
      state.wanted.remove(component)
      state.processes[component] = []
    }
  }

  /// A later process that was given a number that is free again.
  public func reusePid(of component: Component) {
    state.withLock { state in
      state.ticks += 1
      for index in state.processes[component, default: []].indices {
        state.processes[component]?[index].startTicks = state.ticks
      }
    }
  }

  /// Stops the processes behind everybody's back.
  public func freeze(_ component: Component) { change(component, to: "T") }

  func end(_ component: Component) {
    state.withLock { $0.processes[component] = [] }
    if restarts.contains(component), state.withLock({ $0.power == .on }) { spawn(component) }
  }

  /// Without a volume etcd cannot start.
  func spawn(_ component: Component) {
    state.withLock { state in
      if component == .etcd, state.volume == nil { return }
      if component == .etcd { state.volume?.isEmpty = false }
      state.nextPid += 1
      state.ticks += 1
      state.processes[component] = [ProcessIdentity(pid: state.nextPid, startTicks: state.ticks, state: "S")]
    }
  }

  private func change(_ component: Component, to word: String) {
    state.withLock { state in
      for index in state.processes[component, default: []].indices { state.processes[component]?[index].state = word }
    }
  }

  // MARK: supervisor and flags

  public func setCrashLooping(_ component: Component, _ isCrashLooping: Bool) async throws(ProviderError) {
    calls.note("\(name): crash loop of \(component.rawValue) \(isCrashLooping ? "on" : "off")")
    try requirePower("change the flags of \(component.rawValue)")
    guard components.contains(component) else { throw .componentAbsent(component, name) }
    guard !isIgnored(.crashLoops) else { return }
    // A flag that is not there is not taken away, and nothing ends for it.
    guard isCrashLooping || state.withLock({ $0.crashLooping.contains(component) }) else { return }
    state.withLock { state in
      if isCrashLooping { state.crashLooping.insert(component) } else { state.crashLooping.remove(component) }
      state.processes[component] = []
    }
    if !isCrashLooping { spawn(component) }
  }

  public func supervisorProcesses() async throws(ProviderError) -> [ProcessIdentity] {
    state.withLock { $0.power == .on ? [$0.supervisor] : [] }
  }

  public func killSupervisor() async throws(ProviderError) {
    calls.note("\(name): kill the supervisor")
    try requirePower("kill the supervisor")
    guard !isIgnored(.supervisorKill) else { return }
    state.withLock { state in
      state.nextPid += 1
      state.ticks += 1
      state.supervisor = ProcessIdentity(pid: state.nextPid, startTicks: state.ticks, state: "S")
    }
  }

  private func crashes(_ component: Component) -> Bool {
    state.withLock { state in
      guard state.power == .on else { return false }
      let cannotRead = component == .etcd && state.volume?.isCorrupt == true && restarts.contains(.etcd)
      return state.crashLooping.contains(component) || cannotRead
    }
  }

  /// At each look it has just been started, or has just ended.
  private func crash(_ component: Component) {
    let isDown = state.withLock { state in
      let isDown = (state.processes[component] ?? []).isEmpty
      state.processes[component] = []
      return isDown
    }
    if isDown { spawn(component) }
  }
}
