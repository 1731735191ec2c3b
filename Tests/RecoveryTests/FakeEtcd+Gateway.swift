/// What its gateway answers.
extension FakeEtcd.State {
  mutating func leavesUnanswered(_ machine: String) -> Bool {
    guard let left = unanswered[machine], left > 0 else { return false }
    unanswered[machine] = left - 1
    return true
  }

  mutating func isLate(_ machine: String) -> Bool {
    guard let left = late[machine], left > 0 else { return false }
    late[machine] = left - 1
    return true
  }

  mutating func isElecting() -> Bool {
    guard election > 0 else { return false }
    election -= 1
    return true
  }

  mutating func obey(_ path: String, _ request: [String: Any], on machine: String) -> FakeEtcd.Answer {
    let id = request["ID"] as? String ?? ""
    let address = (request["peerURLs"] as? [String])?.first ?? ""
    switch path {
    case "v3/cluster/member/list": return FakeEtcd.Answer(body: list)
    case "v3/cluster/member/add": return add(address, isLearner: request["isLearner"] as? Bool ?? false)
    case "v3/cluster/member/remove": entries.removeAll { $0.id == id }
    case "v3/cluster/member/update":
      for place in entries.indices where entries[place].id == id { entries[place].peerURL = address }
    case "v3/cluster/member/promote": return promote(id)
    case "v3/kv/put":
      guard !isOutOfSpace else { return .refused("etcdserver: mvcc: database space exceeded") }
      revision += 1
      return stamped
    case "v3/kv/range" where request["serializable"] != nil: return page(request, of: machine)
    case "v3/kv/range": return stamped
    case "v3/kv/deleterange": revision += 1
    case "v3/kv/compaction": compactedAt = Int64(request["revision"] as? String ?? "") ?? 0
    case "v3/maintenance/alarm": return alarm(request)
    // A digest of all that is there at that moment, whatever revision is asked for.
    case "v3/maintenance/hash":
      revision += 1
      return hash(UInt64(revision))
    case "v3/maintenance/hashkv":
      return isOld ? FakeEtcd.Answer(status: 404, body: "Not Found") : hash(deviants.contains(machine) ? 2 : 1)
    default: break
    }
    return FakeEtcd.Answer()
  }

  private func hash(_ hash: UInt64) -> FakeEtcd.Answer {
    FakeEtcd.Answer(body: #"{"header":{"cluster_id":"7","member_id":"1"},"hash":\#(hash)}"#)
  }

  /// Two keys, each on a page of its own.
  private func page(_ request: [String: Any], of machine: String) -> FakeEtcd.Answer {
    let isFirst = request["key"] as? String == "AA=="
    let value = deviants.contains(machine) && !isFirst ? "Yg==" : "YQ=="
    let pair = #"{"key":"\#(isFirst ? "YQ==" : "Yg==")","value":"\#(value)","mod_revision":"5"}"#
    return FakeEtcd.Answer(body: #"{"kvs":[\#(pair)],"more":\#(isFirst)}"#)
  }

  private var stamped: FakeEtcd.Answer {
    FakeEtcd.Answer(body: #"{"header":{"cluster_id":"7","member_id":"1","revision":"\#(revision)"}}"#)
  }

  private var list: String {
    #"{"members":[\#(entries.map(\.json).joined(separator: ","))]}"#
  }

  private mutating func add(_ address: String, isLearner: Bool) -> FakeEtcd.Answer {
    guard !entries.contains(where: \.isLearner) else {
      return .refused("etcdserver: too many learner members in cluster")
    }
    guard !entries.contains(where: { $0.peerURL == address }) else {
      return .refused("etcdserver: Peer URLs already exists")
    }
    nextID += 1
    let entry = FakeEtcd.Entry(id: "\(nextID)", name: "", peerURL: address, isLearner: isLearner)
    entries.append(entry)
    return FakeEtcd.Answer(body: #"{"member":\#(entry.json)}"#)
  }

  private mutating func promote(_ id: String) -> FakeEtcd.Answer {
    guard let place = entries.firstIndex(where: { $0.id == id }), entries[place].isLearner else {
      return .refused("etcdserver: can only promote a learner member")
    }
    guard learnersCatchUp, !entries[place].name.isEmpty else {
      return .refused("etcdserver: can only promote a learner member which is in sync with leader")
    }
    entries[place].isLearner = false
    return FakeEtcd.Answer()
  }

  private mutating func alarm(_ request: [String: Any]) -> FakeEtcd.Answer {
    if request["action"] as? String == "DEACTIVATE", isSpaceFreed { isOutOfSpace = false }
    let raised = isOutOfSpace ? #"{"memberID":"1","alarm":"NOSPACE"}"# : ""
    return FakeEtcd.Answer(body: #"{"alarms":[\#(raised)]}"#)
  }
}

extension FakeEtcd.Entry {
  fileprivate var json: String {
    let learner = isLearner ? #","isLearner":true"# : ""
    return #"{"ID":"\#(id)","name":"\#(name)","peerURLs":["\#(peerURL)"]\#(learner)}"#
  }
}
