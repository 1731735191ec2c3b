import Glibc
import Model
import Transport

extension LocalMachine {
  private static let limit = Duration.seconds(10)

  public func isPaused() async throws(ProviderError) -> Bool {
    var states: [String] = []
    for component in components { states += try await processes(of: component).map(\.state) }
    return !states.isEmpty && states.allSatisfy { $0 == "T" }
  }

  /// A signal takes its time on a busy machine, and what was just being started may have been missed: so it is sent until all
  /// stand still.
  public func pause() async throws(ProviderError) {
    try await poll("the standstill of \(name)", every: .milliseconds(5), within: Self.limit) {
      () async throws(ProviderError) -> PollAnswer<Void> in
      try await signalAll("STOP")
      return try await isPaused() ? .ready(()) : .waiting("some of its processes still run")
    }
  }

  /// One that is off has nothing that stands still.
  public func resume() async throws(ProviderError) {
    guard running != nil else { return }
    try await signalAll("CONT")
  }

  /// The kernel spares the first process of a namespace, and whoever asks. What the supervisor could start is stopped with it.
  private func signalAll(_ signal: String) async throws(ProviderError) {
    let result = try await run(Command("sh", ["-c", "kill -\(signal) -1"], deadline: Self.limit))
    guard result.isSuccess else {
      throw .commandFailed(doing: "signalling every process on \(name)", output: result.complaint)
    }
  }

  /// The end in its zone's bridge is what is pulled: the machine keeps its address and its routes.
  public func cables() async throws(ProviderError) -> [Cable] {
    guard running != nil else { return [] }
    let shown = try await link(["show", "dev", name.rawValue, "up"]).text
    return shown.isEmpty ? [] : [Cable(name: "eth0", address: address)]
  }

  public func unplug(_ cables: [Cable]) async throws(ProviderError) { try await setLink("down") }

  /// One that is off gets another cable when it is switched on.
  public func plug(_ cables: [Cable]) async throws(ProviderError) {
    guard running != nil else { return }
    try await setLink("up")
  }

  private func setLink(_ state: String) async throws(ProviderError) {
    _ = try requireOn("set its link \(state)")
    _ = try await link(["set", "dev", name.rawValue, state])
  }

  private func link(_ arguments: [String]) async throws(ProviderError) -> CommandResult {
    try await runOnHost(Command(try sandbox.tools.path(of: .ip), ["link"] + arguments, deadline: Self.limit))
  }
}
