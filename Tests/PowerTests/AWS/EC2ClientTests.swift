import Clients
import Model
import Synchronization
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2)))
struct EC2ClientTests {
  private let patience = Duration.seconds(30)
  private let http = HTTPClient()
  private typealias Instance = EC2Answers.Instance

  private func client(_ address: String, secret: String = "the secret", token: String? = nil) -> EC2Client {
    var environment = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": secret]
    environment["AWS_SESSION_TOKEN"] = token
    return EC2Client(
      region: "eu-central-1", endpoint: "http://\(address)",
      credentials: AWSCredentialChain(environment: environment, http: http), http: http)
  }

  // MARK: The signature

  private let check = SignatureCheck(
    accessKeyID: "AKIDEXAMPLE", secret: "the secret", region: "eu-central-1", service: "ec2")

  @Test(arguments: [nil, "a/token+with=signs"] as [String?])
  func theSignatureIsTheOneThatAWSComputes(token: String?) async throws {
    let check = check
    try await answering { question in
      if let problem = check.problem(of: question) {
        return EC2Answers.refused("SignatureDoesNotMatch", status: 403, message: problem)
      }
      guard question.headers["x-amz-security-token"] == token else { return EC2Answers.refused("AuthFailure") }
      return EC2Answers.described([[Instance(id: "i-1", state: "running")]])
    } during: { address in
      let found = try await client(address, token: token).instance(.id("i-1"), deadline: patience)
      #expect(found?.id == "i-1")
    }
  }

