import Model
import Recovery

/// Takes a backup at once and then on schedule, by absolute deadlines, until it is cancelled.
struct BackupLoop: Sendable {
  let every: Duration
  let snapshotter: Snapshotter
  /// Of every member, as they are now.
  let endpoints: @Sendable () -> [String]
  let catalogue: BackupCatalogue
  let recorder: EventRecorder
  let deleted: DeletedObjects

  func run() async {
    var next = MonotonicTime.now()
    var number = 1
    while !Task.isCancelled {
      let id = "backup-\(number)"
      await deleted.make(for: id)
      await take(id)
      await deleted.remove(for: id)
      number += 1
      repeat { next += every } while next < .now()
      try? await Task.sleep(for: next - .now(), tolerance: .zero)
    }
  }

  /// Asks one member after the other, since any of them may be down.
  private func take(_ id: String) async {
    var reason = "no etcd member to ask"
    for endpoint in endpoints() where !Task.isCancelled {
      do {
        let backup = try await snapshotter.take(id: id, from: endpoint)
        // Asked for before an incident, ended in the middle of it: what it holds is not certain.
        guard !Task.isCancelled else { return }
        try catalogue.add(backup)
        return recorder.emit(.backupTaken(facts(backup)))
      } catch {
        reason = error.description
      }
    }
    if !Task.isCancelled { recorder.emit(.backupFailed(reason: reason)) }
  }

  private func facts(_ backup: Backup) -> BackupFacts {
    BackupFacts(
      id: backup.id, takenAt: recorder.offset(backup.takenAt), seconds: backup.seconds, revision: backup.revision,
      bytes: backup.bytes)
  }
}
