import Foundation
public import Model
import Transport

extension KubeadmMachine {
  /// How long the kubelet takes at most to see that a manifest is gone; until then it starts again what is killed.
  private static let noticing = Duration.seconds(1)
  private static let poll = Duration.milliseconds(200)
  private static let ending = Duration.seconds(60)
  /// How long the kubelet may take to start a pod that nothing holds back, also on a machine that has just come up.
  private static let beginning = Duration.seconds(20)
  /// From when on the machine itself puts a manifest back that nobody came back for. Longer than a recovery may take.
  static let longestStop = Duration.seconds(900)

  public func processes(of component: Component) async throws(ProviderError) -> [ProcessIdentity] {
    try require(component)
    guard try await isNotOff() else { return [] }
    return try await list(component, signal: nil)
  }

  @discardableResult
  public func send(
    _ signal: ProcessSignal, to component: Component
  ) async throws(ProviderError) -> [ProcessIdentity] {
    try require(component)
    return try await list(component, signal: signal)
  }

  private func list(
    _ component: Component, signal: ProcessSignal?
  ) async throws(ProviderError) -> [ProcessIdentity] {
    try await processes(processArguments(component, signal))
  }

  /// What ``NodeScripts/processes`` takes.
  func processArguments(_ component: Component, _ signal: ProcessSignal?) -> [String] {
    let group = component.isOnControlPlane ? NodeScripts.staticPod : ""
    return [component.processName, group, signal.map { "\($0.rawValue)" } ?? ""]
  }

  private func processes(_ arguments: [String]) async throws(ProviderError) -> [ProcessIdentity] {
    let result = try await script(NodeScripts.processes, arguments, doing: "looking for \(arguments[0])")
    return result.text.split(separator: "\n").compactMap { ProcessIdentity(stat: String($0)) }
  }

  // MARK: starting and stopping

  /// A static pod by its manifest; anything else by its unit.
  ///
  /// Where nothing comes of it, the kubelet holds the pod back after its crashes, for up to five minutes: started anew, it
  /// forgets that. It is given time first, since after a machine's start nothing runs yet.
  public func start(_ component: Component) async throws(ProviderError) {
    try require(component)
    guard component.isOnControlPlane else {
      try await script(
        NodeScripts.startUnit, [component.unit], doing: "starting \(component.unit)", limit: Self.ending)
      return
    }
    let place = try await script(
      NodeScripts.moveBack, manifestPlace(component), doing: "putting the manifest of \(component.rawValue) back")
    guard ["aside", "there"].contains(place.text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw .system(
        doing: "start \(component.rawValue) on \(name)",
        reason: "it has no manifest in \(KubeadmLayout.manifests): is it a static pod of kubeadm's?")
    }
    try await disarm(Self.stopMark(component))
    guard try await !begins(component) else { return }
    try await restartKubelet()
  }

  private func begins(_ component: Component) async throws(ProviderError) -> Bool {
    let end = MonotonicTime.now() + Self.beginning
    while try await list(component, signal: nil).isEmpty {
      guard MonotonicTime.now() < end else { return false }
      do {
        try await Task.sleep(for: Self.poll)
      } catch {
        throw .system(doing: "start \(component.rawValue) on \(name)", reason: "it was given up")
      }
    }
    return true
  }

  public func stop(_ component: Component, grace: Duration) async throws(ProviderError) {
    try require(component)
    guard component.isOnControlPlane else {
      try await script(
        NodeScripts.stopUnit, [component.unit], doing: "stopping \(component.unit)", limit: Self.ending)
      return
    }
    // Whoever stops it may die before it is started again.
    let mark = Self.stopMark(component)
    try await disarm(mark)
    try await arm(lifts(of: .stopped(component)), as: mark, after: Self.longestStop)
    try await script(
      NodeScripts.moveAside, manifestPlace(component), doing: "taking the manifest of \(component.rawValue) away")
    try await awaitEnd(of: component, grace: grace)
  }

  /// The kubelet ends it in its own time. Killed early, it may be started once more; so it has to stay away.
  private func awaitEnd(of component: Component, grace: Duration) async throws(ProviderError) {
    let begun = MonotonicTime.now()
    var goneSince: MonotonicTime?
    while true {
      let isLate = MonotonicTime.now() - begun >= grace
      // One that is stopped (SIGSTOP) would never see the kubelet's signal.
      let left = try await list(component, signal: isLate ? .kill : nil)
      let now = MonotonicTime.now()
      goneSince = left.isEmpty ? goneSince ?? now : nil
      if let goneSince, now - goneSince >= Self.noticing { return }
      guard now - begun < grace + Self.ending else {
        throw .notReady(
          what: "the end of \(component.rawValue) on \(name)", waited: now - begun,
          lastSeen: "still there: \(left.map { "\($0.pid)" }.joined(separator: " "))")
      }
      do {
        try await Task.sleep(for: Self.poll)
      } catch {
        throw .system(doing: "stop \(component.rawValue) on \(name)", reason: "it was given up")
      }
    }
  }

  static func stopMark(_ component: Component) -> String {
    stopMark(ofManifest: KubeadmLayout.manifest(component))
  }

  /// - Parameter file: the manifest's name, such as `kube-apiserver.yaml`.
  static func stopMark(ofManifest file: String) -> String {
    ChosenFault.prefix + "stop_" + file.prefix { $0 != "." }.replacing("-", with: "_")
  }

  func manifestPlace(_ component: Component) -> [String] {
    [KubeadmLayout.manifests, KubeadmLayout.aside, KubeadmLayout.manifest(component)]
  }

  func restartKubelet() async throws(ProviderError) {
    try await require(["systemctl", "restart", "kubelet"], doing: "restarting the kubelet", limit: Self.ending)
  }

  // MARK: the kubelet

  public func supervisorProcesses() async throws(ProviderError) -> [ProcessIdentity] {
    guard try await isNotOff() else { return [] }
    return try await list(.kubelet, signal: nil)
  }

  public func killSupervisor() async throws(ProviderError) {
    _ = try await list(.kubelet, signal: .kill)
  }
}

extension Component {
  /// As the kernel keeps it: at most 15 bytes.
  fileprivate var processName: String {
    switch self {
    case .loadBalancer: "haproxy"
    case .workload: "firedrill-workload"
    default: String(rawValue.prefix(15))
    }
  }

  var unit: String { self == .loadBalancer ? "haproxy" : rawValue }
}

extension ProcessIdentity {
  /// From a line of `/proc/PID/stat`. The name in it may hold anything, so what follows is counted from its end.
  ///
  /// - Source: proc(5)
  init?(stat line: String) {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"),
      let pid = Int32(line[..<open].trimmingCharacters(in: .whitespaces))
    else { return nil }
    let fields = line[line.index(after: close)...].split(separator: " ")
    guard fields.count > 19, let ticks = UInt64(fields[19]) else { return nil }
    self.init(pid: pid, startTicks: ticks, state: String(fields[0]))
  }
}
