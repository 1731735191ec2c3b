import Model
import Providers
import Store

/// The API tells who is at work, and takes the drill's namespaces; a fault may have taken it away.
extension ClusterUndo {
  /// What an API takes to come up after its machine was switched on (20 s on an idle host), several times over.
  private static let apiPatience = Duration.seconds(120)
  /// Before anything is touched. Longer than an apiserver's restart.
  private static let lockPatience = Duration.seconds(30)

  /// Nothing that is known here says that nobody is at work: the API alone does.
  var mayBePlayedElsewhere: Bool {
    open.isEmpty || open.contains { LockOwner($0.entry.owner).life == .unknown }
  }

  /// This connection, or another whose API has answered meanwhile; closes the first then.
  ///
  /// - Throws: ``ProviderError`` where it turns out to be another cluster.
  func askingForTheLock(
    _ first: ClusterConnection, _ folder: String
  ) async throws(ProviderError) -> ClusterConnection {
    guard waits, !first.hasAnswered else { return first }
    onNote(
      "the API of \(target.reference), which knows whether it is being drilled, does not answer: waiting for up to "
        + DurationText.brief(Self.lockPatience))
    let end = MonotonicTime.now() + Self.lockPatience
    while MonotonicTime.now() < end, !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      do throws(ProviderError) {
        let again = try await ClusterConnection.open(target, folder: folder, environment: environment, need: .machines)
        if again.hasAnswered {
          await first.close()
          return again
        }
        await again.close()
      } catch {
        if case .system = error { continue }
        await first.close()
        throw error
      }
    }
    return first
  }

  /// This connection, or another once the API answers: it was away, and its identities could not even be read, while the control
  /// plane's machine was off. Closes the first where it returns another one, or none.
  func answering(_ first: ClusterConnection, _ folder: String) async -> ClusterConnection? {
    guard !first.hasAnswered else { return first }
    await first.close()
    // Without its data a cluster does not come back by itself.
    let isOfData = !open.isEmpty && open.allSatisfy(\.entry.chosen.fault.destroysData)
    let isAwaited = waits && !isOfData
    if isAwaited {
      onNote("waiting for the API of \(target.reference), for up to \(DurationText.brief(Self.apiPatience))")
    }
    let end = MonotonicTime.now() + (isAwaited ? Self.apiPatience : .zero)
    while MonotonicTime.now() < end, !Task.isCancelled {
      let again = try? await ClusterConnection.open(target, folder: folder, environment: environment)
      if let again { return again }
      try? await Task.sleep(for: .seconds(1))
    }
    return nil
  }
}
