import Engine
import Foundation
public import Model
import Reports
import Store

/// Plays the drills of a run, judges each, and writes its reports.
public struct RunCoordinator: Sendable {
  private let request: RunRequest
  private let progress: any ProgressListener

  public init(_ request: RunRequest, progress: any ProgressListener) {
    self.request = request
    self.progress = progress
  }

  /// What came of a run, and what could not be written about it.
  public struct Outcome: Sendable {
    public var record: RunRecord
    public var folder: RunFolder
    public var problems: [String]

    public var exitCode: ExitCode {
      problems.isEmpty ? record.exitCode : max(record.exitCode, .provedNothing)
    }
  }

  /// Cancelling the task interrupts the drills under way and still reports what happened.
  public func run() async throws(RunnerError) -> Outcome {
    let started = Date()
    let began = MonotonicTime.now()
    let folder = try RunFolder.make(in: request.output, now: started)
    let file = try EventFile(path: folder.events)
    let host = HostFacts.here()
    let site = try await begin(folder)
    let drills = await playAll(folder, file, site)
    await site?.end()
    let record = RunRecord(
      id: folder.id, firedrillVersion: request.version, started: started,
      seconds: (MonotonicTime.now() - began).seconds, host: host, command: request.command, seed: request.seed,
      drills: drills.map(\.record))
    var problems = drills.compactMap(\.problem)
    if let failure = file.firstFailure { problems.append(failure.description) }
    problems += await RunReports(folder: folder).write(
      record, events: Dictionary(drills.map { ($0.record.name, $0.events) }) { first, _ in first })
    return Outcome(record: record, folder: folder, problems: problems)
  }

  /// A run that was refused has nothing to report.
  private func begin(_ folder: RunFolder) async throws(RunnerError) -> StandingRun? {
    guard request.target.reference != .local else { return nil }
    do throws(RunnerError) {
      return try await StandingRun.begin(request, folder)
    } catch {
      folder.removeUnused()
      throw error
    }
  }

  private struct Played: Sendable {
    var index: Int
    var record: DrillRecord
    var events: [Event]
    var problem: String?
  }

  /// As the queue hands them out. A drill that is never played is on record as well: a run that was cut short must not
  /// look like a whole one.
  private func playAll(_ folder: RunFolder, _ file: EventFile, _ site: StandingRun?) async -> [Played] {
    await withTaskGroup(of: Played.self) { group in
      // A cluster that others use is broken in one place at a time.
      var queue = DrillQueue(request.drills, parallel: site == nil ? request.parallel : 1)
      var done: [Played] = []
      func start() {
        while let entry = queue.next() {
          group.addTask { await play(entry.drill, index: entry.index, folder, file, site) }
        }
      }
      start()
      for await played in group {
        done.append(played)
        queue.ended(played.index)
        progress.ended(played.record)
        if let reason = reasonToStop(after: played.record, isStanding: site != nil) {
          done += queue.giveUp().map { unplayed($0.drill, index: $0.index, reason) }
        }
        start()
      }
      return done.sorted { $0.index < $1.index }
    }
  }

  private func unplayed(_ drill: Drill, index: Int, _ reason: Event.Body) -> Played {
    unplayed(Planner(seed: request.seed).plan(drill), index: index, reason)
  }

  /// - Parameter isStanding: whether the next drill would get the same cluster.
  /// - Returns: what becomes of the drills that are not played yet; nil: they are played.
  private func reasonToStop(after record: DrillRecord, isStanding: Bool) -> Event.Body? {
    if Task.isCancelled { return .interrupted(reason: "the run was stopped before this drill began") }
    // How much breaks at once is reckoned for a cluster that is whole.
    if isStanding, record.mayHaveLeftFault {
      return .skipped(reason: "not played: \(record.name) may have left its fault in the cluster")
    }
    guard request.failFast, record.status != .passed else { return nil }
    return .skipped(reason: "not played: an earlier drill did not pass, and --fail-fast was given")
  }

