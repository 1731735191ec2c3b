import Foundation

/// Membership.
///
/// - Source: etcd documentation, "Runtime reconfiguration"
///   <https://etcd.io/docs/latest/op-guide/runtime-configuration/>
extension EtcdClient {
  public struct Member: Hashable, Sendable {
    /// Decimal.
    public var id: String
    /// Empty until the member has started for the first time.
    public var name: String
    public var peerURLs: [String]
    public var clientURLs: [String]
    /// Receives everything and has no vote.
    public var isLearner: Bool

    public var hasStarted: Bool { !name.isEmpty }

    public init(id: String, name: String, peerURLs: [String], clientURLs: [String] = [], isLearner: Bool = false) {
      self.id = id
      self.name = name
      self.peerURLs = peerURLs
      self.clientURLs = clientURLs
      self.isLearner = isLearner
    }
  }

  /// As this endpoint knows them; learners cannot be asked.
  public func members(deadline: Duration) async throws(ClientError) -> [Member] {
    let answer: MembersAnswer = try await post("cluster/member/list", EtcdEmpty(), deadline)
    return answer.members.map(\.member)
  }

  /// - Parameter asLearner: without a vote until it is promoted; from etcd 3.4 on, one at a time.
  /// - Throws: ``ClientError/status(_:url:message:)`` while the cluster is not healthy enough for a change.
  public func addMember(peerURL: String, asLearner: Bool, deadline: Duration) async throws(ClientError) -> Member {
    let body = AddRequest(peerURLs: [peerURL], isLearner: asLearner)
    let answer: AddAnswer = try await post("cluster/member/add", body, deadline)
    return answer.member.member
  }

  /// Gives a learner its vote.
  ///
  /// - Throws: ``ClientError/status(_:url:message:)`` until it has caught up with the leader.
  public func promoteMember(_ id: String, deadline: Duration) async throws(ClientError) {
    let _: EtcdAnswer = try await post("cluster/member/promote", MemberRequest(id: id), deadline)
  }

  public func removeMember(_ id: String, deadline: Duration) async throws(ClientError) {
    let _: EtcdAnswer = try await post("cluster/member/remove", MemberRequest(id: id), deadline)
  }

  /// Of a voting member only: etcd 3.4 forgets that a learner is one when its address is changed.
  public func updateMember(_ id: String, peerURL: String, deadline: Duration) async throws(ClientError) {
    let _: EtcdAnswer = try await post(
      "cluster/member/update", MemberRequest(id: id, peerURLs: [peerURL]), deadline)
  }

  private struct AddRequest: Encodable {
    let peerURLs: [String]
    let isLearner: Bool
  }

  private struct MemberRequest: Encodable {
    let id: String
    var peerURLs: [String]?

    private enum CodingKeys: String, CodingKey {
      case id = "ID"
      case peerURLs
    }
  }

  private struct MembersAnswer: Decodable {
    let members: [WireMember]
  }

  private struct AddAnswer: Decodable {
    let member: WireMember
  }

  private struct WireMember: Decodable {
    let id: String
    let name: String?
    let peerURLs: [String]?
    let clientURLs: [String]?
    let isLearner: Bool?

    private enum CodingKeys: String, CodingKey {
      case id = "ID"
      case name, peerURLs, clientURLs, isLearner
    }

    var member: Member {
      Member(
        id: id, name: name ?? "", peerURLs: peerURLs ?? [], clientURLs: clientURLs ?? [], isLearner: isLearner ?? false)
    }
  }
}
