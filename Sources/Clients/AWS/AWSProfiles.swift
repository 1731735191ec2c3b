import Foundation
import Transport

/// The file in which the AWS tools keep credentials, by profile:
///
///     [default]
///     aws_access_key_id = …
///     aws_secret_access_key = …
///
/// - Source: AWS, "Configuration and credential file settings"
///   <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html>
struct AWSProfiles: Sendable {
  private var settings: [String: [String: String]] = [:]

  init(_ text: String) {
    var profile: String?
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimmingCharacters(in: .whitespaces)
      guard !line.isEmpty, !line.hasPrefix("#"), !line.hasPrefix(";") else { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        let name = line.dropFirst().dropLast().trimmingCharacters(in: .whitespaces)
        settings[name] = settings[name] ?? [:]
        profile = name
      } else if let profile, let equals = line.firstIndex(of: "=") {
        let key = line[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
        settings[profile, default: [:]][key] =
          line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      }
    }
  }

  /// - Returns: the credentials, or why there are none.
  func credentials(of profile: String) -> AWSCredentialFinding {
    guard let values = settings[profile] else { return .missing("has no profile \(profile)") }
    guard let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"], !id.isEmpty,
      !secret.isEmpty
    else { return .missing("has no aws_access_key_id with aws_secret_access_key in profile \(profile)") }
    let token = values["aws_session_token"].flatMap { $0.isEmpty ? nil : Secret($0) }
    return .found(AWSCredentials(accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: token))
  }
}

/// What one place that may hold credentials has to say.
enum AWSCredentialFinding: Hashable, Sendable {
  case found(AWSCredentials)
  case missing(String)
}
