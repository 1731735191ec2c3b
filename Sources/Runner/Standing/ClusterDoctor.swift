import Clients
import Foundation
public import Model
import Providers

/// What a newcomer has to know before a cluster that stands already is drilled. Changes nothing.
public struct ClusterDoctor: Sendable {
  public struct Finding: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
      case good
      /// Some drills cannot be played.
      case limit
      /// No drill can be played before this is mended.
      case problem
    }

    public var kind: Kind
    public var what: String
    /// What to do; empty where nothing is to be done.
    public var remedy: String
  }

  private let target: ClusterTarget
  private let environment: [String: String]

  public init(_ target: ClusterTarget) {
    self.target = target
    environment = ProcessInfo.processInfo.environment
  }

  public func findings() async -> [Finding] {
    let folder = ProtectedFolder.temporary("doctor")
    defer { ProtectedFolder.remove(folder) }
    let connection: ClusterConnection
    do {
      connection = try await ClusterConnection.open(target, folder: folder, environment: environment)
    } catch {
      let problem = Finding(kind: .problem, what: error.description, remedy: error.remedy)
      return [problem] + (await others(folder, than: error))
    }
    let findings =
      await [shape(connection)] + consent(connection) + (await lever(connection)) + (await tools())
      + (await rights(connection))
      + (await leftovers(connection)) + (await faults(connection.cluster)) + recoveries(connection.cluster)
    await connection.close()
    return findings
  }

  /// What else there is to mend: the connection has failed at the first.
  private func others(_ folder: String, than first: ProviderError) async -> [Finding] {
    guard case .system = first,
      let connection = try? await ClusterConnection.open(
        target, folder: folder, environment: environment, need: .machines)
    else { return [] }
    let problems = await rights(connection).filter { $0.kind == .problem && !$0.what.hasSuffix(first.description) }
    await connection.close()
    return problems
  }

  private func shape(_ connection: ClusterConnection) -> Finding {
    let facts = connection.cluster.facts
    let hosts = connection.cluster.hostNames
    let machines = facts.machines.map { machine in
      "\(machine.name)\(hosts[machine.name].map { " = \($0)" } ?? "") (zone \(machine.zone))"
    }.joined(separator: ", ")
    return good("\(facts.provider): Kubernetes \(facts.version), etcd \(facts.etcdVersion): \(machines)")
  }

  private func consent(_ connection: ClusterConnection) async -> [Finding] {
    let label = try? await connection.system().labels[Consent.label]
    guard let refusal = Consent().refusal(of: target.reference, name: target.name, label: label ?? nil) else {
      return [good("it agrees to be drilled")]
    }
    return [Finding(kind: .limit, what: refusal.reason, remedy: refusal.remedy)]
  }

  private func lever(_ connection: ClusterConnection) async -> [Finding] {
    do {
      let lever = SafetyLever(environment: environment, api: connection.api)
      guard let pulled = try await lever.pulledBeforehand() else { return [] }
      return [
        Finding(
          kind: .problem, what: "nothing may be broken now: \(pulled)", remedy: "ask who pulled the safety lever")
      ]
    } catch {
      return [
        Finding(
          kind: .problem, what: "nobody can tell whether the safety lever is pulled: \(error.description)",
          remedy: "see that config maps in kube-system may be read")
      ]
    }
  }

  /// On this machine.
  private func tools() async -> [Finding] {
    let tools = LocalTools(environment: environment)
    do {
      return [good("etcdctl, for backups: \(try tools.path(of: .etcdctl))")]
    } catch {
      return [Finding(kind: .limit, what: "no backup can be taken: \(error.description)", remedy: error.remedy)]
    }
  }

  /// Everything that inject, undo and recovery need of the machines.
  private func rights(_ connection: ClusterConnection) async -> [Finding] {
    let seen = await connection.cluster.fitness()
    let problems = seen.compactMap { machine in
      machine.flaw.map {
        Finding(kind: .problem, what: "\(machine.machine): \($0)", remedy: machine.remedy ?? "mend that on it")
      }
    }
    let fit = seen.filter { $0.flaw == nil }
    guard !fit.isEmpty else { return problems }
    let names = fit.map(\.machine.rawValue).joined(separator: ", ")
    return problems + [good("\(names): commands run as root, with all they need")]
  }

  private func leftovers(_ connection: ClusterConnection) async -> [Finding] {
    let left = await connection.cluster.leftovers()
    guard !left.isEmpty else { return [good("nothing of an earlier run is left")] }
    return [
      Finding(
        kind: .problem,
        what: "left by an earlier run, or not to be seen: " + left.map(\.description).joined(separator: ", "),
        remedy: "firedrill undo --cluster \(target.reference)")
    ]
  }

  private func faults(_ cluster: any Cluster) async -> [Finding] {
    var findings: [Finding] = []
    for kind in Fault.Kind.allCases {
      if let obstacle = await cluster.obstacle(to: kind) {
        findings.append(Finding(kind: .limit, what: "\(kind.rawValue): \(obstacle)", remedy: ""))
      } else {
        findings.append(good("\(kind.rawValue): \(cluster.fidelity(of: kind).rawValue)"))
      }
    }
    return findings
  }

  private func recoveries(_ cluster: any Cluster) -> [Finding] {
    RunbookName.allCases.compactMap { name in
      cluster.obstacle(to: .runbook(name)).map { Finding(kind: .limit, what: "\(name.rawValue): \($0)", remedy: "") }
    }
  }

  private func good(_ what: String) -> Finding { Finding(kind: .good, what: what, remedy: "") }
}