  /// Or else the check above would let anything pass.
  @Test func aSignatureByAnotherKeyIsRefused() async throws {
    let check = check
    try await answering { question in
      check.problem(of: question).map { EC2Answers.refused("SignatureDoesNotMatch", status: 403, message: $0) }
        ?? EC2Answers.done
    } during: { address in
      let error = await #expect(throws: ClientError.self) {
        try await client(address, secret: "another").start("i-1", deadline: patience)
      }
      guard case .refused("SignatureDoesNotMatch", 403, _, "the signature is not that of the request") = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
    }
  }

  // MARK: What is found

  @Test func instancesOfEveryReservationAndPageAreFound() async throws {
    try await answering { question in
      guard question.field("NextToken") == nil else {
        return EC2Answers.described([[Instance(id: "i-4", state: "stopped")]])
      }
      return EC2Answers.described(
        [
          [Instance(id: "i-1", state: "running"), Instance(id: "i-2", state: "shutting-down")],
          [Instance(id: "i-3", state: "pending", launchTime: "2026-02-02T00:00:00.000Z")],
        ], next: "more")
    } during: { address in
      let found = try await client(address).instances(.tag(name: "Name", value: "cp-1"), deadline: patience)
      #expect(found.map(\.id) == ["i-1", "i-2", "i-3", "i-4"])
      #expect(found.map(\.state) == [.running, .shuttingDown, .pending, .stopped])
      #expect(found[2].launchTime == "2026-02-02T00:00:00.000Z")
      #expect(found[0].reason == "User & system")
    }
  }

  @Test(arguments: [
    (["terminated", "running"], 1), (["shutting-down", "pending"], 1), (["stopped", "terminated"], 0),
    (["terminated", "shutting-down"], 1), (["terminated"], 0),
  ])
  func anInstanceThatLeavesCountsOnlyWhereNoOtherHasTheTag(states: [String], expected: Int) async throws {
    let instances = states.enumerated().map { Instance(id: "i-\($0)", state: $1) }
    try await answering { _ in
      EC2Answers.described(instances.map { [$0] })
    } during: { address in
      let found = try await client(address).instance(.tag(name: "Name", value: "cp-1"), deadline: patience)
      #expect(found?.id == "i-\(expected)")
    }
  }

  @Test func aTagThatSeveralHaveNamesAllOfThem() async throws {
    try await answering { _ in
      EC2Answers.described([[Instance(id: "i-2", state: "running")], [Instance(id: "i-1", state: "stopped")]])
    } during: { address in
      await #expect(
        throws: ClientError.ambiguous(what: "the instance with the tag Name=cp-1", candidates: ["i-1", "i-2"])
      ) {
        _ = try await client(address).instance(.tag(name: "Name", value: "cp-1"), deadline: patience)
      }
    }
  }

  @Test func anInstanceThatIsNotThereIsNone() async throws {
    try await answering { question in
      question.field("InstanceId.1") == nil
        ? EC2Answers.described([]) : EC2Answers.refused("InvalidInstanceID.NotFound")
    } during: { address async throws in
      #expect(try await client(address).instance(.id("i-1"), deadline: patience) == nil)
      #expect(try await client(address).instance(.tag(name: "Name", value: "x"), deadline: patience) == nil)
    }
  }

  // MARK: What is sent

  @Test func eachCallSaysWhatTheAPIWants() async throws {
    let asked = Asked()
    try await answering { question in
      asked.note(question)
      return question.field("DryRun") == "true"
        ? EC2Answers.refused("DryRunOperation", status: 412)
        : question.field("Action") == "DescribeInstances" ? EC2Answers.described([]) : EC2Answers.done
    } during: { address in
      let client = client(address)
      _ = try await client.instance(.tag(name: "k/v", value: "a*b"), deadline: patience)
      try await client.stop("i-1", .inOrder, deadline: patience)
      try await client.stop("i-1", .atOnce, deadline: patience)
      try await client.start("i-1", deadline: patience)
      try await client.terminate("i-1", deadline: patience)
      try await client.rehearse(.stop, on: "i-1", deadline: patience)
    }
    let version = "Version=2016-11-15"
    #expect(
      asked.bodies == [
        "Action=DescribeInstances&\(version)&Filter.1.Name=tag%3Ak%2Fv&Filter.1.Value.1=a%5C%2Ab",
        "Action=StopInstances&\(version)&InstanceId.1=i-1",
        "Action=StopInstances&\(version)&InstanceId.1=i-1&Force=true&SkipOsShutdown=true",
        "Action=StartInstances&\(version)&InstanceId.1=i-1",
        "Action=TerminateInstances&\(version)&InstanceId.1=i-1&SkipOsShutdown=true",
        "Action=StopInstances&\(version)&InstanceId.1=i-1&DryRun=true",
      ])
  }

  // MARK: Refusals

  @Test(arguments: [
    ("UnauthorizedOperation", 403, false), ("InvalidInstanceID.Malformed", 400, false), ("RequestExpired", 400, false),
    ("OperationNotPermitted", 400, false), ("RequestLimitExceeded", 503, true),
    ("Throttling", 400, true), ("InternalError", 500, true),
  ])
  func aRefusalKeepsTheWordOfTheService(code: String, status: Int, mayPass: Bool) async throws {
    try await answering { _ in
      EC2Answers.refused(code, status: status, message: "Two\n  lines.")
    } during: { address in
      let error = await #expect(throws: ClientError.self) {
        try await client(address).rehearse(.start, on: "i-1", deadline: patience)
      }
      #expect(
        error
          == .refused(code: code, status: status, url: "http://\(address)/", message: "Two lines."))
      #expect(error?.mayPass == mayPass)
      #expect(error?.remedy.isEmpty == false)
    }
  }

  @Test(arguments: ["", "<a/>", "<html><body>Please log in", "{}", "<DescribeInstancesResponse>"])
  func whatIsNoAnswerOfTheAPIIsUnreadable(body: String) async throws {
    try await answering { _ in
      Answer(body)
    } during: { address in
      let error = await #expect(throws: ClientError.self) {
        try await client(address).start("i-1", deadline: patience)
      }
      guard case .unreadable = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
  }

  @Test func anInstanceInAnUnknownStateIsUnreadable() async throws {
    try await answering { _ in
      EC2Answers.described([[Instance(id: "i-1", state: "dreaming")]])
    } during: { address in
      let error = await #expect(throws: ClientError.self) {
        _ = try await client(address).instance(.id("i-1"), deadline: patience)
      }
      guard case .unreadable = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
  }
}

/// What a server was asked, in order.
final class Asked: Sendable {
  private let questions = Mutex<[Question]>([])

  func note(_ question: Question) { questions.withLock { $0.append(question) } }
  var all: [Question] { questions.withLock(\.self) }
  var bodies: [String] { all.map(\.body) }
}
