import Foundation
import Testing

@testable import Clients

struct MicroTimeTests {
  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00.000000Z"), (1_700_000_000.25, "2023-11-14T22:13:20.250000Z"),
    (1_700_000_000.000_031, "2023-11-14T22:13:20.000031Z"),
  ])
  func hasSixDigitsOfASecond(_ seconds: Double, _ text: String) {
    // A double of this size is only good to a quarter of a microsecond.
    #expect(microTimeText(Date(timeIntervalSince1970: seconds + 0.000_000_3)) == text)
  }
}

struct SpreadDeploymentTests {
  @Test func podsGoOnlyWhereTheyMay() throws {
    let chosen = try text(["worker-1", "worker-2"])
    #expect(chosen.contains(#""values":["worker-1"]"#) && chosen.contains(#""values":["worker-2"]"#))
    #expect(try !text([]).contains("affinity"))
  }

  private func text(_ nodes: [String]) throws -> String {
    let deployment = SpreadDeployment(name: "canary", replicas: 2, tolerationSeconds: 2, nodes: nodes)
    return String(decoding: try JSONEncoder().encode(deployment.manifest), as: UTF8.self)
  }
}
