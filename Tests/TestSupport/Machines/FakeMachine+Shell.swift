import Model
import Synchronization
import Transport

/// The commands that faults look and cut with, on a machine that has no shell.
extension FakeMachine {
  func builtIn(_ command: Command) -> CommandResult? {
    let arguments = command.arguments
    switch command.executable {
    case "nft": return change { $0.load(String(decoding: command.input ?? [], as: UTF8.self)) }
    case "tc" where arguments.prefix(2) == ["qdisc", "show"]:
      return .says(state.withLock(\.network.queue))
    case "tc": return change { $0.shape(arguments) }
    case "ip": return .says("2: eth0    inet \(address)/24")
    case "cat" where arguments == ["/proc/net/snmp"]:
      return .says("Udp: InDatagrams NoPorts InErrors\nUdp: 7 \(state.withLock(\.network.unclaimed)) 0\n")
    case "bash" where arguments.count > 3 && arguments[1].contains("EPOCHREALTIME"): return .says(roundTrip)
    case "bash" where arguments.count > 4 && arguments[1].contains("/dev/udp"):
      return send(Int(arguments[3]) ?? 0, to: arguments.dropFirst(4))
    case "dd": return write()
    case "rm": return .success
    case "test" where arguments.first == "-e":
      return state.withLock { $0.volume?.isEmpty } == false ? .success : .error("")
    default: return nil
    }
  }

  private func change(_ body: (inout FakeNetworkRules) -> Void) -> CommandResult {
    guard !isIgnored(.networkRules) else { return .success }
    state.withLock { body(&$0.network) }
    return .success
  }

  private func write() -> CommandResult {
    guard let volume = state.withLock(\.volume) else { return .error("dd: No such file or directory") }
    if volume.isReadOnly { return .error("dd: Read-only file system") }
    return volume.isFull ? .error("dd: No space left on device") : .success
  }

  /// Of two packets one is lost where any are.
  private func send(_ count: Int, to addresses: some Sequence<String>) -> CommandResult {
    let isLossy = state.withLock { $0.network.shaping?.contains("loss") ?? false }
    for address in addresses {
      site.withLock(\.self).deliver(isLossy ? count / 2 : count, from: self, to: address)
    }
    return .success
  }

  /// In microseconds.
  private var roundTrip: String {
    let isSlow = state.withLock { $0.network.shaping?.contains("delay") ?? false }
    return isSlow ? "1000000\n" : "400\n"
  }
}

extension CommandResult {
  fileprivate static let success = CommandResult(exit: .code(0))
  fileprivate static func says(_ text: String) -> CommandResult {
    CommandResult(exit: .code(0), output: Array(text.utf8))
  }
  fileprivate static func error(_ text: String) -> CommandResult {
    CommandResult(exit: .code(1), errorOutput: Array(text.utf8))
  }
}
