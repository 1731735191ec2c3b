public import Model
import Transport

extension LocalCluster {
  /// Loss and delay need a queueing discipline that not every kernel has: ask it, in a network of its own.
  public func obstacle(to fault: Fault.Kind) async -> String? {
    switch fault {
    case .networkLoss, .networkDelay: await netemObstacle()
    default: nil
    }
  }

  public func obstacle(to recovery: RecoveryMeans) -> String? {
    recovery.awaitsMachines ? "nothing but this harness would switch its machines on again" : nil
  }

  private func netemObstacle() async -> String? {
    do throws(ProviderError) {
      let trial = [try sandbox.tools.path(of: .tc), "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"]
      _ = try await runOnHost(
        Command(try sandbox.tools.path(of: .unshare), ["--net", "--"] + trial, deadline: .seconds(10)))
      return nil
    } catch .missing(let what, _, _) {
      return "\(what) is missing"
    } catch {
      return "this kernel has no netem (sch_netem)"
    }
  }
}

extension LocalTools {
  /// Why this host cannot stand up a cluster that is otherwise in order; nil when it can.
  public func obstacle(to spec: ClusterSpec) -> String? {
    guard spec.workers > 0, (try? path(of: .kubemark)) == nil else { return nil }
    return "\(Tool.kubemark.rawValue) is missing: \(Tool.kubemark.purpose). \(Tool.kubemarkRemedy)"
  }
}
