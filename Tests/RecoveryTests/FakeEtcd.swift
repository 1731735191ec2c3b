import Foundation
import Model
import Providers
import Synchronization
import TestSupport

@testable import Recovery

/// The members of a fake cluster: who is listed, who has a vote, whose disk holds what. It understands the JSON gateway as
/// far as recoveries speak it.
final class FakeEtcd: Sendable {
  struct Entry: Hashable, Sendable {
    var id: String
    var name: String
    var peerURL: String
    var isLearner = false
  }

  struct Answer: Sendable {
    var status = 200
    var body = "{}"

    static func refused(_ message: String) -> Answer { Answer(status: 400, body: #"{"error":"\#(message)"}"#) }
  }

  struct State: Sendable {
    var entries: [Entry] = []
    var nextID = 100
    var revision: Int64 = 30
    var compactedAt: Int64 = 0
    /// Volumes that hold the cluster's data.
    var volumes: Set<String> = []
    var restores = 0
    var isOutOfSpace = false
    /// By machine, where it is not that of all.
    var revisions: [String: Int64] = [:]
    /// Machines whose member was started as a cluster of its own.
    var forced: Set<String> = []
    /// By machine; 1000 where nothing else is said.
    var commitIndex: [String: Int] = [:]
    var learnersCatchUp = true
    var isSpaceFreed = true
    /// Members that say another hash than the others.
    var deviants: Set<String> = []
    /// Older releases have no hash at a revision.
    var isOld = false
    /// Of members whose disk was wiped and that formed a new cluster.
    var emptyClusters: Set<String> = []
    /// How many were asked of all members.
    var questions = 0
    /// By machine, how many questions its member still leaves unanswered.
    var unanswered: [String: Int] = [:]
    /// By machine, how many questions are answered only after the asker has given up.
    var late: [String: Int] = [:]
    /// How many questions are still asked before a leader is elected.
    var election = 0
    /// Members that name a leader that they cannot reach.
    var believers: Set<String> = []
    /// A machine that is terminated when the next member is added.
    var diesAtJoin: String?
  }

  private let machines: [FakeMachine]
  private let log: CallLog
  private let state = Mutex(State())
  /// What the newest backup holds.
  private let backupRevision: Int64

  init(_ machines: [FakeMachine], backupRevision: Int64 = 20, log: CallLog) async {
    self.machines = machines.filter { $0.etcd != nil }
    self.log = log
    self.backupRevision = backupRevision
    for (number, machine) in self.machines.enumerated() {
      let volume = (try? await machine.volumeIdentity()) ?? "none"
      state.withLock { state in
        state.volumes.insert(volume)
        state.entries.append(
          Entry(id: "\(number + 1)", name: machine.name.rawValue, peerURL: machine.etcd?.peerURL ?? ""))
      }
    }
  }

  func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }
  var now: State { state.withLock(\.self) }

