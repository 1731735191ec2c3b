import Foundation
import Transport

/// What a container goes through. The engine answers 304 where it is so already, which is as good.
extension DockerClient {
  /// SIGKILL to everything in it.
  public func kill(_ container: String) async throws(ClientError) {
    try await change(container, "/kill?signal=KILL", passing: { $0 == 409 })
  }

  /// Sends its stop signal, and kills it after `grace`.
  public func stop(_ container: String, grace: Duration) async throws(ClientError) {
    let seconds = max(0, Int(grace.components.seconds))
    try await change(container, "/stop?t=\(seconds)", limit: grace + Self.callLimit, passing: { $0 == 304 })
  }

  public func start(_ container: String) async throws(ClientError) {
    try await change(container, "/start", limit: .seconds(60), passing: { $0 == 304 })
  }

  /// Freezes everything in it.
  public func pause(_ container: String) async throws(ClientError) {
    try await change(container, "/pause", passing: { $0 == 409 })
  }

  /// Docker answers 500 where it is not paused, as to anything else that goes wrong, so it is looked at first.
  public func unpause(_ container: String) async throws(ClientError) {
    guard try await inspect(container).state.isPaused else { return }
    try await change(container, "/unpause", passing: { $0 == 409 })
  }

  /// With its anonymous volumes, also while it runs.
  public func remove(_ container: String) async throws(ClientError) {
    let path = Self.path(container) + "?force=1&v=1"
    do {
      _ = try await calls.raw("DELETE", path, deadline: .seconds(60))
    } catch .status(404, _, _) {}
  }

  private func change(
    _ container: String, _ what: String, limit: Duration = Self.callLimit, passing: (Int) -> Bool
  ) async throws(ClientError) {
    do {
      _ = try await calls.raw("POST", Self.path(container) + what, deadline: limit)
    } catch .status(let status, _, _) where passing(status) {}
  }
}
