import Model

/// The load balancer's configuration: TCP passed through, servers judged by what they answer, not by an open port.
struct HaproxyConfiguration: Sendable {
  var topology: Topology
  /// Holds `ca.crt`, `etcd-ca.crt` and the two client identities `check.pem` and `etcd-check.pem`.
  var identities: String
  /// Where haproxy takes orders: a path on the machine.
  var socket: String

  static let apiserver = "kube-apiserver"
  static let etcd = "etcd"

  func text() -> String {
    header
      + service(
        Self.apiserver, port: Port.api, path: "/readyz", tls: (authority: "ca.crt", client: "check.pem"))
      + service(
        Self.etcd, port: Port.etcdClient, path: "/health", tls: (authority: "etcd-ca.crt", client: "etcd-check.pem"),
        sticks: topology.etcdEndpoint == .balanced)
  }

  /// Orders that tell a running haproxy where every control plane is now; connections to those that stayed are kept.
  func addressOrders() -> [String] {
    topology.controlPlanes.flatMap { node in
      [(Self.apiserver, Port.api), (Self.etcd, Port.etcdClient)].map { service, port in
        "set server \(service)/\(node.name) addr \(node.address) port \(port)"
      }
    }
  }

  /// A crashed server refuses connections: `redispatch 1` takes the next try to another one at once, and `observe` ejects
  /// it then and there. A hung server still accepts them in the kernel, so only its checks can tell.
  ///
  /// A check has as long as `inter` for its handshake: a second, so that a server that only has to wait for a busy core is
  /// not taken for a hung one.
  ///
  /// An ejected server's connections are cut: a client that keeps one would hang on it long after.
  private var header: String {
    """
    global
      maxconn 4096
      log stdout format raw local0
      stats socket \(socket) mode 600 level admin

    defaults
      mode tcp
      log global
      option tcplog
      option dontlognull
      balance roundrobin
      retries 3
      option redispatch 1
      timeout connect 1s
      # Watches are silent for minutes.
      timeout client 1h
      timeout server 1h
      timeout queue 1s
      timeout check 1s
      default-server inter 1s fastinter 250ms downinter 250ms fall 2 rise 1 on-marked-down shutdown-sessions
      default-server observe layer4 error-limit 1 on-error mark-down

    """
  }

  private func service(
    _ name: String, port: Int, path: String, tls: (authority: String, client: String), sticks: Bool = false
  ) -> String {
    let servers = topology.controlPlanes.map { node in
      """
        server \(node.name) \(node.address):\(port) check check-ssl verify required verifyhost \(node.name) \
      ca-file \(identities)/\(tls.authority) crt \(identities)/\(tls.client)
      """
    }
    return """

      listen \(name)
        bind :\(port)
        option httpchk GET \(path)
        http-check expect status 200\(sticks ? Self.sticking : "")
      \(servers.joined(separator: "\n"))

      """
  }
}

extension HaproxyConfiguration {
  /// A client, told by its address, stays with its server for as long as that server is up.
  private static let sticking = """

      balance source
      stick-table type ip size 1k expire 1h
      stick on src
    """
}

/// A door from outside the sandbox: connections to a socket that was opened there go to the cluster's entrance.
struct FrontDoorConfiguration: Sendable {
  /// The number that haproxy finds the listening socket at.
  var descriptor: Int32
  var entrance: IPv4Address
  /// Path of the Unix socket that it answers questions at.
  var socket: String

  func text() -> String {
    """
    global
      maxconn 1024
      stats socket \(socket) mode 600

    listen \(Self.proxy)
      mode tcp
      bind fd@\(descriptor)
      timeout connect 2s
      timeout client 1h
      timeout server 1h
      server entrance \(entrance):\(Port.api)

    """
  }

  static let proxy = "front-door"
}