  func answer(_ path: String, body: Data, on machine: FakeMachine) async -> Answer {
    await noticeRestores()
    await noticeStarts()
    state.withLock { $0.questions += 1 }
    guard await answers(machine) else { return Answer(status: 503) }
    if state.withLock({ $0.isLate(machine.name.rawValue) }) { try? await Task.sleep(for: Limits.call * 2) }
    guard !state.withLock({ $0.leavesUnanswered(machine.name.rawValue) }) else { return Answer(status: 503) }
    if path == "v3/cluster/member/add" { await letDie() }
    let isAlone = state.withLock { $0.forced.contains(machine.name.rawValue) }
    let hasVotes = await hasQuorum()
    let hasQuorum = isAlone || hasVotes
    let request = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
    if path == "v3/maintenance/status" { return status(of: machine, hasQuorum) }
    let isCutOff = state.withLock { $0.believers.contains(machine.name.rawValue) }
    guard hasQuorum, isListed(machine), !isCutOff else { return Answer(status: 503) }
    if path == "health" {
      return state.withLock(\.isOutOfSpace) ? Answer(status: 503) : Answer(body: #"{"health":"true"}"#)
    }
    if path == "v3/cluster/member/add", await voters().up < voters().all {
      return .refused("etcdserver: unhealthy cluster")
    }
    return state.withLock { $0.obey(path, request, on: machine.name.rawValue) }
  }

  private func letDie() async {
    let name = state.withLock { state in
      defer { state.diesAtJoin = nil }
      return state.diesAtJoin
    }
    try? await machines.first { $0.name.rawValue == name }?.terminate()
  }

  // MARK: what machines do behind its back

  /// A restore makes every member one of a new cluster, at the backup's revision.
  private func noticeRestores() async {
    let count = log.calls.filter { $0.contains("snapshot restore /data.firedrill-snapshot") }.count
    guard state.withLock({ $0.restores }) < count else { return }
    var volumes: Set<String> = []
    for machine in machines { volumes.insert((try? await machine.volumeIdentity()) ?? "none") }
    state.withLock { state in
      state.restores = count
      state.revision = backupRevision
      state.volumes = volumes
      state.emptyClusters = []
      state.entries = machines.enumerated().map { number, machine in
        Entry(id: "\(number + 1)", name: machine.name.rawValue, peerURL: machine.etcd?.peerURL ?? "")
      }
    }
  }

  /// A member that starts for the first time says its name; one that is forced throws the others out.
  private func noticeStarts() async {
    for machine in machines {
      guard await runs(machine), let bootstrap = machine.bootstrap, let member = machine.etcd else { continue }
      let volume = (try? await machine.volumeIdentity()) ?? "none"
      state.withLock { state in
        if bootstrap.forceNewCluster, state.volumes.contains(volume) {
          state.forced.insert(member.name)
        } else if bootstrap.members == [member], state.forced.contains(member.name) {
          state.entries.removeAll { $0.name != member.name }
          state.forced = []
        }
        let place = state.entries.firstIndex { $0.peerURL == member.peerURL && $0.name.isEmpty }
        guard let place, bootstrap.state == .existing else { return }
        state.entries[place].name = member.name
        state.volumes.insert(volume)
      }
    }
  }

  // MARK: who answers

  private func runs(_ machine: FakeMachine) async -> Bool {
    let processes = (try? await machine.processes(of: .etcd)) ?? []
    return processes.contains { $0.state != "T" }
  }

  private func answers(_ machine: FakeMachine) async -> Bool {
    guard await runs(machine) else { return false }
    let volume = (try? await machine.volumeIdentity()) ?? "none"
    return state.withLock { $0.volumes.contains(volume) || $0.emptyClusters.contains(machine.name.rawValue) }
  }

  private func isListed(_ machine: FakeMachine) -> Bool {
    state.withLock { state in state.entries.contains { $0.name == machine.name.rawValue } }
  }

  private func hasQuorum() async -> Bool {
    guard !state.withLock({ $0.isElecting() }) else { return false }
    let voters = await voters()
    return voters.up > voters.all / 2
  }

  private func voters() async -> (up: Int, all: Int) {
    let (voters, elsewhere) = state.withLock { state in
      (state.entries.filter { !$0.isLearner && !$0.name.isEmpty }, state.emptyClusters)
    }
    var up = 0
    for machine in machines where voters.contains(where: { $0.name == machine.name.rawValue }) {
      if await answers(machine), !elsewhere.contains(machine.name.rawValue) { up += 1 }
    }
    return (up, voters.count)
  }

  private func status(of machine: FakeMachine, _ hasQuorum: Bool) -> Answer {
    state.withLock { state in
      let name = machine.name.rawValue
      let mine = state.entries.first { $0.name == name }
      let leads = hasQuorum && mine != nil
      let isAlone = state.emptyClusters.contains(name)
      let elected = leads ? state.entries.first { !$0.isLearner && !$0.name.isEmpty }?.id ?? "0" : "0"
      let leader = isAlone ? mine?.id ?? "9" : elected
      let revision = isAlone ? 1 : state.revisions[name] ?? state.revision
      return Answer(
        body: #"""
          {"header":{"cluster_id":"7","member_id":"\#(mine?.id ?? "9")","revision":"\#(revision)"},"version":"3.4.23",
          "leader":"\#(leader)","raftTerm":"2","raftIndex":"\#(state.commitIndex[name] ?? 1000)","dbSize":"4096"}
          """#)
    }
  }
}
