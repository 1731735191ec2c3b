import Foundation
import Glibc
import Transport

/// A TLS server on loopback that answers 200 "ok" to anything: haproxy, with HTTP/2 and HTTP/1.1.
public struct TLSFront: Sendable {
  public let port: UInt16
  private let process: Task<Void, Never>
  private var processIdentifier: pid_t = 0

  public var url: String { "https://127.0.0.1:\(port)/" }

  /// The set-up's haproxy, else the machine's own; Debian puts that where an ordinary user's `PATH` does not look.
  private static var executable: String {
    let environment = ProcessInfo.processInfo.environment
    // One that is not absolute is to be ignored, says the XDG base directory specification.
    let given = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let cache = given ?? (environment["HOME"] ?? "") + "/.cache"
    let places = [cache + "/firedrill/tools/bin/haproxy", "/usr/sbin/haproxy", "/usr/local/sbin/haproxy"]
    return places.first { access($0, X_OK) == 0 } ?? "haproxy"
  }

  /// - Parameter asksForCertificate: whether a client must prove itself.
  public init(_ certificates: TestCertificates, asksForCertificate: Bool = false, protocols: String = "h2,http/1.1")
    async throws
  {
    let free = Listener.open()
    port = free.port
    free.close()
    let path = certificates.folder + "/haproxy-\(port).cfg"
    let text = Self.configuration(port, certificates, asksForCertificate, protocols)
    try await LocalCommandRunner().require(Command("tee", [path], input: Array(text.utf8), deadline: .seconds(10)))
    let pidFile = path + ".pid"
    // The shell becomes haproxy, so the number it writes is haproxy's.
    let start = #"echo $$ >"$1"; exec "$2" -db -f "$3""#
    let command = Command(
      "sh", ["-c", start, "sh", pidFile, Self.executable, path], deadline: .seconds(3600))
    process = Task { _ = try? await LocalCommandRunner().run(command) }
    await Self.waitUntilReady(url, certificates)
    let written = try await LocalCommandRunner().require(Command("cat", [pidFile], deadline: .seconds(10))).text
    processIdentifier = pid_t(written.prefix { $0.isNumber }) ?? 0
  }

  /// Stops it as it is, connections and all.
  public func freeze() { send(SIGSTOP) }
  public func thaw() { send(SIGCONT) }

  private func send(_ signal: Int32) {
    precondition(processIdentifier > 0, "haproxy did not start")
    kill(processIdentifier, signal)
  }

  public func stop() async {
    process.cancel()
    await process.value
  }

  private static func waitUntilReady(_ url: String, _ certificates: TestCertificates) async {
    let client = HTTPClient(HTTPClientConfiguration(tls: certificates.client))
    for _ in 0..<200 {
      if (try? await client.send(HTTPRequest("GET", url, deadline: .seconds(1)))) != nil { break }
      try? await Task.sleep(for: .milliseconds(25))
    }
    client.shutdown()
  }

  private static func configuration(
    _ port: UInt16, _ certificates: TestCertificates, _ asksForCertificate: Bool, _ protocols: String
  ) -> String {
    let verify = asksForCertificate ? " ca-file \(certificates.authority) verify required" : ""
    return """
      global
        nbthread 1
      defaults
        mode http
        timeout client 60s
        timeout server 60s
        timeout connect 5s
      frontend front
        bind 127.0.0.1:\(port),127.0.0.2:\(port) ssl crt \(certificates.folder)/server.pem alpn \(protocols)\(verify)
        http-request return status 200 content-type text/plain string ok

      """
  }
}
