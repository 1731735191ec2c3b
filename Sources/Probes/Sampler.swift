public import Model
import Synchronization
import Transport

/// Asks any number of lanes at their fixed rates from one thread of its own, and tells outages.
///
/// Every request is a transfer of its own, so a slow or hung one delays neither its lane's next sample nor another lane.
/// Samples start by absolute deadlines on the monotonic clock; how late each was is recorded.
///
///     let sampler = Sampler([Lane("api-read", .same(ProbeRequest("GET", "https://10.0.0.1:6443/readyz")), tls: identity)]) {
///       events in record(events)
///     }
///     defer { sampler.stop() }
public final class Sampler: Sendable {
  private let mailbox = SamplerMailbox()
  private let board = Board()
  private let courier: Courier
  private let thread: DedicatedThread
  private let isStopped = Atomic(false)

  /// Starts sampling at once.
  ///
  /// - Parameters:
  ///   - samples: gets every sample of the lanes with `deliversSamples`, in batches.
  ///   - events: gets edges, unobserved spans and health, in batches.
  ///
  /// Both are called from a thread of their own, one call at a time; samples before the events that they caused.
  public init(
    _ lanes: [Lane], configuration: SamplerConfiguration = SamplerConfiguration(),
    samples: @escaping @Sendable ([Sample]) -> Void = { _ in }, events: @escaping @Sendable ([ProbeEvent]) -> Void
  ) {
    let courier = Courier(events: events, samples: samples)
    self.courier = courier
    for lane in lanes {
      board.open(lane)
      mailbox.post(.add(lane))
    }
    thread = DedicatedThread(name: "sampler") { [mailbox, board] in
      SamplerLoop(mailbox, board, courier, configuration).run()
    }
  }

  deinit { stop() }

  /// Begins to sample `lane`, in the place of one with the same name.
  public func add(_ lane: Lane) {
    board.open(lane)
    mailbox.post(.add(lane))
  }

  /// Ends a lane. What is known about it stays readable.
  public func remove(_ lane: LaneID) { mailbox.post(.remove(lane)) }

  /// Ends all sampling, delivers what is left, and joins the threads. An outage that is open stays open.
  public func stop() {
    guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
    mailbox.close()
    thread.join()
    courier.close()
  }
}

extension Sampler {
  /// Where `lane` stands now; `nil` if there is no such lane.
  public func state(of lane: LaneID) -> LaneState? {
    board.read(lane) { page in
      let open = page.tracker.open
      return LaneState(
        goodSince: page.tracker.goodSince, goodUntil: page.tracker.goodUntil, failingSince: open?.start,
        failure: open?.failure, consecutiveFailures: page.tracker.consecutiveFailures, isOverdue: page.isOverdue,
        samples: page.statistics.samples)
    }
  }

  /// What is known about `lane` over the whole span; `nil` if there is no such lane.
  public func standing(of lane: LaneID, from: MonotonicTime, to: MonotonicTime) -> Standing? {
    board.read(lane) { $0.tracker.standing(from: from, to: to) }
  }

  /// The outages of `lane` that have ended, oldest first.
  public func outages(of lane: LaneID) -> [Outage] { board.read(lane, \.tracker.outages) ?? [] }

  /// The figures of every lane.
  public func snapshot() -> [LaneID: LaneStatistics] { board.statistics() }
}
