public import Model
public import Providers
import Synchronization

extension FakeMachine {
  public func bootIdentity() async throws(ProviderError) -> String? {
    let isOver = state.withLock { state in
      state.looksUntilOff = state.looksUntilOff.map { $0 - 1 }
      return state.looksUntilOff == 0
    }
    if isOver { goDown() }
    return state.withLock { $0.power == .on ? "\(name)-boot-\($0.boots)" : nil }
  }

  /// A shutdown is under way, and ends when the machine has been looked at so often.
  public func goOff(afterLooks looks: Int) { state.withLock { $0.looksUntilOff = looks } }

  public func shutDown(grace: Duration) async throws(ProviderError) {
    calls.note("\(name): shut down")
    guard !isIgnored(.shutDown) else { return }
    goDown()
  }

  public func powerOff() async throws(ProviderError) {
    calls.note("\(name): power off")
    guard !isIgnored(.powerOff) else { return }
    goDown()
  }

  public func powerOn() async throws(ProviderError) {
    calls.note("\(name): power on")
    guard state.withLock({ $0.power != .gone }) else { throw .system(doing: "start \(name)", reason: "it is gone") }
    guard !isIgnored(.powerOn), state.withLock({ $0.power == .off }) else { return }
    let wanted = state.withLock { state in
      state.power = .on
      state.boots += 1
      return state.wanted
    }
    for component in components where wanted.contains(component) { spawn(component) }
  }

  public func terminate() async throws(ProviderError) {
    calls.note("\(name): terminate")
    guard !isIgnored(.termination) else { return }
    let left = state.withLock { state in
      state.power = .gone
      state.processes = [:]
      state.network = FakeNetworkRules()
      defer { state.volume = nil }
      return volumeKind == .persistent ? state.volume : nil
    }
    if let left { site.withLock(\.self).keep(left, lastOn: name) }
  }

  public func isPaused() async throws(ProviderError) -> Bool { state.withLock(\.isPaused) }

  public func pause() async throws(ProviderError) {
    calls.note("\(name): pause")
    try requirePower("pause")
    guard !isIgnored(.pauses) else { return }
    state.withLock { $0.isPaused = true }
  }

  public func resume() async throws(ProviderError) {
    calls.note("\(name): resume")
    state.withLock { $0.isPaused = false }
  }

  public func cables() async throws(ProviderError) -> [Cable] {
    state.withLock { $0.isUnplugged ? [] : [Cable(name: "net", address: $0.address)] }
  }

  public func unplug(_ cables: [Cable]) async throws(ProviderError) {
    calls.note("\(name): unplug \(cables.map(\.name).joined(separator: " "))")
    guard !isIgnored(.unplugging) else { return }
    state.withLock { $0.isUnplugged = true }
  }

  public func plug(_ cables: [Cable]) async throws(ProviderError) {
    calls.note("\(name): plug \(cables.map(\.name).joined(separator: " "))")
    state.withLock { $0.isUnplugged = false }
  }

  private func goDown() {
    state.withLock { state in
      guard state.power == .on else { return }
      state.power = .off
      state.isPaused = false
      state.processes = [:]
      state.network = FakeNetworkRules()
    }
  }

  /// Another machine stands under this name from here on: on, with a new address, without the old one's volume.
  func beReplaced(in zone: ZoneName, attaching volume: FakeVolume?) {
    let isWorker = !components.contains(.etcd)
    state.withLock { state in
      state.addresses += 1
      state.address = "fake-\(name)-\(state.addresses)"
      state.zone = zone
      state.power = .on
      state.boots += 1
      state.wanted = isWorker ? Set(components) : []
      state.crashLooping = []
      state.expired = []
      state.bootstrap = nil
      state.files = [:]
      guard components.contains(.etcd) else { return }
      state.etcdPlace = Self.member(name.rawValue, at: state.address)
      state.volume = volume ?? Self.newVolume(name.rawValue, &state)
    }
    if isWorker { for component in components { spawn(component) } }
  }

  // MARK: configuration

  public func renewCertificate(of component: Component, isExpired: Bool) async throws(ProviderError) {
    calls.note("\(name): \(isExpired ? "expired" : "new") certificate of \(component.rawValue)")
    try requirePower("renew the certificate of \(component.rawValue)")
    guard components.contains(component) else { throw .componentAbsent(component, name) }
    guard !isIgnored(.certificates) else { return }
    state.withLock { state in
      if isExpired { state.expired.insert(component) } else { state.expired.remove(component) }
    }
    end(component)
    if state.withLock({ $0.wanted.contains(component) }) { spawn(component) }
  }

  /// Whether the component serves with a certificate that has run out.
  public func isExpired(_ component: Component) -> Bool { state.withLock { $0.expired.contains(component) } }

  public func configureEtcd(_ bootstrap: EtcdBootstrap) async throws(ProviderError) {
    let members = bootstrap.members.map { "\($0.name)=\($0.peerURL)" }.joined(separator: ",")
    let force = bootstrap.forceNewCluster ? " force-new-cluster" : ""
    calls.note("\(name): configure etcd \(bootstrap.state.rawValue)\(force) \(members)")
    try requirePower("configure etcd")
    guard !isIgnored(.etcdConfiguration) else { return }
    state.withLock { $0.bootstrap = bootstrap }
  }
}
