extension Fault.Kind {
  /// One line for `firedrill list faults`.
  public var summary: String {
    switch self {
    case .processKill: "SIGKILL a component's process; the supervisor may start it again"
    case .processPause: "SIGSTOP a component's process for a while: it keeps its connections and answers nothing"
    case .storageLose: "the volume under etcd fails and an empty one takes its place"
    case .command: "run a command on a machine, with commands of its own for undo and for the proof of its effect"
    }
  }
}

extension ProbeName {
  /// One line for `firedrill list probes`.
  public var summary: String {
    switch self {
    case .apiRead: "reads one object through the API, from etcd's quorum; on kept and on new connections"
    case .apiWrite: "changes one object through the API"
    case .etcdWrite: "puts a key straight into etcd"
    }
  }
}
