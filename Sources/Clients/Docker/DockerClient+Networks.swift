import Transport

/// What a container is connected to.
extension DockerClient {
  private struct Disconnection: Encodable {
    var container: String

    enum CodingKeys: String, CodingKey { case container = "Container" }
  }

  private struct Connection: Encodable {
    struct Endpoint: Encodable {
      struct Addresses: Encodable {
        var address: String

        enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
      }

      var addresses: Addresses?
      var aliases: [String]

      enum CodingKeys: String, CodingKey {
        case addresses = "IPAMConfig"
        case aliases = "Aliases"
      }
    }

    var container: String
    var endpoint: Endpoint

    enum CodingKeys: String, CodingKey {
      case container = "Container"
      case endpoint = "EndpointConfig"
    }
  }

  public func disconnect(_ container: String, from network: String) async throws(ClientError) {
    _ = try await calls.raw(
      "POST", Self.network(network) + "/disconnect", body: Disconnection(container: container),
      deadline: Self.callLimit)
  }

  /// - Parameter address: IPv4; nil: whichever is free.
  public func connect(
    _ container: String, to network: String, address: String?, aliases: [String]
  ) async throws(ClientError) {
    let endpoint = Connection.Endpoint(addresses: address.map(Connection.Endpoint.Addresses.init), aliases: aliases)
    _ = try await calls.raw(
      "POST", Self.network(network) + "/connect", body: Connection(container: container, endpoint: endpoint),
      deadline: Self.callLimit)
  }

  private static func network(_ name: String) -> String { "/networks/" + encoded(name) }
}
