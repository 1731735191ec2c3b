import Foundation
import Glibc
public import Model

/// An embedded cluster that keeps running after the command that started it.
public struct Lab: Sendable {
  /// The number that the worker finds the listening socket at.
  static let frontDoor: Int32 = 3

  public let folder: LabFolder
  private let tools: LocalTools
  private let environment: [String: String]

  public init(name: String, environment: [String: String]) throws(ProviderError) {
    folder = try LabFolder(name: name, environment: environment)
    tools = LocalTools(environment: environment)
    self.environment = environment
  }

  /// Starts the lab and returns when its API answers.
  ///
  /// - Parameters:
  ///   - executable: this program.
  ///   - arguments: what makes it a lab's worker; the folder of the lab is added.
  public func up(
    executable: String, arguments: [String], within limit: Duration
  ) async throws(ProviderError) -> LabState {
    guard !folder.isRunning else {
      throw .notNow(what: "lab \(folder.name) runs already", remedy: "end it with `firedrill lab down`")
    }
    try folder.makeEmpty()
    let socket = try FrontDoorSocket.open()
    defer { close(socket.descriptor) }
    let pid = try spawn(executable, arguments + [folder.path, "\(socket.port)"], socket.descriptor)
    if let identity = ProcessTable.identity(of: pid) { try folder.write(identity, to: folder.process) }
    let end = MonotonicTime.now() + limit
    while MonotonicTime.now() < end {
      if let state = folder.readState() { return state }
      guard waitpid(pid, nil, WNOHANG) == 0 else { throw failure("its worker ended") }
      do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
    }
    try await down()
    throw failure("it was not ready after \(DurationText.brief(limit))")
  }

  /// Ends the lab; the kernel takes everything of it. One that does not run is fine.
  public func down() async throws(ProviderError) {
    if let process = folder.runningProcess() {
      for child in ProcessTable.children(of: process.pid) { kill(child, SIGKILL) }
      kill(process.pid, SIGKILL)
      try await poll("the end of lab \(folder.name)", every: .milliseconds(20), within: .seconds(10)) {
        waitpid(process.pid, nil, WNOHANG)
        return folder.isRunning ? .waiting("process \(process.pid) is still there") : .ready(())
      }
    }
    folder.remove()
  }

  /// Where a shell in a machine finds the tools that run it, `sv` among them.
  public func searchPath() -> String {
    (tools.folders + [environment["PATH"]].compactMap(\.self)).joined(separator: ":")
  }

  /// The arguments that enter a machine, or the sandbox itself where `machine` is nil, for `execv`.
  public func entering(_ machine: MachineName?, command: [String]) throws(ProviderError) -> [String] {
    guard let process = folder.runningProcess(), let first = ProcessTable.children(of: process.pid).first,
      let state = folder.readState()
    else { throw .notNow(what: "lab \(folder.name) does not run", remedy: "start it with `firedrill lab up`") }
    let nsenter = try tools.path(of: .nsenter)
    let sandbox = [nsenter, "--target", "\(first)", "--user", "--net", "--mount", "--pid", "--"]
    guard let machine else { return sandbox + command }
    guard let target = state.machines.first(where: { $0.name == machine }) else {
      let known = state.machines.map(\.name.rawValue).joined(separator: ", ")
      throw .usage(what: "there is no machine \(machine)", remedy: "name one of \(known)")
    }
    let inside = [nsenter, "--target", "\(target.firstProcess)", "--net", "--mount", "--pid", "--uts", "--"]
    return sandbox + inside + command
  }

  private func spawn(_ executable: String, _ arguments: [String], _ socket: Int32) throws(ProviderError) -> pid_t {
    let output = open(folder.output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw .fromErrno(doing: "open \(folder.output)") }
    defer { close(output) }
    return try Spawn(
      executable: tools.path(of: .unshare),
      arguments: SandboxProcess.namespaces + ["--", tools.path(of: .tini), "--", executable] + arguments,
      environment: tools.workerEnvironment(from: environment),
      descriptors: [1: output, 2: output, Self.frontDoor: socket]
    ).start()
  }

  private func failure(_ reason: String) -> ProviderError {
    let log = (try? String(contentsOfFile: folder.output, encoding: .utf8)) ?? ""
    return .system(doing: "start lab \(folder.name)", reason: "\(reason)\n\(log.suffix(1000))")
  }
}
