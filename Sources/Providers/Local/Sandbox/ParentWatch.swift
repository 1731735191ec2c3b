import Glibc
import Transport

/// The worker's tie to its parent: the parent holds the other end of standard input, and the kernel closes it when the
/// parent dies, however it dies.
///
/// `PR_SET_PDEATHSIG` would follow the *thread* that started the worker, which may end long before the process.
public enum ParentWatch {
  /// Reads standard input on a thread of its own, for good.
  ///
  /// - Parameters:
  ///   - exitStatus: what the worker ends with when its parent is gone. It ends at once and cleans nothing up: the
  ///     namespaces end with it.
  ///   - onLine: called on that thread with each line that the parent sends.
  public static func start(exitStatus: Int32 = 70, onLine: @escaping @Sendable (String) -> Void) {
    start(onLine: onLine) { _exit(exitStatus) }
  }

  /// - Parameter onEnd: called on that thread when the parent is gone: there is something to clean up.
  public static func start(
    onLine: @escaping @Sendable (String) -> Void, onEnd: @escaping @Sendable () -> Void
  ) {
    DedicatedThread(name: "parent-watch") {
      var reader = LineReader(descriptor: STDIN_FILENO)
      while let line = reader.next() { onLine(line) }
      onEnd()
    }.detach()
  }
}
