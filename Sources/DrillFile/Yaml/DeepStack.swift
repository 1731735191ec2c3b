import Foundation
import Synchronization

/// Runs work on a thread with a stack of known depth.
///
/// Yams composes by recursion, and the library below it allows 1,000 levels and pairs in between, which takes up to 4 MiB of
/// stack: more than every caller's thread has. Our own, stricter limit can be judged only once it is composed.
enum DeepStack {
  private static let bytes = 32 * 1024 * 1024

  static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) -> Result {
    let box = Box<Result>()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      let result = work()
      box.result.withLock { $0 = result }
      done.signal()
    }
    thread.stackSize = bytes
    thread.start()
    done.wait()
    guard let result = box.result.withLock({ $0 }) else { preconditionFailure("the thread signalled without a result") }
    return result
  }

  private final class Box<Result: Sendable>: Sendable {
    let result = Mutex<Result?>(nil)
  }
}
