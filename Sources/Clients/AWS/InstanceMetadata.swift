import Foundation
import Transport

/// The service by which an EC2 instance learns of itself, version 2: each question carries a token that is fetched
/// first.
///
/// - Source: AWS, "Retrieve security credentials from instance metadata"
///   <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html>
struct InstanceMetadata: Sendable {
  static let defaultEndpoint = "http://169.254.169.254"

  let endpoint: String
  let http: HTTPClient
  /// Elsewhere than on an instance nothing answers at that address, and every answer there comes from the host itself.
  private static let deadline = Duration.seconds(2)
  private static let roles = "/latest/meta-data/iam/security-credentials/"

  /// What the role that is attached to this instance may use now.
  ///
  /// - Returns: nil where no role is attached; `expires` is when the credentials stop being valid.
  func roleCredentials() async throws(ClientError) -> (credentials: AWSCredentials, expires: Date)? {
    let token = try await ask("PUT", "/latest/api/token", HTTPHeader("X-aws-ec2-metadata-token-ttl-seconds", "300"))
    let pass = HTTPHeader("X-aws-ec2-metadata-token", token.text)
    let role: String
    do {
      role = try await ask("GET", Self.roles, pass).text.trimmingCharacters(in: .whitespacesAndNewlines)
    } catch .status(404, _, _) {
      return nil
    }
    guard !role.isEmpty else { return nil }
    let answer = try await ask("GET", Self.roles + role, pass)
    guard let found = try? JSONDecoder().decode(RoleCredentials.self, from: Data(answer.body)),
      let expires = try? Date(found.expiration, strategy: Date.ISO8601FormatStyle())
    else { throw .unreadable(url: endpoint + Self.roles + role, reason: "it holds no credentials of a role") }
    let credentials = AWSCredentials(
      accessKeyID: found.accessKeyID, secretAccessKey: Secret(found.secretAccessKey), sessionToken: Secret(found.token))
    return (credentials, expires)
  }

  /// The answers hold secrets: none of their text is put into an error.
  private func ask(_ method: String, _ path: String, _ header: HTTPHeader) async throws(ClientError) -> HTTPResponse {
    let url = endpoint + path
    let response: HTTPResponse
    do {
      response = try await http.send(HTTPRequest(method, url, headers: [header], deadline: Self.deadline))
    } catch {
      throw .transport(error)
    }
    guard response.isSuccess else { throw .status(response.status, url: url, message: "no metadata") }
    return response
  }

  private struct RoleCredentials: Decodable {
    let accessKeyID: String
    let secretAccessKey: String
    let token: String
    let expiration: String

    private enum CodingKeys: String, CodingKey {
      case accessKeyID = "AccessKeyId"
      case secretAccessKey = "SecretAccessKey"
      case token = "Token"
      case expiration = "Expiration"
    }
  }
}
