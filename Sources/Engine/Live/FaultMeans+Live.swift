import Clients
import Faults
import Foundation
import Model
import Providers
import Recovery
import Transport

extension FaultMeans {
  /// - Parameter members: machines with an etcd member.
  static func live(
    _ links: ClusterLinks, access: ClusterAccess, members: [MachineName], backups: BackupCatalogue
  ) -> FaultMeans {
    FaultMeans(
      leader: { await links.etcdLeader(among: members) }, etcd: { links.keyspace(of: $0) },
      certificates: LiveCertificateCheck(access: access), backups: CatalogueShelf(catalogue: backups))
  }
}

/// The backups of a drill as a fault sees them.
struct CatalogueShelf: BackupShelf {
  let catalogue: BackupCatalogue

  var paths: [String] { catalogue.all.reversed().map(\.path) }
}

/// Asks with libcurl, which checks dates as every client of the cluster does.
struct LiveCertificateCheck: CertificateCheck {
  private static let deadline = Duration.seconds(2)

  let access: ClusterAccess

  func served(by component: Component, on machine: MachineName) async -> ServedCertificate {
    let isEtcd = component == .etcd
    guard let base = isEtcd ? access.etcdByMachine[machine] : access.apiByMachine[machine] else {
      return .unclear("\(component.rawValue) on \(machine) has no address")
    }
    // A kept connection would not ask for the certificate again.
    let http = HTTPClient(
      HTTPClientConfiguration(tls: TLSIdentity(isEtcd ? access.etcdClient : access.admin)))
    let answer = await ask(base + (isEtcd ? "/health" : "/version"), http)
    await offPool("certificate-check") { http.shutdown() }
    return answer
  }

  private func ask(_ url: String, _ http: HTTPClient) async -> ServedCertificate {
    do {
      _ = try await http.send(HTTPRequest("GET", url, deadline: Self.deadline))
      return .valid
    } catch .tls(_, let message) where message.contains("expired") {
      return .expired(message)
    } catch {
      return .unclear("\(error)")
    }
  }
}

/// An etcd member through its JSON gateway.
struct LiveKeyspace: EtcdKeyspace {
  private static let deadline = Duration.seconds(10)

  /// Of its client API.
  let endpoint: String
  let http: HTTPClient

  func put(_ key: String, _ value: String) async throws -> Bool {
    let answer = try await post(EtcdRequests.putPath, EtcdRequests.put(key: key, value: value))
    guard !answer.isSuccess else { return true }
    guard answer.text.contains("database space exceeded") else {
      throw ClientError.status(answer.status, url: endpoint, message: String(answer.text.prefix(300)))
    }
    return false
  }

  func raisedAlarms() async throws -> [String] {
    let answer = try await post("/v3/maintenance/alarm", Array(#"{"action":"GET"}"#.utf8))
    return try JSONDecoder().decode(AlarmAnswer.self, from: Data(answer.body)).alarms?.compactMap(\.alarm) ?? []
  }

  private func post(_ path: String, _ body: [UInt8]) async throws -> HTTPResponse {
    try await http.send(
      HTTPRequest(
        "POST", endpoint + path, headers: [HTTPHeader("Content-Type", "application/json")], body: body,
        deadline: Self.deadline))
  }

  private struct AlarmAnswer: Decodable {
    struct Raised: Decodable {
      let alarm: String?
    }

    let alarms: [Raised]?
  }
}
