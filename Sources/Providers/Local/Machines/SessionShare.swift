import Glibc
import Model

/// How the processor is shared out where the kernel does so by session (`CONFIG_SCHED_AUTOGROUP`).
///
/// Each machine leads a session of its own, as machines have processors of their own, and so does the harness, which then
/// sees more of what happens on a busy host. A cluster that is not measured yet yields to the drills beside it that are: it
/// gets what they leave.
///
/// - Source: sched(7), "The autogroup feature"; each step of niceness changes the weight by a quarter.
enum SessionShare: Int {
  /// Until the cluster is measured: a thirty-fifth of what a machine has that stands.
  case yielding = 19
  /// As a machine among machines, whose-ever they are: half of what the harness has.
  case standing = 3

  /// Gives the session of a process this share. A kernel that does not group by session has no such file; nothing is lost.
  func give(toSessionOf pid: pid_t) async {
    let file = "/proc/\(pid)/autogroup"
    guard TextFile.exists(file) else { return }
    // The kernel takes no more than ten such orders a second from all users together.
    _ = try? await poll("a share of the processor", every: .milliseconds(110), within: .seconds(5)) {
      () -> PollAnswer<Void> in
      do throws(ProviderError) {
        return .ready(try TextFile.overwrite(file, with: "\(rawValue)"))
      } catch {
        return .waiting("\(error)")
      }
    }
  }
}
