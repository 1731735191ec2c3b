extension Fault.Kind {
  /// One line for `firedrill list faults`.
  public var summary: String {
    switch self {
    case .processKill: "SIGKILL a component's process; the supervisor may start it again"
    case .processPause: "SIGSTOP a component's process for a while: it keeps its connections and answers nothing"
    case .processStop: "keep a component from running: a static pod's manifest is moved away, a unit is stopped"
    case .processCrashloop: "give a component a flag that it does not know, so that it ends each time it is started"
    case .supervisorKill: "SIGKILL what supervises a machine's components; its own supervisor brings it back"
    case .machineShutdown: "shut a machine down: its first process gets a signal and time"
    case .machineLose: "cut a machine's power"
    case .machineReboot: "cut a machine's power and switch it on again"
    case .machinePause: "freeze a machine with all that runs on it, and let it go on where it was"
    case .machineDisconnect: "pull a machine's network cables, and plug them in again"
    case .machineTerminate: "remove a machine for good, its local volume with it"
    case .storageLose: "the volume under etcd fails and an empty one takes its place"
    case .storageDetach: "take the volume away from under etcd; it is not lost"
    case .storageFill: "fill the volume under etcd to the last byte"
    case .storageCorrupt: "flip bits in etcd's database file"
    case .storageReadonly: "the volume under etcd refuses writes"
    case .etcdNospace: "write until etcd's quota is used up and it raises its NOSPACE alarm"
    case .networkPartition: "drop the packets between two sets of machines, both ways or one"
    case .networkLoss: "drop a share of a machine's packets, where the kernel has netem"
    case .networkDelay: "delay a machine's packets, where the kernel has netem"
    case .zoneLose: "cut the power of every machine of a zone"
    case .zonePartition: "cut a zone off from everything outside it"
    case .balancerStop: "stop a load balancer"
    case .certificateExpire: "let a component serve with a certificate that has run out"
    case .backupCorrupt: "flip bits of the newest backup"
    case .backupMissing: "remove every backup"
    case .clusterDestroy: "remove every control plane and worker machine for good, with all disks"
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
    case .workload: "asks a process on one worker machine for what another one serves, without the API"
    }
  }
}
