public import Faults
import Model
import Providers
import Synchronization

/// Writes each fault down and arms its machines before it is put in, and takes both back afterwards.
///
/// Also one that nothing can take out: where it was, a repair may have been cut short.
public final class JournalGuard: FaultGuard {
  /// From the longest that a fault is to stay in to the moment at which its machines lift it themselves.
  public static let margin = Duration.seconds(15)

  private struct Armed: Sendable {
    var entry: Int64
    var mark: String
    var machines: [any Machine]
  }

  private let book: any FaultBook
  private let recorder: EventRecorder
  private let objector: @Sendable () async -> String?
  private let armed = Mutex<[Int: Armed]>([:])

  /// - Parameter objector: who forbids to break anything now, in words; nil: nobody.
  public init(
    book: any FaultBook, recorder: EventRecorder, objector: @escaping @Sendable () async -> String?
  ) {
    self.book = book
    self.recorder = recorder
    self.objector = objector
  }

  public func objection() async -> String? { await objector() }

  public func willInject(_ ready: ReadyFault, index: Int, limit: Duration) async throws(FaultError) {
    let lifts = try await ready.fault.lifts()
    let delay = limit + ready.fault.injectLimit + Self.margin
    let entry: Int64
    do {
      entry = try await book.intend(ready.chosen, memory: ready.fault.remember(), limit: delay)
    } catch {
      throw .providerFailed("the fault could not be written down, so it was not put in: \(error)")
    }
    let mark = ready.chosen.mark
    armed.withLock { $0[index] = Armed(entry: entry, mark: mark, machines: lifts.map(\.machine)) }
    for lift in lifts {
      try await faultError { try await lift.machine.arm(lift.commands, as: mark, after: delay) }
    }
    guard !lifts.isEmpty else { return }
    let names = lifts.map(\.machine.name.rawValue).joined(separator: ", ")
    let after = DurationText.write(delay)
    recorder.emit(.note("\(names): lifts the fault by itself after \(after), should nobody else do it"))
  }

  public func didInject(index: Int) async { await mark(index, .applied) }

  /// One that was stopped at this moment would leave the machines' timers armed.
  public func didUndo(index: Int) async {
    guard let armed = armed.withLock({ $0.removeValue(forKey: index) }) else { return }
    await uncancelled { [self] in
      await disarm(armed)
      await mark(armed.entry, .undone)
    }
  }

  public func staysOpen(index: Int) async {
    guard let armed = armed.withLock({ $0.removeValue(forKey: index) }) else { return }
    await uncancelled { [self] in await disarm(armed) }
  }

  private func disarm(_ armed: Armed) async {
    for machine in armed.machines {
      do {
        try await machine.disarm(armed.mark)
      } catch {
        // What goes off later finds nothing to take out.
        recorder.emit(.note("the timer on \(machine.name) could not be taken back: \(error)"))
      }
    }
  }

  private func mark(_ index: Int, _ state: JournalEntry.State) async {
    guard let entry = armed.withLock({ $0[index]?.entry }) else { return }
    await mark(entry, state)
  }

  /// An entry that stays open is taken out once more by `firedrill undo`, which does no harm.
  private func mark(_ entry: Int64, _ state: JournalEntry.State) async {
    do {
      try await book.mark(entry, state)
    } catch {
      recorder.emit(.note("the journal could not be brought up to date: \(error)"))
    }
  }
}
