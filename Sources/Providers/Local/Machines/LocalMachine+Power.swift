import Glibc
import Model
import Synchronization
import Transport

extension LocalMachine {
  /// Makes the machine's folders and what it runs before its components. Blocks for less than a millisecond.
  func prepare() throws(ProviderError) {
    for folder in [files.root, files.logs, files.identities, files.services, files.settings] {
      try ProtectedFiles.makeDirectory(folder)
    }
    try ProtectedFiles.write(NetworkBatch.inside(node), to: files.links)
    try MachineScripts(name: name, components: components, files: files, sandbox: sandbox).write()
  }

  /// Fills the machine's disk. Blocks for a few milliseconds: certificates are made.
  ///
  /// - Parameters:
  ///   - volume: under etcd; nil: a new, empty one.
  ///   - isHeld: which components are not started before they are told to.
  func furnish(
    _ settings: any MachineSettings, volume: VolumeID? = nil, isHeld: (Component) -> Bool
  ) throws {
    if settings.member != nil { try attach(volume ?? volumes.create(for: name)) }
    try settings.writeFiles(files)
    let services = try settings.services()
    for service in services { try service.write(files, isHeld: isHeld(service.component)) }
    // runsvdir waits a second before it looks into a folder that changed within the current one, lest it miss another
    // change in it. Nothing changes here any more, so the folder is made older.
    try ProtectedFiles.makeOlder(files.services)
    state.withLock { state in
      state.member = settings.member
      state.settings = settings
      state.services = Dictionary(uniqueKeysWithValues: services.map { ($0.component, $0) })
    }
  }

  /// Lets a machine go that is held at its gate, and takes it over.
  func letGo(_ held: MachineInit) async throws(ProviderError) {
    held.release()
    let running = try await held.running()
    state.withLock { $0.running = running }
  }

  /// Weighs the machine among all that the host runs, until its power is switched.
  func weigh(_ share: SessionShare) async {
    if let running { await share.give(toSessionOf: running.first.pid) }
  }

  /// Tells whether the first process is still the same one, by what the kernel says of it.
  public func bootIdentity() async throws(ProviderError) -> String? {
    running.map { "\($0.first.pid)@\($0.first.startTicks)" }
  }

  public func powerOn() async throws(ProviderError) {
    try await switching { () async throws(ProviderError) in
      guard !isTerminated else {
        throw .system(doing: "power on \(name)", reason: "it was terminated; only a new machine can take its place")
      }
      guard running == nil else { return }
      try await cleanUp()
      let held = try MachineInit.start(files, in: sandbox)
      do throws(ProviderError) {
        try await Cables.plug([(node: node, held: held)], sandbox.tools)
        try await letGo(held)
      } catch {
        held.abandon()
        throw error
      }
      await weigh(.standing)
    }
  }

  public func powerOff() async throws(ProviderError) {
    try await switching { () async throws(ProviderError) in
      running?.signal(SIGKILL)
      try await cleanUp()
    }
  }

  public func shutDown(grace: Duration) async throws(ProviderError) {
    try await switching { () async throws(ProviderError) in
      if let running {
        running.signal(SIGTERM)
        do throws(ProviderError) {
          try await running.waitForEnd(of: name.rawValue, within: grace)
          return try await forget(running)
        } catch .notReady {
          running.signal(SIGKILL)
        }
      }
      try await cleanUp()
    }
  }

  public func terminate() async throws(ProviderError) {
    try await switching { () async throws(ProviderError) in
      running?.signal(SIGKILL)
      try await cleanUp()
      state.withLock { $0.isTerminated = true }
      try await release()
    }
  }

  /// The disks go where a terminated machine's go.
  private func release() async throws(ProviderError) {
    let volume = attachedVolume
    try await offPool("terminate") { () throws(ProviderError) in
      if let volume { try self.volumes.machineIsGone(volume) }
      try FileTree.remove(self.files.root)
    }
  }

  /// Waits for the end of a machine that was killed or ended by itself, and pulls its cable.
  private func cleanUp() async throws(ProviderError) {
    guard let ended = state.withLock(\.running) else { return }
    try await ended.waitForEnd(of: name.rawValue, within: .seconds(10))
    try await forget(ended)
  }

  private func forget(_ ended: RunningMachine) async throws(ProviderError) {
    try await Cables.unplug(node, sandbox.tools)
    state.withLock { $0.running = nil }
  }

  /// One change of power at a time.
  private func switching<Value: Sendable>(
    _ work: () async throws(ProviderError) -> Value
  ) async throws(ProviderError) -> Value {
    try await poll("another change of the power of \(name)", every: .milliseconds(5), within: .seconds(120)) {
      let isFree = state.withLock { state in
        defer { state.isSwitching = true }
        return !state.isSwitching
      }
      return isFree ? .ready(()) : .waiting("it has not ended")
    }
    defer { state.withLock { $0.isSwitching = false } }
    return try await work()
  }
}

extension LocalMachine {
  /// Makes a new machine in the place of this one, which was terminated.
  func stand(
    as node: Topology.Node, _ settings: any MachineSettings, volume: VolumeID?
  ) async throws(ProviderError) {
    state.withLock { state in
      state.node = node
      state.member = nil
    }
    // A control plane's etcd has to be told first which cluster it is of; everything else stands on it.
    let isHeld = node.role == .controlPlane
    try await offPool("new-machine") { () throws(ProviderError) in
      do {
        // What is left of an attempt that failed.
        try FileTree.remove(self.files.root)
        try self.prepare()
        try self.furnish(settings, volume: volume) { _ in isHeld }
      } catch let error as ProviderError {
        throw error
      } catch {
        throw .system(doing: "make the certificates of \(self.name)", reason: "\(error)")
      }
    }
    state.withLock { $0.isTerminated = false }
    try await powerOn()
  }
}
