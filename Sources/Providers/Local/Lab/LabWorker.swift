import Foundation
public import Model

/// The inside of a lab's sandbox.
public enum LabWorker {
  /// Boots the cluster, opens its front door, writes the lab's state, and then stands until it is killed.
  ///
  /// - Parameters:
  ///   - folder: the lab's folder on the host.
  ///   - port: where the inherited socket listens.
  public static func stand(_ spec: ClusterSpec, folder path: String, port: UInt16) async throws {
    let environment = ProcessInfo.processInfo.environment
    let logs = path + "/logs"
    let sandbox = try Sandbox.enter(logs: logs, tools: LocalTools(environment: environment), marker: logs)
    let cluster = try await LocalCluster.boot(spec, in: sandbox)
    await cluster.beginMeasured()
    try await cluster.openFrontDoor(listening: Lab.frontDoor)
    try ProtectedFiles.write(cluster.kubeconfig(server: "https://127.0.0.1:\(port)"), to: path + "/kubeconfig")
    let state = LabState(
      name: (path as NSString).lastPathComponent, port: port, version: cluster.facts.version,
      bootSeconds: cluster.facts.bootSeconds, started: Date(), machines: cluster.labMachines)
    try JSONEncoder().encode(state).write(to: URL(filePath: path + "/lab.json"), options: .atomic)
    while true { try await Task.sleep(for: .seconds(3600)) }
  }

  /// One line a component: its machine, its name, its processes. To be run inside the sandbox.
  public static func status(folder path: String) -> [String] {
    guard let data = FileManager.default.contents(atPath: path + "/lab.json"),
      let state = try? JSONDecoder().decode(LabState.self, from: data)
    else { return [] }
    return state.machines.flatMap { machine in
      machine.components.map { line(machine, $0) }
    }
  }

  private static func line(_ machine: LabState.Machine, _ component: Component) -> String {
    let namespace = ProcessTable.pidNamespace(of: machine.firstProcess)
    let processes = namespace.map { ProcessTable.processes(running: component.executableName, inNamespace: $0) } ?? []
    let words = processes.map { $0.state == "T" ? "stopped" : "up" }
    return "\(machine.name)\t\(component.rawValue)\t\(words.first ?? "down")"
  }
}

extension LocalCluster {
  var labMachines: [LabState.Machine] {
    slots.compactMap { slot in
      slot.running.map {
        LabState.Machine(
          name: slot.name, zone: slot.zone, components: slot.components, firstProcess: $0.first.pid)
      }
    }
  }
}
