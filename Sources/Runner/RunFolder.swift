public import Foundation
import Glibc
import Model
import Reports

/// `<output>/<run-id>/`: everything that a run leaves behind.
public struct RunFolder: Hashable, Sendable {
  public let id: String
  /// The folder of all runs.
  public let output: String

  public var path: String { "\(output)/\(id)" }
  public var report: String { "\(path)/report.html" }
  public var history: String { "\(output)/history.sqlite" }
  var journal: String { Self.journal(in: output) }

  /// Where runs with this output folder write their faults down.
  public static func journal(in output: String) -> String { "\(output)/journal.sqlite" }

  /// Where the keys are while a run, or one drill of it, lasts.
  static func keys(ofRun folder: String) -> String { folder + "/identities" }
  static func keys(ofDrill folder: String) -> String { folder + "/private" }

  /// Removes the keys of runs that were killed.
  public static func removeAbandonedKeys(in output: String) { ProtectedFolder.removeAbandoned(below: output) }

  /// Makes the folder. Its name sorts by time; a random tail keeps two runs of one second apart.
  public static func make(in output: String, now: Date) throws(RunnerError) -> RunFolder {
    let stamp = now.formatted(
      Date.VerbatimFormatStyle(
        format:
          "\(year: .defaultDigits)\(month: .twoDigits)\(day: .twoDigits)-\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\(second: .twoDigits)",
        timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
    let tail = String(UInt32.random(in: 0x1000...0xffff), radix: 16)
    let folder = RunFolder(id: "\(stamp)-\(tail)", output: output)
    try folder.makeDirectory(folder.path)
    return folder
  }

  /// Where one drill keeps its plan, its events and its logs.
  func directory(of drill: String) throws(RunnerError) -> String {
    let directory = "\(path)/\(drill)"
    try makeDirectory(directory + "/logs")
    return directory
  }

  func makeDirectory(_ path: String) throws(RunnerError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      // Foundation only knows that something went wrong.
      let isFile = (try? URL(filePath: output).resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
      let reason = isFile ? "\(output) is a file" : error.localizedDescription
      throw .output(
        "cannot make the folder \(path): \(reason); name a folder that you may write to with --out")
    }
  }

  var events: String { "\(path)/events.jsonl" }

  /// Where nothing was written but an empty list of events.
  func removeUnused() {
    let size = (try? FileManager.default.attributesOfItem(atPath: events)[.size] as? Int) ?? 0
    guard size == 0 else { return }
    unlink(events)
    rmdir(path)
  }

  /// Points `latest` here in one step, so that it never points at nothing.
  func becomeLatest() {
    let link = "\(output)/latest"
    let temporary = "\(link).\(getpid())"
    unlink(temporary)
    guard symlink(id, temporary) == 0 else { return }
    if rename(temporary, link) != 0 { unlink(temporary) }
  }
}
