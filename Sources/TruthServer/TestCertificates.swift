import Glibc
public import Transport

/// A throw-away authority with a server's and a client's certificate, made by `openssl` in a folder of its own.
public struct TestCertificates: Sendable {
  public let folder: String
  public var authority: String { folder + "/authority.crt" }

  /// What a client needs that trusts the authority and proves itself.
  public var client: TLSIdentity {
    TLSIdentity(authorityFile: authority, certificateFile: folder + "/client.crt", keyFile: folder + "/client.key")
  }

  /// What a client needs that trusts the authority and has nothing to show.
  public var anonymous: TLSIdentity { TLSIdentity(authorityFile: authority) }

  public init() async throws {
    folder = try Self.makeFolder()
    try await make("authority", "-addext", "basicConstraints=critical,CA:TRUE")
    try await makeSigned("server", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost")
    try await makeSigned("client")
    try await LocalCommandRunner().require(
      Command("cp", ["server.crt", "server.pem"], workingDirectory: folder, deadline: .seconds(10)))
    try await LocalCommandRunner().require(
      Command("cp", ["server.key", "server.pem.key"], workingDirectory: folder, deadline: .seconds(10)))
  }

  public func remove() async {
    _ = try? await LocalCommandRunner().run(Command("rm", ["-r", "--", folder], deadline: .seconds(10)))
  }

  private static func makeFolder() throws -> String {
    var template = Array("/tmp/firedrill-tls-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestCertificatesError.noFolder }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private func makeSigned(_ name: String, _ options: String...) async throws {
    try await make(
      name, ["-CA", "authority.crt", "-CAkey", "authority.key", "-addext", "basicConstraints=CA:FALSE"] + options)
  }

  private func make(_ name: String, _ options: String...) async throws { try await make(name, options) }

  private func make(_ name: String, _ options: [String]) async throws {
    let arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
      "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).crt",
    ]
    try await LocalCommandRunner().require(
      Command("openssl", arguments + options, workingDirectory: folder, deadline: .seconds(30)))
  }
}

public enum TestCertificatesError: Error {
  case noFolder
}
