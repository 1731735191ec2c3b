import Foundation
public import Transport

/// A container engine's API, as much of it as a harness needs that breaks containers and brings them back.
///
/// Paths carry no version, so that engines answer with their newest: old clients' versions are refused by new engines.
///
/// - Source: Docker Engine API <https://docs.docker.com/reference/api/engine/>
public struct DockerClient: Sendable {
  static let callLimit = Duration.seconds(10)

  public let host: DockerHost
  let calls: JSONCalls

  public init(_ host: DockerHost, http: HTTPClient) {
    self.host = host
    calls = JSONCalls(address: { host.url }, http: http)
  }

  /// A client of its own for this host.
  public static func http(_ host: DockerHost) -> HTTPClient {
    HTTPClient(HTTPClientConfiguration(tls: host.tls, unixSocket: host.unixSocket))
  }

  public struct Engine: Hashable, Sendable, Decodable {
    public var version: String
    public var apiVersion: String

    enum CodingKeys: String, CodingKey {
      case version = "Version"
      case apiVersion = "ApiVersion"
    }
  }

  public func engine() async throws(ClientError) -> Engine {
    try await calls.call("GET", "/version", deadline: Self.callLimit)
  }

  /// One container in a list.
  public struct Summary: Hashable, Sendable, Decodable {
    public var id: String
    /// Without the slash that the engine puts before it.
    public var name: String
    public var labels: [String: String]
    /// `running`, `paused`, `exited`, `created`, `dead` …
    public var state: String

    enum CodingKeys: String, CodingKey {
      case id = "Id"
      case names = "Names"
      case labels = "Labels"
      case state = "State"
    }

    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      id = try values.decode(String.self, forKey: .id)
      let names = try values.decode([String].self, forKey: .names)
      name = names.first.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 } ?? id
      labels = try values.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
      state = try values.decode(String.self, forKey: .state)
    }
  }

  /// Also those that are stopped, in the order of their names.
  ///
  /// - Parameter label: `name`, or `name=value`.
  public func containers(label: String) async throws(ClientError) -> [Summary] {
    let filter = #"{"label":[\#(Self.jsonString(label))]}"#
    let path = "/containers/json?all=1&filters=" + Self.encoded(filter)
    let found: [Summary] = try await calls.call("GET", path, deadline: Self.callLimit)
    return found.sorted { $0.name < $1.name }
  }

  /// One container as it is now.
  public struct Container: Hashable, Sendable, Decodable {
    public struct State: Hashable, Sendable, Decodable {
      public var status: String
      public var isRunning: Bool
      public var isPaused: Bool
      /// Of its first process, as the engine's machine sees it; 0 while it is stopped.
      public var pid: Int32
      /// Another value after each start.
      public var startedAt: String

      enum CodingKeys: String, CodingKey {
        case status = "Status"
        case isRunning = "Running"
        case isPaused = "Paused"
        case pid = "Pid"
        case startedAt = "StartedAt"
      }
    }

    public struct Network: Hashable, Sendable, Decodable {
      /// What was asked for when it was connected.
      public struct Wish: Hashable, Sendable, Decodable {
        public var address: String?

        enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
      }

      /// Empty while the container is stopped.
      public var address: String
      public var wish: Wish?
      public var aliases: [String]?

      enum CodingKeys: String, CodingKey {
        case address = "IPAddress"
        case wish = "IPAMConfig"
        case aliases = "Aliases"
      }
    }

    public struct Port: Hashable, Sendable, Decodable {
      public var host: String
      public var port: String

      enum CodingKeys: String, CodingKey {
        case host = "HostIp"
        case port = "HostPort"
      }
    }

    public struct Networking: Hashable, Sendable, Decodable {
      public var networks: [String: Network]
      /// By `6443/tcp`.
      public var ports: [String: [Port]?]?

      enum CodingKeys: String, CodingKey {
        case networks = "Networks"
        case ports = "Ports"
      }
    }

    public struct Wishes: Hashable, Sendable, Decodable {
      /// As in ``Networking/ports``; the number is empty or 0 where the engine is to choose one.
      public var ports: [String: [Port]?]?

      enum CodingKeys: String, CodingKey { case ports = "PortBindings" }
    }

    public var id: String
    public var state: State
    public var networking: Networking
    /// What it was made with.
    public var wishes: Wishes?

    enum CodingKeys: String, CodingKey {
      case id = "Id"
      case state = "State"
      case networking = "NetworkSettings"
      case wishes = "HostConfig"
    }

    /// Where a port of the container is published on the engine's machine, or will be once it runs.
    public func published(_ port: Int) -> Port? {
      let key = "\(port)/tcp"
      if let now = networking.ports?[key]??.first { return now }
      return wishes?.ports?[key]??.first.flatMap { ["", "0"].contains($0.port) ? nil : $0 }
    }
  }

  public func inspect(_ container: String) async throws(ClientError) -> Container {
    try await calls.call("GET", Self.path(container) + "/json", deadline: Self.callLimit)
  }

  // MARK: addresses

  static func path(_ container: String) -> String { "/containers/" + encoded(container) }

  /// Nothing but unreserved characters stands for itself, so that no name can reach another path.
  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  /// - Source: RFC 3986, 2.3
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.")

  private static func jsonString(_ text: String) -> String {
    (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? #""""#
  }
}
