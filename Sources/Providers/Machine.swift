public import Model
public import Transport

/// A place where components run: a namespace machine, a kind node container, a VM or a host.
public protocol Machine: Sendable {
  var name: MachineName { get }
  /// What Kubernetes calls its node, and the host name that leases and etcd know it by.
  var nodeName: String { get }
  var zone: ZoneName { get }
  /// Its IP address now; a machine that took another's place has a new one.
  var address: String { get }
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

  // MARK: power

  /// Another value after each start; nil while it is off or gone.
  func bootIdentity() async throws(ProviderError) -> String?

  /// Its first process gets a signal, and is killed after `grace`.
  func shutDown(grace: Duration) async throws(ProviderError)

  /// Cuts the power: nothing on it gets any time.
  func powerOff() async throws(ProviderError)

  /// Starts it again with the disks and the address that it had. One that is on stays as it is.
  func powerOn() async throws(ProviderError)

  /// Removes it for good, and its local volume with it. A persistent volume stays, detached.
  func terminate() async throws(ProviderError)

  /// Whether it is gone for good with its disk, as far as can be told; one that is merely off may come back with what is on it.
  func isTerminated() async throws(ProviderError) -> Bool

  // MARK: from outside

  /// Whether everything on it stands still.
  func isPaused() async throws(ProviderError) -> Bool

  /// Everything on it stands still, with its memory and its connections. One that does already stays so.
  func pause() async throws(ProviderError)

  /// It goes on where it was. Nothing to do for one that goes on already.
  func resume() async throws(ProviderError)

  /// What connects it to networks now; empty where nothing does.
  func cables() async throws(ProviderError) -> [Cable]

  /// Pulls them. What listens on the machine goes on listening, and nobody reaches it.
  func unplug(_ cables: [Cable]) async throws(ProviderError)

  /// Plugs them in again, so that the machine has the addresses that it had. One that is in stays so.
  func plug(_ cables: [Cable]) async throws(ProviderError)

  // MARK: storage

  /// Names the volume under etcd as it is now: another value after it was lost. nil where there is none.
  func volumeIdentity() async throws(ProviderError) -> String?

  /// The volume under etcd fails and an empty one takes its place; what wrote to it dies at the same moment.
  func loseStorage() async throws(ProviderError)

  /// Takes the volume away; what wrote to it dies at the same moment, and cannot start until one is attached.
  func detachVolume() async throws(ProviderError)

  /// Attaches a volume that is attached nowhere.
  func attachVolume(_ volume: VolumeID) async throws(ProviderError)

  /// Fills the volume under etcd to the last byte with a file of the harness; `freeStorage` removes that file.
  func fillStorage() async throws(ProviderError)
  func freeStorage() async throws(ProviderError)

  /// Flips bits in etcd's database file, as a failing disk does, and kills etcd, so that it has to read them.
  func corruptStorage() async throws(ProviderError)

  /// While it is on, the volume refuses writes.
  func setStorageReadOnly(_ isReadOnly: Bool) async throws(ProviderError)

  // MARK: configuration

  /// Gives the component a flag that it does not know and ends it, so that it crashes at each start; `false` takes the
  /// flag away again. The supervisor then starts it.
  func setCrashLooping(_ component: Component, _ isCrashLooping: Bool) async throws(ProviderError)

  /// The processes of what supervises the machine's components, the kubelet's stand-in.
  func supervisorProcesses() async throws(ProviderError) -> [ProcessIdentity]

  /// SIGKILL to what supervises the components; its own supervisor brings it back. The components live on.
  func killSupervisor() async throws(ProviderError)

  /// Puts a serving certificate in place that has run out (`isExpired`) or a new one, and restarts the component.
  func renewCertificate(of component: Component, isExpired: Bool) async throws(ProviderError)

  /// Tells etcd which cluster it is of; holds from its next start on.
  func configureEtcd(_ bootstrap: EtcdBootstrap) async throws(ProviderError)

  /// The TCP port through which the harness itself works on the machine; nil where no network is needed for that. Cut off,
  /// it could not take a fault out again.
  var controlPort: Int? { get }

  /// Under which addresses and ranges its packets arrive elsewhere: its own, and those of its pods.
  var sources: [String] { get }

  /// Whether a packet filter can be loaded on it.
  var takesRules: Bool { get }

  // MARK: the dead man's switch

