public import Transport

/// The EC2 API of one region, as far as machines are found, switched and removed by it.
///
/// - Source: Amazon EC2 API Reference, version 2016-11-15 <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/>
public struct EC2Client: Sendable {
  public let region: String
  /// Base URL of the API.
  public let endpoint: String
  private let credentials: AWSCredentialChain
  private let http: HTTPClient
  private static let version = "2016-11-15"

  /// - Parameter endpoint: in place of the region's own.
  public init(region: String, endpoint: String? = nil, credentials: AWSCredentialChain, http: HTTPClient) {
    let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    self.region = region
    self.endpoint = (endpoint ?? "https://ec2.\(region).\(domain)").withoutLastSlash
    self.credentials = credentials
    self.http = http
  }

  func call(
    _ action: String, _ parameters: [(String, String)], deadline: Duration
  ) async throws(ClientError) -> XMLTree {
    let signing = AWSSigning(try await credentials.current(), region: region, service: "ec2")
    let request = HTTPRequest(
      "POST", endpoint + "/", headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")],
      body: FormBody.bytes([("Action", action), ("Version", Self.version)] + parameters),
      authorization: .aws(signing), deadline: deadline)
    let response: HTTPResponse
    do {
      response = try await http.send(request)
    } catch {
      throw .transport(error)
    }
    guard response.isSuccess else { throw refusal(response, of: request) }
    guard let answer = XMLTree(response.body) else { throw .unreadable(url: request.url, reason: "it is no XML") }
    return answer
  }

  private func refusal(_ response: HTTPResponse, of request: HTTPRequest) -> ClientError {
    func line(_ text: String) -> String {
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return String((request.authorization?.hidden(in: words) ?? words).prefix(300))
    }
    let errors = XMLTree(response.body)?.all("Errors").first
    guard let error = errors?.all("Error").first, let code = error.value("Code") else {
      return .status(response.status, url: request.url, message: line(response.text))
    }
    return .refused(
      code: code, status: response.status, url: request.url, message: line(error.value("Message") ?? "no reason given"))
  }
}
