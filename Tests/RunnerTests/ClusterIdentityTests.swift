import Clients
import Model
import Providers
import TestSupport
import Testing
import Transport

@testable import Runner

/// A name may lead to another cluster by now: its `kube-system` namespace tells.
struct ClusterIdentityTests {
  @Test(arguments: [nil, "first"])
  func theSameClusterIsTaken(_ known: String?) async throws {
    #expect(try await identity(of: "first", known: known) == "first")
  }

  @Test func anotherClusterUnderTheSameNameIsRefused() async throws {
    await #expect { try await identity(of: "second", known: "first") } throws: { error in
      guard case .usage(let what, _)? = error as? ProviderError else { return false }
      return what.contains("is another cluster by now")
    }
  }

  private func identity(of cluster: String, known: String?) async throws -> String {
    let http = HTTPClient()
    defer { http.shutdown() }
    let answer = Answer(#"{"metadata": {"name": "kube-system", "uid": "\#(cluster)"}}"#)
    return try await answering(
      { _ in answer },
      during: { address in
        var target = ClusterTarget(.kind("lab"))
        target.identity = known
        let api = KubernetesClient(endpoint: "http://\(address)", http: http)
        return try await ClusterConnection.identity(of: target, api, .answers)
      })
  }
}
