import Model

struct ClusterV1: Sendable {
  var controlPlanes = Written<Int>.absent
  var workers = Written<Int>.absent
  var zones = Written<[Located<ZoneName>]>.absent
  var volumes = Written<VolumeKind>.absent
  var backups = Written<BackupsV1>.absent
  var loadBalancers = Written<Int>.absent
  var etcdEndpoint = Written<EtcdEndpoint>.absent
  var nodeGrace = Written<Duration>.absent
}

extension ClusterV1 {
  static let format = Format.map(
    "the cluster", ClusterV1(),
    [
      Field(
        "controlPlanes", \.controlPlanes, .whole(1...5),
        "Machines with etcd and the control plane: 1, 3 or 5. Even sizes survive no more losses.",
        fallback: .whole(ClusterSpec().controlPlanes)),
      Field("workers", \.workers, .whole(0...1000), "Worker nodes.", fallback: .whole(ClusterSpec().workers)),
      Field(
        "zones", \.zones, zone.list("zones", atMost: 5).distinct(),
        "Failure domains, over which the machines are spread.",
        fallback: .words(ClusterSpec().zones.map(\.rawValue))),
      Field(
        "volumes", \.volumes, .word("kind of volume"),
        "Where etcd keeps its state: local dies with its machine, persistent outlives it.",
        fallback: .text(ClusterSpec().volumes.rawValue)),
      Field("backups", \.backups, BackupsV1.format, "Snapshots of etcd, taken and verified on a schedule."),
      Field(
        "loadBalancers", \.loadBalancers, .whole(0...2),
        "Machines outside the zones that share one address; one by default where there are several control planes."),
      Field(
        "etcdEndpoint", \.etcdEndpoint, .word("way to etcd"),
        "How apiservers reach etcd: direct, each its own machine's member; or balanced, through the load balancers.",
        fallback: .text(ClusterSpec().etcdEndpoint.rawValue)),
      Field(
        "nodeGrace", \.nodeGrace, .span, "How long a node may be silent before it counts as NotReady.",
        fallback: .text(DurationText.write(ClusterSpec().nodeGrace))),
    ])

  private static let zone = Format<String>.name("zone").map { name, _, _ in ZoneName(name) }

  var spec: ClusterSpec {
    var spec = ClusterSpec()
    spec.controlPlanes = controlPlanes.value ?? spec.controlPlanes
    spec.workers = workers.value ?? spec.workers
    spec.zones = zones.value?.map(\.value) ?? spec.zones
    spec.volumes = volumes.value ?? spec.volumes
    spec.backups = backups.value?.every.value.map { BackupSchedule(every: $0) }
    spec.loadBalancers = loadBalancers.value
    spec.etcdEndpoint = etcdEndpoint.value ?? spec.etcdEndpoint
    spec.nodeGrace = nodeGrace.value ?? spec.nodeGrace
    return spec
  }
}

struct BackupsV1: Sendable {
  var every = Written<Duration>.absent
}

extension BackupsV1 {
  static let format = Format.map(
    "backups", BackupsV1(),
    [Field("every", \.every, .span, isRequired: true, "The time from one backup to the next.")])
}
