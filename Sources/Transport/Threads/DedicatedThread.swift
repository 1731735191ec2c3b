import CLinux
import Glibc

/// A kernel thread of its own, for work that must not wait for Swift's cooperative pool.
///
/// It blocks every signal, so that the process's handlers run elsewhere and a closed peer cannot raise `SIGPIPE` in it.
package final class DedicatedThread: Sendable {
  private let thread: pthread_t

  /// Starts `body` on a new thread.
  ///
  /// - Parameter name: shown by `ps -T` and `top -H`; the kernel keeps the first 15 bytes.
  package init(name: String, _ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, start.toOpaque())
    precondition(failure == 0, "the system has no thread left (\(String(cString: strerror(failure))))")
    self.thread = thread
  }

  /// Waits until the body has returned. Call it once.
  package func join() { pthread_join(thread, nil) }

  /// Lets the thread end by itself, and gives back what it holds when it does. Call this once, or ``join()``.
  package func detach() { pthread_detach(thread) }
}

private final class ThreadStart: Sendable {
  let name: String
  let body: @Sendable () -> Void

  init(name: String, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }

  func run() {
    var everySignal = sigset_t()
    sigfillset(&everySignal)
    pthread_sigmask(SIG_BLOCK, &everySignal, nil)
    linux_name_thread(name)
    body()
  }
}
