import CLinux
import Glibc
import Synchronization
import Transport

/// Carries events and samples to their sinks on a thread of its own, so that a slow sink never delays a sample.
final class Courier: Sendable {
  private struct Bag {
    var events: [ProbeEvent] = []
    var samples: [Sample] = []
    var isClosed = false
    var isEmpty: Bool { events.isEmpty && samples.isEmpty && !isClosed }
  }

  private let bag: BagBox
  private let thread: DedicatedThread

  private final class BagBox: Sendable {
    let content = Mutex(Bag())
    let wake = WakeDescriptor()

    func change(_ change: (inout sending Bag) -> Void) {
      let wasEmpty = content.withLock { bag in
        let wasEmpty = bag.isEmpty
        change(&bag)
        return wasEmpty
      }
      if wasEmpty { wake.signal() }
    }

    /// Waits for something to carry.
    func take() -> Bag {
      var descriptor = pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, -1)
      wake.clear()
      return content.withLock { bag in
        defer { bag = Bag() }
        return bag
      }
    }
  }

  init(events: @escaping @Sendable ([ProbeEvent]) -> Void, samples: @escaping @Sendable ([Sample]) -> Void) {
    let bag = BagBox()
    self.bag = bag
    thread = DedicatedThread(name: "probe-courier") {
      var isClosed = false
      while !isClosed {
        let taken = bag.take()
        if !taken.samples.isEmpty { samples(taken.samples) }
        if !taken.events.isEmpty { events(taken.events) }
        isClosed = taken.isClosed
      }
    }
  }

  func carry(_ event: ProbeEvent) { bag.change { $0.events.append(event) } }
  func carry(_ sample: Sample) { bag.change { $0.samples.append(sample) } }

  /// Delivers what is left and joins the thread.
  func close() {
    bag.change { $0.isClosed = true }
    thread.join()
  }
}
