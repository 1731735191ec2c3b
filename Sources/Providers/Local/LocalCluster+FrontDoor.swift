import Glibc
import Transport

extension LocalCluster {
  /// Lets connections to a socket that listens outside the sandbox reach the cluster's entrance, so that the user's own
  /// tools work with `kubeconfig(server:)`. The door stays open as long as the sandbox.
  ///
  /// - Parameter descriptor: a listening socket that this worker inherited. It is closed here; the door keeps its own.
  public func openFrontDoor(listening descriptor: Int32) async throws(ProviderError) {
    let number: Int32 = 3
    let configuration = LocalLayout.root + "/front-door.cfg"
    let socket = LocalLayout.root + "/front-door.sock"
    let text = FrontDoorConfiguration(descriptor: number, entrance: topology.entrance, socket: socket).text()
    try ProtectedFiles.write(text, to: configuration)
    let log = open("\(LocalLayout.logs)/front-door.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard log >= 0 else { throw .fromErrno(doing: "open the front door's log") }
    defer { close(log) }
    let pid = try Spawn(
      executable: sandbox.tools.path(of: .haproxy), arguments: ["-db", "-f", configuration],
      environment: sandbox.environment(), descriptors: [1: log, 2: log, number: descriptor]
    ).start()
    close(descriptor)
    try await awaitOpen(pid, HaproxyRuntime(socketPath: socket))
  }

  /// Returns once haproxy itself says that it takes connections.
  private func awaitOpen(_ pid: pid_t, _ haproxy: HaproxyRuntime) async throws(ProviderError) {
    try await poll("the front door", every: .milliseconds(10), within: .seconds(10)) {
      () async throws(ProviderError) -> PollAnswer<Void> in
      guard ProcessTable.identity(of: pid) != nil else {
        throw .commandFailed(doing: "opening the front door", output: "haproxy ended; its log is front-door.log")
      }
      do throws(ProviderError) {
        let said = try await offPool("haproxy-orders") { () throws(ProviderError) in
          try haproxy.order(["show stat \(FrontDoorConfiguration.proxy) 1 -1"]).joined()
        }
        return said.contains(",OPEN,") ? .ready(()) : .waiting(said)
      } catch {
        return .waiting(error.description)
      }
    }
  }
}

/// A socket that listens on this host's loopback, to be handed into a sandbox.
public struct FrontDoorSocket: Sendable {
  public let descriptor: Int32
  public let port: UInt16

  /// - Parameter port: 0 lets the kernel choose a free one.
  public static func open(port: UInt16 = 0) throws(ProviderError) -> FrontDoorSocket {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .fromErrno(doing: "open a socket") }
    do throws(ProviderError) {
      return FrontDoorSocket(descriptor: descriptor, port: try listen(descriptor, port))
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func listen(_ descriptor: Int32, _ port: UInt16) throws(ProviderError) -> UInt16 {
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withSocketAddress(&address) { bind(descriptor, $0, size) == 0 && Glibc.listen(descriptor, 128) == 0 }
    guard bound else { throw .fromErrno(doing: "listen on 127.0.0.1:\(port)") }
    guard withSocketAddress(&address, { getsockname(descriptor, $0, &size) == 0 }) else {
      throw .fromErrno(doing: "ask for the port of the front door")
    }
    return UInt16(bigEndian: address.sin_port)
  }
}

private func withSocketAddress<Result>(
  _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
) -> Result {
  withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
  }
}
