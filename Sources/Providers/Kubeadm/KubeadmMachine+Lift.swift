import Foundation
import Model
import Transport

extension KubeadmMachine {
  public func lifts(of trouble: LiftedTrouble) -> [LiftCommand] {
    switch trouble {
    case .crashLoop(let component) where component.isOnControlPlane:
      [LiftCommand(["sh", "-c", NodeScripts.removeFlag, "sh"] + manifestPlace(component) + [Self.unknownFlag])]
    // With it goes the timer that its stop has armed for later.
    case .stopped(let component) where component.isOnControlPlane:
      [
        LiftCommand(["sh", "-c", NodeScripts.moveBack, "sh"] + manifestPlace(component)),
        LiftCommand(["sh", "-c", NodeScripts.disarm, "sh", Self.stopMark(component)]),
      ]
    case .stopped(let component): [LiftCommand(["sh", "-c", NodeScripts.startUnit, "sh", component.unit])]
    case .frozen(let component):
      [LiftCommand(["sh", "-c", NodeScripts.processes, "sh"] + processArguments(component, .continue))]
    // A node may have no etcdctl; what comes in its place takes more than a command.
    case .command(let undo) where EtcdTool.names.contains(undo.first ?? ""): []
    // systemd looks for the program when the timer is made: it may be there only once the fault is in.
    case .command(let undo): [LiftCommand(["sh", "-c", #"exec "$@""#, "sh"] + undo)]
    case .crashLoop: []
    }
  }

  public func arm(
    _ commands: [LiftCommand], as mark: String, after delay: Duration
  ) async throws(ProviderError) {
    for (number, command) in commands.enumerated() {
      try await script(
        NodeScripts.arm, ["\(mark)-\(number)", String(format: "%.3f", delay.seconds)] + command.arguments,
        doing: "arming a timer")
    }
  }

  public func disarm(_ mark: String) async throws(ProviderError) {
    guard try await isNotOff() else { return }
    try await script(NodeScripts.disarm, [mark], doing: "taking a timer back")
  }
}