  private func play(
    _ drill: Drill, index: Int, _ folder: RunFolder, _ file: EventFile, _ site: StandingRun?
  ) async -> Played {
    let planner = Planner(seed: request.seed, provider: request.target.reference.description)
    switch obstacle(to: drill, site, planner) {
    case .failure(let obstacle):
      let plan = planner.plan(drill)
      progress.began(plan)
      return unplayed(plan, index: index, obstacle.body)
    case .success(let plan):
      progress.began(plan)
      return await play(plan, index: index, folder, file, site)
    }
  }

  /// The plan where the drill is to be played; or why it is not.
  private func obstacle(to drill: Drill, _ site: StandingRun?, _ planner: Planner) -> Result<Plan, Obstacle> {
    guard let site else {
      return Preflight.obstacle(to: drill).map { .failure(.misfit($0)) } ?? .success(planner.plan(drill))
    }
    switch site.place(drill) {
    case .failure(let misfit): return .failure(.misfit(misfit.reason))
    case .success(let placed):
      let plan = planner.plan(placed)
      // What is made for the run has nothing to lose.
      let refusal =
        plan.safety.refusal ?? (request.target.reference.isOwned ? nil : request.consent.refusal(of: plan))
      return refusal.map { .failure(.refusal("\($0)")) } ?? .success(plan)
    }
  }

  private func unplayed(_ plan: Plan, index: Int, _ body: Event.Body) -> Played {
    let events = [Event(at: 0, wall: Date(), body: body)]
    return Played(index: index, record: grade(plan, events), events: events)
  }

  private func play(
    _ plan: Plan, index: Int, _ folder: RunFolder, _ file: EventFile, _ site: StandingRun?
  ) async -> Played {
    do {
      let directory = try folder.directory(of: plan.drill.name)
      let order = site.map {
        WorkerOrder(
          target: $0.target, run: folder.id, journal: folder.journal, owner: LockOwner(run: folder.id).description,
          folder: RunFolder.keys(ofDrill: directory), backups: DrillBackups.folder(ofDrill: directory))
      }
      let worker = DrillWorker(
        plan: plan, order: order, directory: directory, version: request.version, progress: progress)
      var events = try await worker.run { file.append(EventLines.tag($0, drill: plan.drill.name)) }
      events += await cleanUp(after: order, events)
      var record = grade(plan, events)
      if order != nil, let kept = DrillBackups.settle(directory, record, events) {
        let note = Event(at: events.last?.at ?? 0, wall: Date(), body: .note(kept))
        events.append(note)
        progress.heard(note, of: plan)
        record = grade(plan, events)
      }
      tidy(directory, record)
      return Played(index: index, record: record, events: events)
    } catch {
      ProtectedFolder.remove(RunFolder.keys(ofDrill: "\(folder.path)/\(plan.drill.name)"))
      let events = [Event(at: 0, wall: Date(), body: .failed(reason: error.description))]
      return Played(index: index, record: grade(plan, events), events: events, problem: error.description)
    }
  }

  /// A worker that died has left to its parent what it had put in.
  private func cleanUp(after order: WorkerOrder?, _ events: [Event]) async -> [Event] {
    guard let order, !events.contains(where: { $0.body == .drillEnded }) else { return [] }
    ProtectedFolder.remove(order.folder)
    let at = events.last?.at ?? 0
    let left = await uncancelled { await Self.leftOf(order) }
    return left.isEmpty ? [] : [Event(at: at, wall: Date(), body: .leftBehind(left))]
  }

  private static func leftOf(_ order: WorkerOrder) async -> [String] {
    do {
      // The run and its lock go on.
      let outcome = try await UndoCoordinator(journal: try FaultJournal(path: order.journal), output: nil)
        .undo(run: order.run, isOver: false)
      return outcome.left + outcome.remains
    } catch {
      return [error.ofTheJournal]
    }
  }

  /// Logs are kept of a drill that did not pass; of one that did, nobody reads them.
  private func tidy(_ directory: String, _ record: DrillRecord) {
    guard record.status == .passed else { return }
    try? FileManager.default.removeItem(atPath: directory)
  }
}

/// Lines of several drills in one file.
enum EventLines {
  /// Puts the drill's name in front of the event's own keys.
  static func tag(_ line: String, drill: String) -> String {
    line.hasPrefix("{") ? #"{"drill":"\#(drill)","# + line.dropFirst() : line
  }
}
