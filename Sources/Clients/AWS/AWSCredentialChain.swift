import Foundation
import Synchronization
public import Transport

/// Finds credentials for AWS where its own tools look for them, the first that has any:
///
/// 1. `AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY`, and `AWS_SESSION_TOKEN` where there is one,
/// 2. the profile `AWS_PROFILE`, or else `default`, of `~/.aws/credentials` (`AWS_SHARED_CREDENTIALS_FILE`),
/// 3. the role of this EC2 instance (`AWS_EC2_METADATA_SERVICE_ENDPOINT`, unless `AWS_EC2_METADATA_DISABLED`).
///
/// The first two are read each time, since tools renew them in place; a role's are kept until shortly before they
/// expire.
public final class AWSCredentialChain: Sendable {
  private struct RoleCredentials {
    var credentials: AWSCredentials
    var until: Date
  }

  private let environment: [String: String]
  private let http: HTTPClient
  private let ofRole = Mutex<RoleCredentials?>(nil)
  /// New ones are there at least five minutes before the old ones expire.
  private static let margin: TimeInterval = 300

  /// - Parameter http: for this machine's own metadata, so one that uses no proxy.
  public init(environment: [String: String], http: HTTPClient) {
    self.environment = environment
    self.http = http
  }

  /// - Throws: ``ClientError/noCredentials(service:lookedAt:remedy:)`` with every place that was looked at.
  public func current() async throws(ClientError) -> AWSCredentials {
    var lookedAt: [String] = []
    for look in [fromEnvironment, fromFile, fromRole] {
      switch await look() {
      case .found(let credentials): return credentials
      case .missing(let why): lookedAt.append(why)
      }
    }
    throw .noCredentials(
      service: "AWS", lookedAt: lookedAt,
      remedy: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run on an instance with a role")
  }

  private func fromEnvironment() async -> AWSCredentialFinding {
    guard let id = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") else {
      return .missing("the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set")
    }
    return .found(
      AWSCredentials(
        accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: value("AWS_SESSION_TOKEN").map(Secret.init)))
  }

  private func fromFile() async -> AWSCredentialFinding {
    guard let path = value("AWS_SHARED_CREDENTIALS_FILE") ?? value("HOME").map({ $0 + "/.aws/credentials" }) else {
      return .missing("~/.aws/credentials: HOME is not set")
    }
    guard let data = await offPool("credentials", { FileManager.default.contents(atPath: path) }) else {
      return .missing("\(path): there is no such file")
    }
    let profile = value("AWS_PROFILE") ?? "default"
    switch AWSProfiles(String(decoding: data, as: UTF8.self)).credentials(of: profile) {
    case .found(let credentials): return .found(credentials)
    case .missing(let why): return .missing("\(path): it \(why)")
    }
  }

  private func fromRole() async -> AWSCredentialFinding {
    let service = "the instance metadata service"
    if value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" {
      return .missing("\(service): AWS_EC2_METADATA_DISABLED is set")
    }
    if let kept = ofRole.withLock(\.self), kept.until > Date() { return .found(kept.credentials) }
    let endpoint = value("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? InstanceMetadata.defaultEndpoint
    let metadata = InstanceMetadata(endpoint: endpoint.withoutLastSlash, http: http)
    do throws(ClientError) {
      guard let (credentials, expires) = try await metadata.roleCredentials() else {
        return .missing("\(service): this instance has no role")
      }
      let until = expires.addingTimeInterval(-Self.margin)
      ofRole.withLock { $0 = RoleCredentials(credentials: credentials, until: until) }
      return .found(credentials)
    } catch {
      return .missing("\(service): \(error.description)")
    }
  }

  /// Without the line end that a value has when it was read from a file.
  private func value(_ name: String) -> String? {
    let value = environment[name]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return value.isEmpty ? nil : value
  }
}

extension String {
  /// So that a path can be put behind a base address.
  var withoutLastSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
