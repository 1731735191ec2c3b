public import Model
public import Providers
import Synchronization
public import Transport

/// A machine with processes, a volume and a supervisor, all in memory. A command is answered only if its whole argument
/// list was foreseen.
public final class FakeMachine: Machine {
  /// An act that is asked for and does not happen, without a word.
  public enum Nothing: Hashable, Sendable {
    case signals, storageLoss
    /// The volume is replaced, but what held the old one lives on.
    case deathOfHolders
  }

  private struct State {
    var processes: [Component: [ProcessIdentity]] = [:]
    var nextPid: Int32 = 100
    var ticks: UInt64 = 1
    var volumes = 1
    var files: [String: String] = [:]
  }

  public let name: MachineName
  public let zone: ZoneName
  public let address: String
  public let components: [Component]
  public let etcd: EtcdMember?
  private let calls: CallLog
  /// Components that the supervisor starts again.
  private let restarts: Set<Component>
  private let nothing: Set<Nothing>
  private let answers: Mutex<[[String]: CommandAnswer]>
  private let state: Mutex<State>

  public init(
    _ name: String, zone: String = "a", components: [Component] = [.etcd, .apiserver, .controllerManager, .scheduler],
    running: Bool = true, restarts: Set<Component> = [], ignoring nothing: Set<Nothing> = [],
    answers: [[String]: CommandAnswer] = [:], calls: CallLog = CallLog()
  ) {
    self.name = MachineName(name)
    self.zone = ZoneName(zone)
    address = "fake-\(name)"
    self.components = components
    self.calls = calls
    self.restarts = restarts
    self.nothing = nothing
    self.answers = Mutex(answers)
    etcd =
      components.contains(.etcd)
      ? EtcdMember(
        name: name, peerURL: "https://\(name):2380", clientURL: "https://\(name):2379", dataDirectory: "/data")
      : nil
    state = Mutex(State())
    if running { for component in components { spawn(component) } }
  }

  public func answer(_ arguments: [String], _ answer: CommandAnswer = .success) {
    answers.withLock { $0[arguments] = answer }
  }

  // MARK: processes

  public func processes(of component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    guard components.contains(component) else { throw .componentAbsent(component, name) }
    return state.withLock { $0.processes[component] ?? [] }
  }

  @discardableResult
  public func send(_ signal: ProcessSignal, to component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    let targets = try await processes(of: component)
    calls.note("\(name): signal \(signal.rawValue) to \(component.rawValue)")
    guard !nothing.contains(.signals) else { return targets }
    switch signal {
    case .kill, .terminate: end(component)
    case .stop: change(component, to: "T")
    case .continue: change(component, to: "S")
    }
    return targets
  }

  public func start(_ component: Component) async throws(ProviderError) {
    calls.note("\(name): start \(component.rawValue)")
    if state.withLock({ $0.processes[component] ?? [] }).isEmpty { spawn(component) }
  }

  public func stop(_ component: Component, grace: Duration) async throws(ProviderError) {
    calls.note("\(name): stop \(component.rawValue)")
    state.withLock { $0.processes[component] = [] }
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

  private func end(_ component: Component) {
    state.withLock { $0.processes[component] = [] }
    if restarts.contains(component) { spawn(component) }
  }

  private func spawn(_ component: Component) {
    state.withLock { state in
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

  // MARK: commands and files

  public func run(_ command: Command) async throws(ProviderError) -> CommandResult {
    let arguments = [command.executable] + command.arguments
    calls.note("\(name): run \(arguments.joined(separator: " "))")
    let answer = answers.withLock { answers in
      let answer = answers[arguments]
      if case .inTurn(let results)? = answer, results.count > 1 {
        answers[arguments] = .inTurn(Array(results.dropFirst()))
      }
      return answer
    }
    guard let answer else { throw .commandFailed(doing: command.description, output: "no test foresaw this command") }
    return try answer.result()
  }

  public func upload(_ path: String, to remotePath: String) async throws(ProviderError) {
    calls.note("\(name): upload \(path) to \(remotePath)")
    state.withLock { $0.files[remotePath] = path }
  }

  /// What was uploaded: source by place.
  public var files: [String: String] { state.withLock(\.files) }

  // MARK: volume

  public func loseStorage() async throws(ProviderError) {
    calls.note("\(name): lose storage")
    guard !nothing.contains(.storageLoss) else { return }
    state.withLock { $0.volumes += 1 }
    if !nothing.contains(.deathOfHolders) { end(.etcd) }
  }

  public func volumeIdentity() async throws(ProviderError) -> String? {
    etcd == nil ? nil : "volume-\(state.withLock(\.volumes))"
  }
}
