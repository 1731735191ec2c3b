import Model
import Providers

extension Machine {
  /// A provider that cannot tell has no machine that is off.
  func isOn() async throws -> Bool {
    do {
      return try await bootIdentity() != nil
    } catch .unsupported {
      return true
    }
  }

  /// Undoes what a machine forgets when it goes off: one that is off, or goes off meanwhile, has nothing left of it.
  func whileOn(_ undo: () async throws -> Void) async throws {
    guard try await isOn() else { return }
    do {
      try await undo()
    } catch {
      guard try await !isOn() else { throw error }
    }
  }

  /// Undoes what lies on a machine's disk: one that was terminated meanwhile took it along.
  func unlessTerminated(_ undo: () async throws -> Void) async throws {
    do {
      try await undo()
    } catch {
      guard try await isTerminated() else { throw error }
    }
  }

  /// Lets etcd go on where it was stopped for a fault on its disk; one that runs is not disturbed by it.
  func thawEtcd() async throws {
    try await whileOn { try await send(.continue, to: .etcd) }
  }
}
