import ArgumentParser
import Foundation
import Model
import Runner

struct LabCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab", abstract: "Keep an embedded cluster running to look around in.",
    subcommands: [Up.self, Shell.self, Status.self, Down.self])

  struct Name: ParsableArguments {
    @Option(help: "Name of the lab.")
    var name = "lab"
  }

  struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Start a lab and print the path of its kubeconfig.")

    @OptionGroup var lab: Name

    @Option(help: "Machines with etcd and a control plane: 1 to 5.")
    var controlPlanes = 1

    @Option(help: "Worker machines.")
    var workers = 0

    @Option(help: "Load balancers: 0 to 2.")
    var loadBalancers: Int?

    @Option(help: "Failure domains, between commas.")
    var zones = "a"

    func validate() throws {
      guard (1...5).contains(controlPlanes) else { throw ValidationError("--control-planes takes 1 to 5") }
    }

    private var cluster: ClusterSpec {
      ClusterSpec(
        controlPlanes: controlPlanes, workers: workers,
        zones: zones.split(separator: ",").map { ZoneName(String($0)) }, loadBalancers: loadBalancers)
    }

    func run() async throws {
      try await reporting {
        let kubeconfig = try await LabControl(lab.name).up(cluster)
        Console.complain("The lab runs. Use it with: \(LabControl.export(kubeconfig))")
        Console.print(kubeconfig)
      }
    }
  }

  struct Shell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a shell on a machine of a lab, or run a command there.")

    @OptionGroup var lab: Name

    @Argument(help: "A machine, such as cp-1.")
    var machine: String

    @Argument(parsing: .captureForPassthrough, help: "A command instead of a shell.")
    var command: [String] = []

    func run() async throws {
      try await reporting {
        try LabControl(lab.name).enter(machine, command: command.first == "--" ? Array(command.dropFirst()) : command)
      }
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what runs on the machines of a lab.")

    @OptionGroup var lab: Name

    func run() async throws {
      try await reporting { try LabControl(lab.name).showStatus() }
    }
  }

  struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a lab; nothing of it stays.")

    @OptionGroup var lab: Name

    func run() async throws {
      try await reporting { try await LabControl(lab.name).down() }
    }
  }
}

/// Runs `work` and turns a run's error into a message and an exit status.
func reporting(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let error as RunnerError {
    Console.complain("error: \(error)")
    throw error.exitCode.end()
  }
}

/// The inside of a lab; started by `lab up`, never by hand.
struct LabWorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "__lab", shouldDisplay: false)

  /// As JSON.
  @Argument var cluster: String
  @Argument var folder: String
  @Argument var port: UInt16

  func run() async throws {
    try await LabControl.stand(cluster: cluster, folder: folder, port: port)
  }
}

/// What `lab status` runs inside the sandbox.
struct LabStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "__lab-status", shouldDisplay: false)

  @Argument var folder: String

  func run() {
    Console.print(LabControl.status(folder: folder))
  }
}
