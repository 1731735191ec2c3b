import Clients
import Testing

@testable import Engine

struct CanaryTests {
  @Test func aReplicaOnANodeThatIsNotReadyDoesNotCount() {
    let standing = standing(
      ready: ["worker-1"], pods: ["worker-1", "worker-1", "worker-2", "worker-2"].map { pod(on: $0) })
    #expect(standing.readyReplicas == 2 && !standing.isRescheduled)
    #expect(standing.description == "1 of 2 nodes Ready and heard from, 2 of 4 canary replicas ready on them")
  }

  @Test func aReplicaThatWasToldToGoDoesNotCount() {
    let going = PodSummary(name: "p", node: "worker-1", phase: "Running", isReady: true, isTerminating: true)
    #expect(standing(ready: ["worker-1"], pods: [going, pod(on: nil)]).readyReplicas == 0)
  }

  @Test func rescheduledIsNotWhole() {
    let pods = (1...4).map { _ in pod(on: "worker-1") }
    #expect(standing(ready: ["worker-1"], pods: pods).isRescheduled)
    #expect(!standing(ready: ["worker-1"], pods: pods).isWhole)
    #expect(standing(ready: ["worker-1", "worker-2"], pods: pods).isWhole)
  }

  private func pod(on node: String?) -> PodSummary {
    PodSummary(name: "p", node: node, phase: "Running", isReady: true, isTerminating: false)
  }

  @Test func aNodeThatCallsItselfReadyButIsNotHeardFromDoesNotCount() {
    let pods = ["worker-1", "worker-1", "worker-2", "worker-2"].map { pod(on: $0) }
    let standing = standing(ready: ["worker-1", "worker-2"], heard: ["worker-2"], pods: pods)
    #expect(standing.readyNodes == ["worker-2"] && standing.readyReplicas == 2)
  }

  private func standing(
    ready: [String], heard: Set<String> = ["worker-1", "worker-2"], pods: [PodSummary]
  ) -> CanaryStanding {
    let nodes = ["worker-1", "worker-2"].map { NodeSummary(name: $0, isReady: ready.contains($0)) }
    return CanaryStanding(nodes: nodes, heard: heard, pods: pods, workers: 2, replicas: 4)
  }
}
