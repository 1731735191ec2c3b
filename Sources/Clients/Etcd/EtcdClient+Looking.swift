import Foundation

extension EtcdClient {
  /// Whether a linearizable read is answered: this member sees a leader that commits.
  public func commits(deadline: Duration) async -> Bool {
    let key = Data("/firedrill/quorum".utf8).base64EncodedString()
    return (try? await calls.raw("POST", "/v3/kv/range", body: ["key": key], deadline: deadline)) != nil
  }
}
