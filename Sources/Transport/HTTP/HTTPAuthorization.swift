/// How a request tells who asks.
public enum HTTPAuthorization: Hashable, Sendable {
  /// `Authorization: Bearer …`
  case bearer(Secret)
  /// AWS Signature Version 4 over the body and every header of the request. A header without a value cannot be signed.
  case aws(AWSSigning)
}

/// What a signature is made with and for.
///
/// - Source: AWS, "Signature Version 4 for API requests"
///   <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>
public struct AWSSigning: Hashable, Sendable {
  public var credentials: AWSCredentials
  /// `eu-central-1`
  public var region: String
  /// The service's short name: `ec2`.
  public var service: String

  public init(_ credentials: AWSCredentials, region: String, service: String) {
    self.credentials = credentials
    self.region = region
    self.service = service
  }
}

public struct AWSCredentials: Hashable, Sendable {
  /// Names the key; not a secret.
  public var accessKeyID: String
  public var secretAccessKey: Secret
  /// Only temporary credentials have one.
  public var sessionToken: Secret?

  public init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}

extension HTTPAuthorization {
  /// `text` without any secret of this authorization.
  public func hidden(in text: String) -> String {
    switch self {
    case .bearer(let token): token.hidden(in: text)
    case .aws(let signing):
      [signing.credentials.secretAccessKey, signing.credentials.sessionToken].compactMap(\.self)
        .reduce(text) { $1.hidden(in: $0) }
    }
  }

  /// What is sent beside the request's own headers. libcurl adds those of the signature.
  var headers: [HTTPHeader] {
    switch self {
    case .bearer(let token): [HTTPHeader("Authorization", "Bearer " + token.value)]
    case .aws(let signing):
      signing.credentials.sessionToken.map { [HTTPHeader("X-Amz-Security-Token", $0.value)] } ?? []
    }
  }

  var signing: AWSSigning? {
    guard case .aws(let signing) = self else { return nil }
    return signing
  }
}
