public import Model
public import Providers
import Synchronization
public import Transport

/// A machine with power, processes, a volume and a supervisor, all in memory. A command is answered only if its whole
/// argument list was foreseen, or if it is one of the few that the faults look with.
public final class FakeMachine: Machine {
  /// An act that is asked for and does not happen, without a word.
  public enum Nothing: Hashable, Sendable, CaseIterable {
    case signals, starts, stops
    case storageLoss
    /// The volume is lost or taken away, but what held it lives on.
    case deathOfHolders
    case powerOff, powerOn, shutDown, termination
    case pauses, unplugging
    case detachment, attachment, filling, freeing, corruption, readOnly
    case crashLoops, supervisorKill, certificates, etcdConfiguration
    /// nft and tc say that all went well.
    case networkRules
    /// A new machine in its place.
    case replacement
  }

  struct State {
    var zone: ZoneName
    var address: String
    var addresses = 1
    var power = Power.on
    var looksUntilOff: Int?
    var boots = 1
    var isPaused = false
    var isUnplugged = false
    var processes: [Component: [ProcessIdentity]] = [:]
    /// What the supervisor was told to run.
    var wanted: Set<Component> = []
    var crashLooping: Set<Component> = []
    var expired: Set<Component> = []
    var supervisor = ProcessIdentity(pid: 2, startTicks: 1, state: "S")
    var nextPid: Int32 = 100
    var ticks: UInt64 = 1
    var volume: FakeVolume?
    var volumes = 0
    var files: [String: String] = [:]
    var inputs: [String] = []
    var bootstrap: EtcdBootstrap?
    var etcdPlace: EtcdMember?
    var network = FakeNetworkRules()
    var timers: [String: [LiftCommand]] = [:]
  }

  enum Power { case on, off, gone }

  public let name: MachineName
  public let components: [Component]
  /// Components that the supervisor starts again.
  let restarts: Set<Component>
  /// Components that it could let go on by itself, by a timer.
  let wakes: Set<Component>
  let nothing: Set<Nothing>
  let volumeKind: VolumeKind
  public let takesRules: Bool
  let calls: CallLog
  let site = Mutex(FakeSite())
  let state: Mutex<State>
  private let answers: Mutex<[[String]: CommandAnswer]>

  public init(
    _ name: String, zone: String = "a", components: [Component] = Component.controlPlane,
    running: Bool = true, restarts: Set<Component> = [], wakes: Set<Component> = [], volumes: VolumeKind = .local,
    ignoring nothing: Set<Nothing> = [], takesRules: Bool = true, answers: [[String]: CommandAnswer] = [:],
    calls: CallLog = CallLog()
  ) {
    self.name = MachineName(name)
    self.components = components
    self.calls = calls
    self.restarts = restarts
    self.wakes = wakes
    self.nothing = nothing
    self.takesRules = takesRules
    self.answers = Mutex(answers)
    volumeKind = volumes
    state = Mutex(State(zone: ZoneName(zone), address: "fake-\(name)"))
    state.withLock { state in
      guard components.contains(.etcd) else { return }
      state.etcdPlace = Self.member(name, at: name)
      state.volume = Self.newVolume(name, &state)
    }
    if running { for component in components { spawn(component) } }
    state.withLock { $0.wanted = running ? Set(components) : [] }
  }

  public var zone: ZoneName { state.withLock(\.zone) }
  public var address: String { state.withLock(\.address) }
  public var etcd: EtcdMember? { state.withLock(\.etcdPlace) }
  /// What etcd was told last about its cluster.
  public var bootstrap: EtcdBootstrap? { state.withLock(\.bootstrap) }
  /// What was uploaded: source by place.
  public var files: [String: String] { state.withLock(\.files) }

  public func answer(_ arguments: [String], _ answer: CommandAnswer = .success) {
    answers.withLock { $0[arguments] = answer }
  }

  static func member(_ name: String, at host: String) -> EtcdMember {
    EtcdMember(
      name: name, peerURL: "https://\(host):2380", clientURL: "https://\(host):2379", dataDirectory: "/data")
  }

  /// What commands got on their standard input, in order.
  public var inputs: [String] { state.withLock(\.inputs) }
  /// Tables of its packet filter, with what each drops.
  public var packetFilter: [String: [String]] { state.withLock(\.network.tables) }

  /// All that is not as it should be on a machine that serves.
  public var troubles: [String] {
    state.withLock { state in
      var troubles: [String] = []
      if state.power != .on { troubles.append("power") }
      if state.isPaused { troubles.append("pause") }
      if state.isUnplugged { troubles.append("cables") }
      for component in components where (state.processes[component] ?? []).allSatisfy({ $0.state == "T" }) {
        troubles.append(component.rawValue)
      }
      if etcdIsMeant, state.volume == nil { troubles.append("no volume") }
      if let volume = state.volume, volume.isFull || volume.isReadOnly || volume.isCorrupt { troubles.append("volume") }
      if !state.crashLooping.isEmpty { troubles.append("flags") }
      if !state.expired.isEmpty { troubles.append("certificates") }
      if !state.network.tables.isEmpty || state.network.shaping != nil { troubles.append("network") }
      return troubles
    }
  }

  private var etcdIsMeant: Bool { components.contains(.etcd) }

  func isIgnored(_ act: Nothing) -> Bool { nothing.contains(act) }

  /// What is asked of a machine without power fails.
  func requirePower(_ doing: String) throws(ProviderError) {
    guard state.withLock({ $0.power == .on }) else { throw .system(doing: doing, reason: "\(name) is off") }
  }

  // MARK: commands and files

  public func run(_ command: Command) async throws(ProviderError) -> CommandResult {
    let arguments = [command.executable] + command.arguments
    calls.note("\(name): run \(arguments.joined(separator: " "))")
    try requirePower("run \(command)")
    if let input = command.input { state.withLock { $0.inputs.append(String(decoding: input, as: UTF8.self)) } }
    let answer = answers.withLock { answers in
      let answer = answers[arguments]
      if case .inTurn(let results)? = answer, results.count > 1 {
        answers[arguments] = .inTurn(Array(results.dropFirst()))
      }
      return answer
    }
    if let answer { return try answer.result() }
    if let result = builtIn(command) { return result }
    throw .commandFailed(doing: command.description, output: "no test foresaw this command")
  }

  public func upload(_ path: String, to remotePath: String) async throws(ProviderError) {
    calls.note("\(name): upload \(path) to \(remotePath)")
    try requirePower("upload \(path)")
    state.withLock { $0.files[remotePath] = path }
  }
}
