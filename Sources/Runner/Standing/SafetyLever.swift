import Clients
import Foundation
import Model

/// What any operator can pull to stop every injection: a file, an environment variable, a config map.
struct SafetyLever: Sendable {
  static let variable = "FIREDRILL_STOP"
  static let configMap = "firedrill-stop"
  private static let callLimit = Duration.seconds(1)

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
    if let value = environment[Self.variable], !value.isEmpty { return "\(Self.variable) is set to \(value)" }
    if let file = Self.files(environment).first(where: { FileManager.default.fileExists(atPath: $0) }) {
      return "the file \(file) is there"
    }
    guard let api else { return nil }
    guard let data = try? await api.configMapData(Self.configMap, in: "kube-system", deadline: Self.callLimit)
    else { return nil }
    let reason = data["reason"].map { ": \($0.prefix(200))" } ?? ""
    return "the config map \(Self.configMap) is in kube-system\(reason)"
  }
}
