import Model
import Providers

let processChecks: [ProviderConformance.Check] = [
  .init("every component runs as one process") { cluster in
    for machine in cluster.machines {
      for component in machine.components { _ = try await running(component, on: machine) }
    }
  },
  .init("a component that is not there is refused") { cluster in
    let machine = try subject(of: cluster)
    for component in Component.allCases where !machine.components.contains(component) {
      do {
        _ = try await machine.processes(of: component)
        throw ConformanceFailure("\(machine.name) does not know that it has no \(component.rawValue)")
      } catch ProviderError.componentAbsent {}
      do {
        try await machine.stop(component)
        throw ConformanceFailure("\(machine.name) stopped a \(component.rawValue) that it has not")
      } catch ProviderError.componentAbsent {}
    }
  },
  .init("a killed component comes back as another process") { cluster in
    let machine = try subject(of: cluster)
    for component in machine.components {
      let before = try await running(component, on: machine)
      let sent = try await machine.send(.kill, to: component)
      try expect(sent == [before] || sent.first?.isSameProcess(as: before) == true, "the signal went to \(sent)")
      try await eventually("\(component.rawValue) comes back") {
        let now = try await machine.processes(of: component)
        return now.count == 1 && !now[0].isSameProcess(as: before)
      }
    }
  },
  .init("a stopped component is gone and stays away until it is started") { cluster in
    let machine = try subject(of: cluster)
    for component in [Component.scheduler, .apiserver] where machine.components.contains(component) {
      _ = try await running(component, on: machine)
      try await machine.stop(component)
      try expect(try await machine.processes(of: component).isEmpty, "\(component.rawValue) is still there")
      // Longer than a supervisor waits before it restarts what crashed.
      try await Task.sleep(for: .milliseconds(1500))
      try expect(try await machine.processes(of: component).isEmpty, "\(component.rawValue) came back by itself")
      try await machine.start(component)
      _ = try await running(component, on: machine)
    }
  },
  .init("stopping what is stopped and starting what runs is no error") { cluster in
    let machine = try subject(of: cluster)
    try await machine.stop(.scheduler)
    try await machine.stop(.scheduler)
    try await machine.start(.scheduler)
    let process = try await running(.scheduler, on: machine)
    try await machine.start(.scheduler)
    let now = try await running(.scheduler, on: machine)
    try expect(now.isSameProcess(as: process), "a second start replaced the process")
  },
  .init("a paused component stands still and goes on as the same process") { cluster in
    let machine = try subject(of: cluster)
    let before = try await running(.apiserver, on: machine)
    try await machine.send(.stop, to: .apiserver)
    try await eventually("its state is T") { try await machine.processes(of: .apiserver).map(\.state) == ["T"] }
    try await machine.send(.continue, to: .apiserver)
    try await eventually("it goes on") { try await machine.processes(of: .apiserver).map(\.state) != ["T"] }
    let after = try await running(.apiserver, on: machine)
    try expect(after.isSameProcess(as: before), "another process goes on")
  },
  .init("a paused component can be stopped") { cluster in
    let machine = try subject(of: cluster)
    try await machine.send(.stop, to: .scheduler)
    try await machine.stop(.scheduler)
    try expect(try await machine.processes(of: .scheduler).isEmpty, "it is still there")
    try await machine.start(.scheduler)
    _ = try await running(.scheduler, on: machine)
  },
]

/// The one process of a component, waited for.
func running(_ component: Component, on machine: any Machine) async throws -> ProcessIdentity {
  var processes: [ProcessIdentity] = []
  try await eventually("one \(component.rawValue) runs on \(machine.name)") {
    processes = try await machine.processes(of: component)
    return processes.count == 1
  }
  return processes[0]
}
