import Clients
import Model
import Providers
import Transport

/// What members say when each is asked once what it holds.
struct MemberLook: Sendable {
  struct Candidate: Sendable {
    var machine: any Machine
    var status: EtcdClient.Status

    var words: String { "\(machine.name) at commit index \(status.raftIndex), revision \(status.revision)" }
  }

  fileprivate enum Reply: Sendable {
    case candidate(Candidate)
    case stranger(String)
    /// Nothing can bring it back by itself.
    case gone(String)
    case refusing(String)
    case late(String)
  }

  private var replies: [Reply]

  fileprivate init(_ replies: [Reply]) { self.replies = replies }

  /// Members of the cluster.
  var candidates: [Candidate] {
    replies.compactMap { if case .candidate(let candidate) = $0 { candidate } else { nil } }
  }

  /// Why each of the others is none.
  var others: [String] {
    replies.compactMap { reply in
      switch reply {
      case .candidate: nil
      case .stranger(let why), .gone(let why), .refusing(let why), .late(let why): why
      }
    }
  }

  /// Whether everybody had the time to answer.
  var isSettled: Bool { !replies.contains { if case .late = $0 { true } else { false } } }

  /// How long it has to be looked again before `wanted` members are given up: one that answers late is busy, one that
  /// refuses may be starting, and where enough answer, a leader may still be elected. Zero where too few are left.
  fileprivate func patience(wanted: Int) -> Duration {
    let refusing = replies.count { if case .refusing = $0 { true } else { false } }
    if !isSettled || candidates.count >= wanted { return Limits.election }
    return candidates.count + refusing >= wanted ? Limits.silence : .zero
  }
}

extension RunbookContext {
  /// Asks `machines` again and again until `find` finds what it looks for, or until it is proved that nothing will.
  ///
  /// To take live members for lost splits a cluster: a survivor is forced beside a quorum that stands. So one look is not
  /// enough: who is given up was gone, or silent for longer than an election takes.
  ///
  /// - Parameters:
  ///   - wanted: How many members have to answer before there is any hope.
  ///   - least: Members at a lower revision are of another cluster, which formed on a wiped disk. Those that lead one are
  ///     stopped, and those that would found one. 0: nothing is known, and nothing is stopped.
  /// - Returns: The last look, and what was found in it; nil: proved that it is lost.
  /// - Throws: ``RecoveryError/outOfTime(doing:lastSeen:)`` where the deadline came before the proof.
  func look<Found>(
    at machines: [any Machine], wanted: Int, least: Int64 = 0, doing: String,
    for find: (MemberLook) async -> Found?
  ) async throws(RecoveryError) -> (look: MemberLook, found: Found?) {
    let began = clock.now()
    while true {
      let look = await look(at: machines, least: least)
      if let found = await find(look) { return (look, found) }
      let now = clock.now()
      if Task.isCancelled || deadline.map({ now >= $0 }) == true {
        throw .outOfTime(doing: doing, lastSeen: look.others.joined(separator: ", "))
      }
      guard now - began < look.patience(wanted: wanted) else { return (look, nil) }
      try? await clock.sleep(until: now + .milliseconds(100))
    }
  }

  private func look(at machines: [any Machine], least: Int64) async -> MemberLook {
    let replies = await withTaskGroup(of: (Int, MemberLook.Reply).self) { group in
      for (place, machine) in machines.enumerated() {
        group.addTask { (place, await reply(of: machine, least: least)) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    return MemberLook(replies.sorted { $0.0 < $1.0 }.map(\.1))
  }

  private func reply(of machine: any Machine, least: Int64) async -> MemberLook.Reply {
    if let why = memory.read(\.stoppedStrangers)[machine.name] { return .stranger(why) }
    async let gone = isGone(machine)
    let reply = await answer(of: machine, least: least)
    if case .stranger = reply { return reply }
    if await gone { return .gone("\(machine.name) is off, or without a volume, or made anew") }
    guard case .refusing = reply, least > 0, await isWiped(machine) else { return reply }
    let why = "\(machine.name) has lost its data"
    await stopStranger(machine, why)
    return .stranger(why)
  }

  /// Before its supervisor starts it anew: etcd makes this folder first of all.
  private func isWiped(_ machine: any Machine) async -> Bool {
    guard let member = machine.etcd else { return false }
    let found = try? await machine.run(
      Command("test", ["-e", member.dataDirectory + "/member"], deadline: within(Limits.command)))
    return found?.exit == .code(1)
  }

  private func answer(of machine: any Machine, least: Int64) async -> MemberLook.Reply {
    do throws(ClientError) {
      let status = try await etcd(machine.name).status(deadline: within(Limits.call))
      guard status.revision < least else { return .candidate(MemberLook.Candidate(machine: machine, status: status)) }
      let why = "\(machine.name) is of a new cluster: revision \(status.revision), which was past \(least)"
      // Now, before anything else is asked: every moment costs acknowledged writes.
      if status.isLeader { await stopStranger(machine, why) }
      return .stranger(why)
    } catch {
      let why = "\(machine.name): \(error.description)"
      switch error {
      case .transport(.timedOut), .transport(.cancelled): return .late(why)
      default: return .refusing(why)
      }
    }
  }

  /// A wiped first member that its supervisor starts anew is a whole, empty cluster: it acknowledges writes that nobody will
  /// find again. Killed first, since a stop takes its time; one that cannot be stopped is asked again at the next look.
  private func stopStranger(_ machine: any Machine, _ why: String) async {
    _ = try? await machine.send(.kill, to: .etcd)
    guard (try? await machine.stop(.etcd, grace: .zero)) != nil else { return }
    memory.change { $0.stoppedStrangers[machine.name] = why }
  }
}
