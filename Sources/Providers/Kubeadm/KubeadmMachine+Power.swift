import Foundation
import Model
import Transport

extension KubeadmMachine {
  /// How long a machine that was switched on may take until commands can be run on it.
  private static let booting = Duration.seconds(300)
  private static let identity = #"cat /proc/sys/kernel/random/boot_id && cut -d ' ' -f 22 /proc/1/stat"#

  /// As the infrastructure names the start; else as the machine does, whose first process started at that time.
  public func bootIdentity() async throws(ProviderError) -> String? {
    switch try await power("look whether it is on").state() {
    case .on(let start?): return start
    case .on(nil): return try await ownIdentity()
    case .off, .gone: return nil
    }
  }

  private func ownIdentity() async throws(ProviderError) -> String {
    let result = try await script(Self.identity, [], doing: "reading its boot identity")
    return result.text.split(whereSeparator: \.isWhitespace).joined(separator: "-")
  }

  /// False only where somebody knows that it is off.
  func isNotOff() async throws(ProviderError) -> Bool {
    guard let power = node.power else { return true }
    return try await !power.state().isOff
  }

  public func shutDown(grace: Duration) async throws(ProviderError) {
    try await power("shut it down").shutDown(grace: grace)
  }

  public func powerOff() async throws(ProviderError) { try await power("cut its power").powerOff() }

  /// Returns when commands can be run on it and its units can be asked for: a container takes commands before its init runs,
  /// and `systemctl` fails until then.
  public func powerOn() async throws(ProviderError) {
    try await power("switch it on").powerOn()
    try await poll("commands and systemd on \(name)", every: .milliseconds(250), within: Self.booting) {
      () async throws(ProviderError) -> PollAnswer<Void> in
      do throws(ProviderError) {
        let result = try await node.shell.run(
          Command("sh", ["-c", NodeScripts.isUp, "sh", unitOfNode], deadline: .seconds(5)))
        return result.isSuccess ? .ready(()) : .waiting("\(unitOfNode) is \(result.text.prefix(100))")
      } catch {
        return .waiting(error.description)
      }
    }
  }

  /// What its machine is there for.
  private var unitOfNode: String { (node.role == .loadBalancer ? Component.loadBalancer : .kubelet).unit }

  public func terminate() async throws(ProviderError) { try await power("remove it").terminate() }

  /// Only the infrastructure knows: on a machine that is off nobody sees whether its disk is there.
  public func isTerminated() async throws(ProviderError) -> Bool {
    guard let power = node.power else { return false }
    return try await power.state() == .gone
  }

  private func power(_ doing: String) throws(ProviderError) -> any PowerDriver {
    guard let power = node.power else {
      throw .unsupported(
        what: "power control of \(name) (to \(doing))", remedy: "give the machine a power driver in the inventory")
    }
    return power
  }
}
