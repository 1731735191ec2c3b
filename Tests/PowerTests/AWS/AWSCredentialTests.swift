import Clients
import Foundation
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2)))
struct AWSCredentialTests {
  private let scratch: Scratch
  private let http = HTTPClient()
  /// So that no test asks this machine's own metadata.
  private let elsewhere = ["AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"]

  init() throws { scratch = try Scratch() }

  private func chain(_ environment: [String: String]) -> AWSCredentialChain {
    AWSCredentialChain(environment: elsewhere.merging(environment) { $1 }, http: http)
  }

  private func file(_ text: String) throws -> [String: String] {
    ["AWS_SHARED_CREDENTIALS_FILE": try scratch.write(text, to: "credentials")]
  }

  // MARK: The environment and the file

  @Test func theEnvironmentComesFirst() async throws {
    var environment = try file("[default]\naws_access_key_id=F\naws_secret_access_key=F")
    environment["AWS_ACCESS_KEY_ID"] = "E"
    environment["AWS_SECRET_ACCESS_KEY"] = "secret\n"
    environment["AWS_SESSION_TOKEN"] = "token"
    #expect(
      try await chain(environment).current()
        == AWSCredentials(accessKeyID: "E", secretAccessKey: Secret("secret"), sessionToken: Secret("token")))
  }

  private static let profiles = """
    # a comment
    [default]
    aws_access_key_id = D
    aws_secret_access_key = d=/+
    [ prod ]
    aws_secret_access_key=p
    AWS_ACCESS_KEY_ID=P
    region = eu-central-1
    aws_session_token = t
    ; another
    [half]
    aws_access_key_id = H
    """

  @Test func aProfileIsTheOneThatIsAskedFor() async throws {
    var environment = try file(Self.profiles)
    let ordinary = AWSCredentials(accessKeyID: "D", secretAccessKey: Secret("d=/+"))
    #expect(try await chain(environment).current() == ordinary)
    environment["AWS_PROFILE"] = "prod"
    let named = AWSCredentials(accessKeyID: "P", secretAccessKey: Secret("p"), sessionToken: Secret("t"))
    #expect(try await chain(environment).current() == named)
  }

  @Test func aFileThatIsRenewedIsReadAgain() async throws {
    let chain = chain(try file("[default]\naws_access_key_id=A\naws_secret_access_key=a"))
    #expect(try await chain.current().accessKeyID == "A")
    _ = try file("[default]\naws_access_key_id=B\naws_secret_access_key=b")
    #expect(try await chain.current().accessKeyID == "B")
  }

  @Test(arguments: [
    (["AWS_ACCESS_KEY_ID": "x"], "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set"),
    (["HOME": "/nonexistent"], "/nonexistent/.aws/credentials: there is no such file"),
    (["HOME": ""], "HOME is not set"), (["AWS_EC2_METADATA_DISABLED": "true"], "AWS_EC2_METADATA_DISABLED is set"),
    (["AWS_PROFILE": "missing"], "it has no profile missing"),
    (["AWS_PROFILE": "half"], "it has no aws_access_key_id with aws_secret_access_key in profile half"),
  ])
  func whereNothingIsFoundEveryPlaceIsNamed(environment: [String: String], expected: String) async throws {
    let profile = environment["AWS_PROFILE"] == nil ? [:] : try file(Self.profiles)
    let error = await #expect(throws: ClientError.self) {
      _ = try await chain(environment.merging(profile) { $1 }).current()
    }
    guard case .noCredentials("AWS", let places, _) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(places.count == 3)
    #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
  }

  // MARK: The role of an instance

  private func role(_ address: String) -> AWSCredentialChain {
    chain(["AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://\(address)/"])
  }

  /// As the metadata service answers: nothing without the token that was fetched first.
  private static func metadata(_ question: Question, expires: Date) -> Answer {
    let folder = "/latest/meta-data/iam/security-credentials/"
    if question.method == "PUT", question.path == "/latest/api/token",
      question.headers["x-aws-ec2-metadata-token-ttl-seconds"] != nil
    {
      return Answer("pass")
    }
    guard question.method == "GET", question.headers["x-aws-ec2-metadata-token"] == "pass" else {
      return Answer("", status: 401)
    }
    switch question.path {
    case folder: return Answer("cluster-role")
    case folder + "cluster-role":
      let time = expires.formatted(Date.ISO8601FormatStyle())
      return Answer(
        #"""
        {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "R", "SecretAccessKey": "r", "Token": "t",
         "Expiration": "\#(time)"}
        """#)
    default: return Answer("", status: 404)
    }
  }

  @Test(arguments: [(3600.0, 3), (60, 6)])
  func aRolesCredentialsAreKeptUntilShortlyBeforeTheyExpire(secondsLeft: Double, requests: Int) async throws {
    let asked = Asked()
    let expires = Date(timeIntervalSinceNow: secondsLeft)
    try await answering { question in
      asked.note(question)
      return Self.metadata(question, expires: expires)
    } during: { address async throws in
      let chain = role(address)
      let expected = AWSCredentials(accessKeyID: "R", secretAccessKey: Secret("r"), sessionToken: Secret("t"))
      #expect(try await chain.current() == expected)
      #expect(try await chain.current() == expected)
    }
    #expect(asked.all.count == requests)
  }

  @Test(arguments: [
    ("/latest/meta-data/iam/security-credentials/", 404, "this instance has no role"),
    ("/latest/api/token", 403, "status 403"),
    ("/latest/meta-data/iam/security-credentials/cluster-role", 500, "status 500"),
  ])
  func whatTheMetadataServiceLacksIsSaid(path: String, status: Int, expected: String) async throws {
    try await answering { question in
      question.path == path ? Answer("", status: status) : Self.metadata(question, expires: .distantFuture)
    } during: { address in
      let error = await #expect(throws: ClientError.self) { _ = try await role(address).current() }
      #expect(error.map { "\($0)".contains(expected) } == true, "\(String(describing: error))")
    }
  }
}
