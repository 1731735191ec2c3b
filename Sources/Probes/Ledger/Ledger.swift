public import Clients
public import Model
import Synchronization
public import Transport

/// A stream of numbered writes through the API, each kept in mind as acknowledged, refused or unknown.
///
/// Every write is a config map of its own in a namespace of its own, so that what is missing afterwards can be named.
public final class Ledger: Sendable {
  private static let namespace = "firedrill-ledger"
  private static let prefix = "write-"
  private static let callDeadline = Duration.seconds(10)

  private let endpoint: String
  private let api: KubernetesClient
  private let tls: TLSIdentity
  private let rate: Rate?
  private let book = LedgerBook()
  private let sampler = Mutex<Sampler?>(nil)

  /// - Parameters:
  ///   - endpoint: base URL of the API as clients reach it.
  ///   - rate: of the stream of writes; nil makes the first write only.
  public init(endpoint: String, api: KubernetesClient, tls: TLSIdentity, rate: Rate?) {
    self.endpoint = endpoint
    self.api = api
    self.tls = tls
    self.rate = rate
  }

  /// Makes the namespace and write number 0, by which an empty cluster is told from a recovered one; then begins to write.
  public func begin() async throws(ClientError) {
    try await api.createNamespace(Self.namespace, deadline: Self.callDeadline)
    try await api.ensureConfigMap(Self.name(0), in: Self.namespace, deadline: Self.callDeadline)
    book.enter(0, .acknowledged, at: .now())
    guard let rate else { return }
    let book = book
    let started = Sampler([lane(rate)], samples: { Self.enter($0, into: book) }, events: { _ in })
    sampler.withLock { $0 = started }
  }

  /// Ends the writes; answers that are still under way are counted as unknown.
  public func end() {
    sampler.withLock { sampler in
      defer { sampler = nil }
      return sampler
    }?.stop()
  }

  /// Reads back what is there, straight from etcd, and compares.
  public func compare(offset: (MonotonicTime) -> Double) async throws(ClientError) -> LedgerFacts {
    let names = try await api.configMapNames(in: Self.namespace, deadline: Self.callDeadline)
    let numbers = names.compactMap { $0.hasPrefix(Self.prefix) ? Int($0.dropFirst(Self.prefix.count)) : nil }
    return book.compare(with: Set(numbers), offset: offset)
  }

  private func lane(_ rate: Rate) -> Lane {
    let url = endpoint + ConfigMapRequests.collectionPath(Self.namespace)
    return Lane(
      LaneID("ledger"),
      .numbered { sequence in
        let name = Self.name(Int(sequence) + 1)
        return ProbeRequest(
          "POST", url, headers: [HTTPHeader("Content-Type", "application/json")],
          body: ConfigMapRequests.create(name, data: String(sequence + 1)))
      },
      tls: tls, interval: rate.interval, fastInterval: rate.interval, timeout: .seconds(5), tripwire: false,
      deliversSamples: true)
  }

  private static func name(_ number: Int) -> String { prefix + String(number) }

  /// A skipped sample was never sent and its number goes to the next one.
  private static func enter(_ samples: [Sample], into book: LedgerBook) {
    for sample in samples where sample.outcome != .skipped {
      book.enter(Int(sample.sequence) + 1, sample.writeOutcome, at: sample.end)
    }
  }
}
