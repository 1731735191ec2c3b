import Foundation

/// How the processor is shared out where the kernel does so by session (`CONFIG_SCHED_AUTOGROUP`).
///
/// Each machine leads a session of its own, as machines have processors of their own, and so does the harness, which then
/// sees more of what happens on a busy host. Machines of one sandbox together weigh as much as one session, so that a
/// cluster of five that boots leaves a cluster of one its share.
///
/// - Source: sched(7), "The autogroup feature"; each step of niceness changes the weight by a quarter.
enum SessionShare {
  /// - Returns: 0 for one machine, 5 for three.
  static func niceness(ofMachines machines: Int) -> Int {
    min(19, Int((log(Double(max(1, machines))) / log(1.25)).rounded()))
  }
}
