import Model
import Providers

/// A component on a machine, as a process fault sees it.
struct TargetProcess: Sendable {
  let component: Component
  let machine: any Machine

  var label: String { "\(component.rawValue) on \(machine.name)" }

  func running() async throws(FaultError) -> [ProcessIdentity] {
    do {
      return try await machine.processes(of: component)
    } catch {
      throw .providerFailed(error.description)
    }
  }

  func send(_ signal: ProcessSignal) async throws(FaultError) {
    do {
      try await machine.send(signal, to: component)
    } catch {
      throw .providerFailed(error.description)
    }
  }
}

extension [TargetProcess] {
  /// Does `body` for every process at once, so that faults on several machines begin together.
  func forEachAtOnce(_ body: @escaping @Sendable (TargetProcess) async throws(FaultError) -> Void)
    async throws(FaultError)
  {
    let failure = await withTaskGroup(of: FaultError?.self) { group in
      for process in self {
        group.addTask { await whatFailed(in: { () async throws(FaultError) in try await body(process) }) }
      }
      return await group.reduce(nil) { $0 ?? $1 }
    }
    if let failure { throw failure }
  }

  private func whatFailed(in body: () async throws(FaultError) -> Void) async -> FaultError? {
    do throws(FaultError) {
      try await body()
      return nil
    } catch {
      return error
    }
  }
}
