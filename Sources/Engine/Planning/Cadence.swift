import Model

/// How often each lane asks while all is well; once something fails, the sampler asks faster (see its `Pace`).
///
/// What is looked at shall hardly notice: every figure is chosen for what it costs the cluster, measured with Kubernetes
/// 1.20 on cores of 2026.
struct Cadence: Sendable {
  /// Requests on a kept connection.
  var kept: Duration
  var writes: Duration
  /// A new TLS connection costs an apiserver about ten times a request on a kept one.
  var newConnections = Duration.milliseconds(100)
  /// Each machine's own API and member, beside the lanes that go through the load balancer.
  var perMachine = Duration.milliseconds(500)

  /// 100 reads a second cost a lone control plane under 5 % of a core.
  static let lone = Cadence(kept: .milliseconds(10), writes: .milliseconds(50))
  /// Each read asks a majority of members and each write is written by all of them: a request costs three of them 8 ms of
  /// processor time, so that the lone one's cadence would cost a core.
  static let replicated = Cadence(kept: .milliseconds(50), writes: .milliseconds(100))

  static func of(_ cluster: ClusterSpec) -> Cadence { cluster.controlPlanes > 1 ? replicated : lone }

  func interval(of lane: ProbeLane) -> Duration {
    if lane.machine != nil { return perMachine }
    if lane.newConnections { return newConnections }
    return switch lane.probe {
    // Asks no control plane.
    case .workload: Self.lone.kept
    case .apiRead: kept
    case .apiWrite, .etcdWrite: writes
    }
  }
}
