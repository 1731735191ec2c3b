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
  func forEachAtOnce(_ body: @escaping @Sendable (TargetProcess) async throws(FaultError) -> Void) async throws(FaultError) {
    let failures = await withTaskGroup(of: FaultError?.self) { group in
      for process in self {
        group.addTask {
          do {
            try await body(process)
            return nil
          } catch {
            return error
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    if let failure = failures.compactMap(\.self).first { throw failure }
  }
}
