public import Clients
public import Model
import Synchronization
public import Transport

/// A stream of numbered writes through the API, each kept in mind as acknowledged, refused or unknown.
///
/// Every write is a config map of its own in a namespace of its own, so that what is missing afterwards can be named.
public final class Ledger: Sendable {
  public static let namespace = "firedrill-ledger"
  private static let prefix = "write-"
  private static let lane = LaneID("ledger")
  private static let callDeadline = Duration.seconds(10)

  private let endpoint: @Sendable () -> String
  private let api: KubernetesClient
  private let tls: TLSIdentity
  private let rate: Rate?
  private let book = LedgerBook()
  private let sampler = Mutex<Sampler?>(nil)

  /// - Parameters:
  ///   - endpoint: base URL of the API as clients reach it now; asked for each write.
  ///   - rate: of the stream of writes; nil makes the first write only.
  public init(endpoint: @escaping @Sendable () -> String, api: KubernetesClient, tls: TLSIdentity, rate: Rate?) {
    self.endpoint = endpoint
    self.api = api
    self.tls = tls
    self.rate = rate
  }

  /// Makes the namespace and write number 0, by which an empty cluster is told from a recovered one; then begins to write.
  ///
  /// - Returns: the revision of write number 0; nil when it was there already, as after a request that was repeated.
  @discardableResult
  public func begin() async throws(ClientError) -> String? {
    try await api.createNamespace(Self.namespace, deadline: Self.callDeadline)
    let revision = try await makeFirstWrite()
    book.enter(0, .acknowledged, at: .now())
    guard let rate else { return revision }
    let book = book
    let started = Sampler([lane(rate)], samples: { Self.enter($0, into: book) }, events: { _ in })
    sampler.withLock { $0 = started }
    return revision
  }

  private func makeFirstWrite() async throws(ClientError) -> String? {
    do {
      return try await api.createConfigMap(Self.name(0), in: Self.namespace, deadline: Self.callDeadline)
    } catch .status(409, _, _) {
      return nil
    }
  }

  /// How the stream of writes stands; nil where there is none.
  public var state: LaneState? { sampler.withLock(\.self)?.state(of: Self.lane) }

  /// Numbers of the writes that were acknowledged from `time` on.
  func acknowledged(from time: MonotonicTime) -> Set<Int> { book.acknowledged(from: time) }

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
    return book.compare(with: Set(names.compactMap(Self.number(of:))), offset: offset)
  }

  private func lane(_ rate: Rate) -> Lane {
    let endpoint = endpoint
    let path = ConfigMapRequests.collectionPath(Self.namespace)
    return Lane(
      Self.lane,
      .numbered { sequence in
        let name = Self.name(Int(sequence) + 1)
        return ProbeRequest(
          "POST", endpoint() + path, headers: [HTTPHeader("Content-Type", "application/json")],
          body: ConfigMapRequests.create(name, data: String(sequence + 1)))
      },
      tls: tls, interval: rate.interval, fastInterval: rate.interval, timeout: .seconds(5), tripwire: false,
      deliversSamples: true)
  }

  private static func name(_ number: Int) -> String { prefix + String(number) }

  /// nil where the name is not that of a write.
  static func number(of name: String) -> Int? { name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil }

  /// A skipped sample was never sent and its number goes to the next one.
  private static func enter(_ samples: [Sample], into book: LedgerBook) {
    for sample in samples where sample.outcome != .skipped {
      book.enter(Int(sample.sequence) + 1, sample.writeOutcome, at: sample.end)
    }
  }
}
