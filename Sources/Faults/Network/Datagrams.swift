import Model
import Providers
import Transport

/// Counts what really arrives: datagrams to a port on which nobody listens. Unlike a connection, a datagram goes one way
/// only; and the kernel counts it though nobody takes it.
///
/// - Source: `/proc/net/snmp`, `Udp: … NoPorts`; the discard port is RFC 863's.
enum Datagrams {
  private static let port = 9
  private static let deadline = Duration.seconds(10)
  /// Then waits, so that what is on its way arrives before it is counted.
  private static let script =
    #"count=$1; shift; for address; do for ((i = 0; i < count; i++)); do echo firedrill >"/dev/udp/$address/\#(port)"; done; done; sleep 0.1"#

  /// How many more than before arrived at each receiver, while every sender sent `count` to each of them.
  ///
  /// A machine that could not be asked is left out.
  static func arriving(
    at receivers: [any Machine], from senders: [any Machine], count: Int = 1
  ) async -> [MachineName: Int] {
    let before = await received(at: receivers)
    await send(count, to: receivers.map(\.address), from: senders)
    let after = await received(at: receivers)
    return after.reduce(into: [:]) { arrived, entry in
      if let earlier = before[entry.key] { arrived[entry.key] = entry.value - earlier }
    }
  }

  private static func send(_ count: Int, to addresses: [String], from senders: [any Machine]) async {
    await withTaskGroup(of: Void.self) { group in
      for sender in senders {
        let command = Command("bash", ["-c", script, "bash", "\(count)"] + addresses, deadline: deadline)
        // What a packet filter refuses makes it fail, and is not counted at the other end.
        group.addTask { _ = try? await sender.run(command) }
      }
    }
  }

  private static func received(at machines: [any Machine]) async -> [MachineName: Int] {
    await withTaskGroup(of: (MachineName, Int)?.self) { group in
      for machine in machines {
        group.addTask {
          let result = try? await machine.run(Command("cat", ["/proc/net/snmp"], deadline: deadline))
          return result.flatMap { unclaimed(in: $0.text) }.map { (machine.name, $0) }
        }
      }
      return await group.reduce(into: [:]) { if let (name, count) = $1 { $0[name] = count } }
    }
  }

  /// A line of names, then a line of values.
  static func unclaimed(in text: String) -> Int? {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("Udp: ") }.map { $0.split(separator: " ") }
    guard lines.count == 2, let column = lines[0].firstIndex(of: "NoPorts"), column < lines[1].count else { return nil }
    return Int(lines[1][column])
  }
}
