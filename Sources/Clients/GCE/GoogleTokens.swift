import Foundation
import Synchronization
public import Transport

/// Finds an access token for Google Cloud, the first that is to be had, and keeps it until shortly before it expires:
///
/// 1. of the service account of this instance, from its metadata server (`GCE_METADATA_HOST`),
/// 2. of whoever is logged in to the `gcloud` command.
///
/// - Source: Google Cloud, "Access VM metadata" <https://cloud.google.com/compute/docs/metadata/querying-metadata>
public final class GoogleTokens: Sendable {
  private struct Kept {
    var token: Secret
    var until: ContinuousClock.Instant
  }

  private enum Finding {
    case found(Secret, validFor: Duration)
    case missing(String)
  }

  private let environment: [String: String]
  private let runner: any CommandRunner
  private let http: HTTPClient
  private let kept = Mutex<Kept?>(nil)
  private static let margin = Duration.seconds(60)
  /// gcloud does not tell how long its token is still valid; it renews one that has less than five minutes left.
  private static let gcloudTokenIsValidFor = Duration.seconds(300)

  /// - Parameter http: for this machine's own metadata, so one that uses no proxy.
  public init(environment: [String: String], runner: any CommandRunner, http: HTTPClient) {
    self.environment = environment
    self.runner = runner
    self.http = http
  }

  /// - Throws: ``ClientError/noCredentials(service:lookedAt:remedy:)`` with every place that was looked at.
  public func current() async throws(ClientError) -> Secret {
    if let kept = kept.withLock(\.self), kept.until > ContinuousClock.now { return kept.token }
    var lookedAt: [String] = []
    for look in [fromMetadata, fromCommand] {
      switch await look() {
      case .found(let token, let validFor):
        kept.withLock { $0 = Kept(token: token, until: ContinuousClock.now + validFor - Self.margin) }
        return token
      case .missing(let why): lookedAt.append(why)
      }
    }
    throw .noCredentials(
      service: "Google Cloud", lookedAt: lookedAt,
      remedy: "run `gcloud auth login`, or run on an instance with a service account")
  }

  /// The token was refused: the next one is fetched anew.
  func forget() { kept.withLock { $0 = nil } }

  private func fromMetadata() async -> Finding {
    let host = environment["GCE_METADATA_HOST"] ?? ""
    let url =
      "http://\(host.isEmpty ? "metadata.google.internal" : host)"
      + "/computeMetadata/v1/instance/service-accounts/default/token"
    let request = HTTPRequest("GET", url, headers: [HTTPHeader("Metadata-Flavor", "Google")], deadline: .seconds(2))
    let place = "the metadata server"
    do throws(HTTPError) {
      let response = try await http.send(request)
      guard response.isSuccess else { return .missing("\(place): status \(response.status)") }
      // What it says is a secret: nothing of it is shown.
      guard let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(response.body)) else {
        return .missing("\(place): its answer holds no token")
      }
      return .found(Secret(answer.token), validFor: .seconds(answer.secondsLeft))
    } catch {
      return .missing("\(place): \(error.description)")
    }
  }

  private func fromCommand() async -> Finding {
    let command = Command("gcloud", ["auth", "print-access-token"], deadline: .seconds(30))
    do throws(CommandError) {
      let token = try await runner.require(command).text.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !token.isEmpty else { return .missing("`\(command)`: it printed nothing") }
      return .found(Secret(token), validFor: Self.gcloudTokenIsValidFor)
    } catch {
      return .missing("`\(command)`: \(error.brief)")
    }
  }

  private struct TokenAnswer: Decodable {
    let token: String
    let secondsLeft: Int

    private enum CodingKeys: String, CodingKey {
      case token = "access_token"
      case secondsLeft = "expires_in"
    }
  }
}

extension CommandError {
  /// One line, and nothing of standard output, where a token may stand.
  fileprivate var brief: String {
    switch self {
    case .notFound: "it is not installed"
    case .notStarted(_, let message): message
    case .deadlineExceeded(let command, _): "it did not end within \(command.deadline)"
    case .cancelled: "cancelled"
    case .unsuccessful(_, let result):
      result.errorText.split(separator: "\n").last.map { String($0.prefix(200)) } ?? result.exit.description
    }
  }
}
