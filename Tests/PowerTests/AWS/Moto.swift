import Foundation
import Glibc
import Testing
import Transport

/// A moto server, a stand-in for AWS by others, as a child process. It ends with this object, or with the test process.
final class Moto: Sendable {
  let address: String
  /// It holds the pipe to the server's standard input, at whose end the server ends.
  private let process: Process

  /// Sets moto up where that was not done yet: once, about a minute. The test is skipped where it cannot be.
  init() async throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: try await Self.python())
    process.arguments = [Self.script("moto-server.py")]
    process.standardInput = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let descriptor = dup(output.fileHandleForReading.fileDescriptor)
    let line = await offPool("moto", { firstLine(of: descriptor) })
    address = try #require(line, "moto ended before it said where it listens")
    self.process = process
  }

  deinit { process.terminate() }

  private static func python() async throws -> String {
    let setUp = Command(script("moto.sh"), deadline: .seconds(900))
    do {
      let printed = try await LocalCommandRunner().require(setUp).text
      return try #require(printed.split(separator: "\n").last.map(String.init), "moto.sh printed no path")
    } catch let error as CommandError {
      try Test.cancel("moto could not be set up: \(error.description)")
    }
  }

  private static func script(_ name: String) -> String {
    URL(filePath: #filePath).appending(path: "../../../../scripts/\(name)").standardized.path()
  }

  /// Runs an instance with the tag `Name`.
  ///
  /// - Returns: its id.
  func run(named name: String) async throws -> String {
    let fields = [
      "Action=RunInstances", "Version=2016-11-15", "ImageId=ami-12c6146b", "MinCount=1", "MaxCount=1",
      "TagSpecification.1.ResourceType=instance", "TagSpecification.1.Tag.1.Key=Name",
      "TagSpecification.1.Tag.1.Value=\(name)",
    ]
    let http = HTTPClient()
    defer { http.shutdown() }
    let answer = try await http.send(
      HTTPRequest(
        "POST", address + "/", headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")],
        body: Array(fields.joined(separator: "&").utf8),
        authorization: .aws(AWSSigning(Self.credentials, region: Self.region, service: "ec2")),
        deadline: .seconds(60)))
    let match = answer.text.firstMatch(of: /<instanceId>(i-[0-9a-f]+)<\/instanceId>/)
    return String(try #require(match, "moto ran no instance: \(answer.text)").output.1)
  }

  static let region = "us-east-1"
  static let environment = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "the secret"]
  private static let credentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("the secret"))
}

/// - Returns: nil where the end comes first.
private func firstLine(of descriptor: Int32) -> String? {
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var byte: UInt8 = 0
  while read(descriptor, &byte, 1) == 1 {
    if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
    bytes.append(byte)
  }
  return nil
}
