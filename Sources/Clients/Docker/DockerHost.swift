import Foundation
import Glibc
public import Transport

/// Where a container engine listens: Docker's API over a Unix socket or TCP. Podman's compatible socket is one as well.
public struct DockerHost: Hashable, Sendable, CustomStringConvertible {
  /// Base URL; over a Unix socket its host is only a name.
  public var url: String
  public var unixSocket: String?
  public var tls: TLSIdentity?
  /// As it was written, or the socket that was found.
  public var description: String

  /// Whether containers' own addresses can be reached from here.
  public var isOnThisMachine: Bool { unixSocket != nil }

  public init(unixSocket: String) {
    url = "http://engine"
    self.unixSocket = unixSocket
    description = "unix://\(unixSocket)"
  }

  private init(tcp address: String, tls: TLSIdentity?) {
    url = (tls == nil ? "http://" : "https://") + address
    self.tls = tls
    description = "tcp://\(address)"
  }

  public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    case unsupported(String)
    case none(lookedAt: [String])
    case missing(String, String)
    case noSocket(String)
    case forbidden(String)
    case tooLong(String)

    public var description: String {
      switch self {
      case .unsupported(let host): "DOCKER_HOST is \(host), which is neither unix:// nor tcp://"
      case .none(let places): "no container engine: there is no socket at \(places.joined(separator: ", "))"
      case .missing(let path, let reason): "\(path): \(reason)"
      case .noSocket(let path): "\(path) is no socket"
      case .forbidden(let path): "you may not use \(path)"
      case .tooLong(let path): "the path of \(path) is too long for a socket"
      }
    }

    public var remedy: String {
      switch self {
      case .unsupported:
        "run firedrill on the engine's machine: it talks to the containers' own addresses"
      case .none: "start Docker or Podman's socket, or set DOCKER_HOST"
      case .missing: "start the engine, or name its socket: DOCKER_HOST=unix:///PATH"
      case .noSocket: "name the engine's socket: DOCKER_HOST=unix:///PATH"
      case .forbidden:
        "join the group that it belongs to (`sudo usermod -aG docker $USER`, then log in again), or run as root"
      case .tooLong: "name a shorter one, such as a link to it"
      }
    }
  }

  /// Why its socket cannot be asked, which curl does not tell; nil: nothing speaks against it.
  public var problem: Problem? {
    guard let unixSocket else { return nil }
    var status = stat()
    guard stat(unixSocket, &status) == 0 else { return .missing(unixSocket, String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFSOCK else { return .noSocket(unixSocket) }
    guard access(unixSocket, R_OK | W_OK) == 0 else { return .forbidden(unixSocket) }
    return unixSocket.utf8.count < Self.pathLimit ? nil : .tooLong(unixSocket)
  }

  /// - Source: unix(7), `sun_path`
  private static let pathLimit = 108

  /// `DOCKER_HOST`, with `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH`; else the first socket that is there: Docker's,
  /// a rootless Docker's, Podman's, a rootless Podman's.
  ///
  /// - Source: Docker, "Environment variables" <https://docs.docker.com/reference/cli/docker/#environment-variables>;
  ///   podman-system-service(1)
  public static func find(in environment: [String: String]) throws(Problem) -> DockerHost {
    try find(in: environment) { FileManager.default.fileExists(atPath: $0) }
  }

  static func find(in environment: [String: String], exists: (String) -> Bool) throws(Problem) -> DockerHost {
    if let host = environment["DOCKER_HOST"], !host.isEmpty { return try named(host, environment) }
    let places = sockets(environment)
    guard let socket = places.first(where: exists) else { throw .none(lookedAt: places) }
    return DockerHost(unixSocket: socket)
  }

  private static func named(_ host: String, _ environment: [String: String]) throws(Problem) -> DockerHost {
    if host.hasPrefix("unix://") { return DockerHost(unixSocket: String(host.dropFirst(7))) }
    guard host.hasPrefix("tcp://") else { throw .unsupported(host) }
    let verifies = !(environment["DOCKER_TLS_VERIFY"] ?? "").isEmpty
    let folder = environment["DOCKER_CERT_PATH"] ?? (environment["HOME"] ?? "") + "/.docker"
    let tls = TLSIdentity(
      authorityFile: folder + "/ca.pem", certificateFile: folder + "/cert.pem", keyFile: folder + "/key.pem")
    return DockerHost(tcp: String(host.dropFirst(6)), tls: verifies ? tls : nil)
  }

  private static func sockets(_ environment: [String: String]) -> [String] {
    let own = environment["XDG_RUNTIME_DIR"].map { [$0 + "/docker.sock", $0 + "/podman/podman.sock"] } ?? []
    return ["/var/run/docker.sock"] + own.prefix(1) + ["/run/podman/podman.sock"] + own.dropFirst()
  }
}
