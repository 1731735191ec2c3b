public import Model
public import Transport

/// A place where components run: a namespace machine, a kind node container, a VM or a host.
public protocol Machine: Sendable {
  var name: MachineName { get }
  var zone: ZoneName { get }
  var components: [Component] { get }
  /// nil where no etcd member runs.
  var etcd: EtcdMember? { get }

  /// The component's processes as they are now; empty when it is down.
  func processes(of component: Component) async throws(ProviderError) -> [ProcessIdentity]

  /// Sends `signal` to the component's processes and returns those that it was sent to.
  @discardableResult
  func send(_ signal: ProcessSignal, to component: Component) async throws(ProviderError) -> [ProcessIdentity]

  /// Lets the supervisor run the component; returns once it has been told, not once the component is ready.
  func start(_ component: Component) async throws(ProviderError)

  /// Keeps the supervisor from running the component; returns when no process of it is left.
  ///
  /// - Parameter grace: how long it may take to end by itself before it is killed.
  func stop(_ component: Component, grace: Duration) async throws(ProviderError)

  /// Runs a command on the machine. A non-zero exit is a result, not an error.
  func run(_ command: Command) async throws(ProviderError) -> CommandResult

  /// Copies a file of the harness onto the machine.
  func upload(_ path: String, to remotePath: String) async throws(ProviderError)

  /// The volume under etcd fails and an empty one takes its place; what wrote to it dies at the same moment.
  func loseStorage() async throws(ProviderError)

  /// Names the volume under etcd as it is now: another value after it was lost. nil where there is none.
  func volumeIdentity() async throws(ProviderError) -> String?
}

extension Machine {
  public func stop(_ component: Component) async throws(ProviderError) {
    try await stop(component, grace: .seconds(5))
  }
}

/// A process that cannot be mistaken for a later one with the same number.
public struct ProcessIdentity: Hashable, Sendable, Codable {
  /// As the harness sees it.
  public var pid: Int32
  /// Clock ticks since boot (`/proc/PID/stat`, field 22).
  public var startTicks: UInt64
  /// `R`, `S`, `T` … as in `/proc/PID/stat`.
  public var state: String

  public init(pid: Int32, startTicks: UInt64, state: String) {
    self.pid = pid
    self.startTicks = startTicks
    self.state = state
  }

  public func isSameProcess(as other: ProcessIdentity) -> Bool {
    pid == other.pid && startTicks == other.startTicks
  }
}

public enum ProcessSignal: Int32, Hashable, Sendable, Codable {
  case kill = 9
  case terminate = 15
  case `continue` = 18
  case stop = 19
}

/// An etcd member's place in its cluster, as a restore needs it.
public struct EtcdMember: Hashable, Sendable, Codable {
  public var name: String
  public var peerURL: String
  public var clientURL: String
  /// On the machine.
  public var dataDirectory: String

  public init(name: String, peerURL: String, clientURL: String, dataDirectory: String) {
    self.name = name
    self.peerURL = peerURL
    self.clientURL = clientURL
    self.dataDirectory = dataDirectory
  }
}
