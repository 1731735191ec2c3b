import Clients
import Foundation
import Model

/// What any operator can pull to stop every injection: a file, an environment variable, a config map.
struct SafetyLever: Sendable {
  static let variable = "FIREDRILL_STOP"
  static let configMap = "firedrill-stop"
  private static let namespace = "kube-system"
  private static let callLimit = Duration.seconds(1)
  private static let patientLimit = Duration.seconds(5)
  private static let patience = Duration.seconds(20)

  let environment: [String: String]
  /// nil: only what this machine says.
  let api: KubernetesClient?

  /// Files that stop whoever finds them.
  static func files(_ environment: [String: String]) -> [String] {
    let home = environment["XDG_CONFIG_HOME"] ?? environment["HOME"].map { $0 + "/.config" }
    return ["/etc/firedrill/stop"] + (home.map { [$0 + "/firedrill/stop"] } ?? [])
  }

  /// Who has pulled it; nil: nobody, as far as can be asked. An API that is away holds no drill up: it is away in most.
  func pulled() async -> String? {
    if let here { return here }
    guard let api, let data = try? await api.configMapData(Self.configMap, in: Self.namespace, deadline: Self.callLimit)
    else { return nil }
    return Self.words(data)
  }

  /// The same before anything is broken, when the API has to answer.
  func pulledBeforehand() async throws(ClientError) -> String? {
    if let here { return here }
    guard let api else { return nil }
    let data = try await asking(for: Self.patience) { () async throws(ClientError) in
      try await api.configMapData(Self.configMap, in: Self.namespace, deadline: Self.patientLimit)
    }
    return data.map(Self.words)
  }

  /// What this machine says.
  private var here: String? {
    if let value = environment[Self.variable], !value.isEmpty { return "\(Self.variable) is set to \(value)" }
    return Self.files(environment).first { FileManager.default.fileExists(atPath: $0) }.map {
      "the file \($0) is there"
    }
  }

  private static func words(_ data: [String: String]) -> String {
    let reason = data["reason"].map { ": \($0.prefix(200))" } ?? ""
    return "the config map \(configMap) is in \(namespace)\(reason)"
  }
}