  /// How the machine itself gets out of a trouble that this harness made; empty where it cannot.
  func lifts(of trouble: LiftedTrouble) -> [LiftCommand]

  /// From `delay` on the machine runs the commands by itself, whether or not anybody can reach it then.
  ///
  /// - Parameter mark: a word of ASCII letters, digits and underscores that no other timer has.
  func arm(_ commands: [LiftCommand], as mark: String, after delay: Duration) async throws(ProviderError)

  /// Takes that back. Nothing to do where nothing is armed, or it has gone off.
  func disarm(_ mark: String) async throws(ProviderError)
}

extension Machine {
  public var nodeName: String { name.rawValue }
  public var controlPort: Int? { nil }
  public var sources: [String] { [address] }
  public var takesRules: Bool { true }

  public func stop(_ component: Component) async throws(ProviderError) {
    try await stop(component, grace: .seconds(5))
  }
}

/// What a provider does not offer says so.
extension Machine {
  public func bootIdentity() async throws(ProviderError) -> String? { throw .notOffered("power control") }
  public func shutDown(grace: Duration) async throws(ProviderError) { throw .notOffered("power control") }
  public func powerOff() async throws(ProviderError) { throw .notOffered("power control") }
  public func powerOn() async throws(ProviderError) { throw .notOffered("power control") }
  public func terminate() async throws(ProviderError) { throw .notOffered("the removal of machines") }

  /// Of etcd's machines, one that is off and has no volume any more.
  public func isTerminated() async throws(ProviderError) -> Bool {
    guard components.contains(.etcd), try await bootIdentity() == nil else { return false }
    return try await volumeIdentity() == nil
  }
  public func isPaused() async throws(ProviderError) -> Bool { throw .notOffered("machines that stand still") }
  public func pause() async throws(ProviderError) { throw .notOffered("machines that stand still") }
  public func resume() async throws(ProviderError) { throw .notOffered("machines that stand still") }
  public func cables() async throws(ProviderError) -> [Cable] { throw .notOffered("network cables to pull") }
  public func unplug(_ cables: [Cable]) async throws(ProviderError) { throw .notOffered("network cables to pull") }
  public func plug(_ cables: [Cable]) async throws(ProviderError) { throw .notOffered("network cables to pull") }
  public func detachVolume() async throws(ProviderError) { throw .notOffered("volumes that can be detached") }
  public func attachVolume(_ volume: VolumeID) async throws(ProviderError) {
    throw .notOffered("volumes that can be attached")
  }
  public func fillStorage() async throws(ProviderError) { throw .notOffered("volumes that can be filled") }
  public func freeStorage() async throws(ProviderError) { throw .notOffered("volumes that can be filled") }
  public func corruptStorage() async throws(ProviderError) { throw .notOffered("volumes that can be corrupted") }
  public func setStorageReadOnly(_ isReadOnly: Bool) async throws(ProviderError) {
    throw .notOffered("volumes that refuse writes")
  }
  public func setCrashLooping(_ component: Component, _ isCrashLooping: Bool) async throws(ProviderError) {
    throw .notOffered("changes to a component's flags")
  }
  public func supervisorProcesses() async throws(ProviderError) -> [ProcessIdentity] {
    throw .notOffered("a look at the supervisor")
  }
  public func killSupervisor() async throws(ProviderError) { throw .notOffered("a kill of the supervisor") }
  public func renewCertificate(of component: Component, isExpired: Bool) async throws(ProviderError) {
    throw .notOffered("certificates that can be changed")
  }
  public func configureEtcd(_ bootstrap: EtcdBootstrap) async throws(ProviderError) {
    throw .notOffered("changes to etcd's flags")
  }
}

extension ProviderError {
  static func notOffered(_ what: String) -> ProviderError {
    .unsupported(what: what, remedy: "choose another fault or recovery, or another provider")
  }
}

/// Which cluster an etcd member is of when it starts.
public struct EtcdBootstrap: Hashable, Sendable, Codable {
  public enum State: String, Hashable, Sendable, Codable {
    case new, existing
  }

  /// Every member with its peer URL, this one among them.
  public var members: [EtcdMember]
  public var state: State
  /// Makes a cluster of this member alone, with its data. For one start only.
  public var forceNewCluster: Bool

  public init(members: [EtcdMember], state: State, forceNewCluster: Bool = false) {
    self.members = members
    self.state = state
    self.forceNewCluster = forceNewCluster
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
