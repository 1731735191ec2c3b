import Clients
import FlyingFox
import FlyingSocks
import Foundation
import Model
import Providers
import Synchronization
import TestSupport
import Transport

/// The services of a fake cluster over real HTTP: as much of etcd and the API as a recovery asks for.
///
/// Each machine's services lie under its name: `http://127.0.0.1:…/cp-1/health`.
final class ControlPlane: Sendable {
  /// What it does not do.
  enum Trouble: Hashable, Sendable {
    case watchIsSilent, noController
    case etcdStaysDown(String)
    case apiserverStaysDown(String)
    case leaseIsNotRenewed(String)
    case leaseCannotBeDeleted
    case writesAreRefused
  }

  private struct State {
    var renewals: [String: Date]
    var watchers: [AsyncStream<Data>.Continuation] = []
    var nodes: [String] = []
    var configMaps: [String] = []
  }

  private let machines: [FakeMachine]
  private let etcd: FakeEtcd
  private let calls: CallLog
  private let troubles: Set<Trouble>
  private let state: Mutex<State>
  private let renewedAt: Date

  /// - Parameters:
  ///   - restored: when the leases were renewed last, as the backup tells it.
  ///   - renewed: when their new holders renew them.
  init(
    _ machines: [FakeMachine], etcd: FakeEtcd, troubles: Set<Trouble> = [], restored: Date, renewed: Date,
    nodes: [String] = [], configMaps: [String] = [], calls: CallLog = CallLog()
  ) {
    self.machines = machines
    self.etcd = etcd
    self.troubles = troubles
    self.calls = calls
    renewedAt = renewed
    let renewals = ["kube-controller-manager": restored, "kube-scheduler": restored]
    state = Mutex(State(renewals: renewals, nodes: nodes, configMaps: configMaps))
  }

  /// Serves while `body` runs; `body` gets the base address.
  func serving<Result: Sendable>(_ body: @Sendable (String) async throws -> Result) async throws -> Result {
    let handler = ClosureHTTPHandler { await self.answer($0) }
    let server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled, handler: handler)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      try await server.waitUntilListening(timeout: 60)
      guard case .ip4(_, let port)? = await server.listeningAddress else { throw CocoaError(.featureUnsupported) }
      let result = try await body("http://127.0.0.1:\(port)")
      await server.stop()
      group.cancelAll()
      return result
    }
  }

  private func answer(_ request: FlyingFox.HTTPRequest) async -> FlyingFox.HTTPResponse {
    let words = request.path.split(separator: "/").map(String.init)
    guard let machine = machines.first(where: { $0.name.rawValue == words.first }) else {
      return .init(statusCode: .notFound)
    }
    let path = words.dropFirst().joined(separator: "/")
    if path == "health" || path.hasPrefix("v3/") { return await askEtcd(path, request, on: machine) }
    guard await runs(.apiserver, on: machine), !troubles.contains(.apiserverStaysDown(machine.name.rawValue)) else {
      return .init(statusCode: .serviceUnavailable)
    }
    let last = words.last ?? ""
    switch request.method {
    case .DELETE where path.contains("leases"): return await delete(last, on: machine)
    case .DELETE: return remove(last)
    case .POST where troubles.contains(.writesAreRefused): return .init(statusCode: .internalServerError)
    case .POST where last == "configmaps": return await create(request)
    case .GET where last == "configmaps" && request.query.isEmpty == false && request.query["watch"] != nil:
      return watch()
    case .GET where last == "configmaps": return list(state.withLock(\.configMaps))
    case .GET where last == "nodes": return list(state.withLock(\.nodes))
    case .GET where path.contains("leases"): return await lease(last)
    case .GET where path.contains("serviceaccounts"): return await serviceAccount()
    default: return .init(statusCode: .ok, body: Data("{}".utf8))
    }
  }

  private func runs(_ component: Component, on machine: FakeMachine) async -> Bool {
    ((try? await machine.processes(of: component)) ?? []).isEmpty == false
  }

  private func runs(_ component: Component) async -> Bool {
    for machine in machines where await runs(component, on: machine) { return true }
    return false
  }

  private func askEtcd(
    _ path: String, _ request: FlyingFox.HTTPRequest, on machine: FakeMachine
  ) async -> FlyingFox.HTTPResponse {
    guard !troubles.contains(.etcdStaysDown(machine.name.rawValue)) else {
      return .init(statusCode: .serviceUnavailable)
    }
    let answer = await etcd.answer(path, body: (try? await request.bodyData) ?? Data(), on: machine)
    return .init(statusCode: HTTPStatusCode(answer.status, phrase: ""), body: Data(answer.body.utf8))
  }

  private func list(_ names: [String]) -> FlyingFox.HTTPResponse {
    let items = names.map { #"{"metadata":{"name":"\#($0)"}}"# }.joined(separator: ",")
    return .init(statusCode: .ok, body: Data(#"{"metadata":{},"items":[\#(items)]}"#.utf8))
  }

  /// A node or a config map.
  private func remove(_ name: String) -> FlyingFox.HTTPResponse {
    calls.note("remove \(name)")
    state.withLock { state in
      state.nodes.removeAll { $0 == name }
      state.configMaps.removeAll { $0 == name }
    }
    return .init(statusCode: .ok, body: Data("{}".utf8))
  }

  private func delete(_ lease: String, on machine: FakeMachine) async -> FlyingFox.HTTPResponse {
    guard !troubles.contains(.leaseCannotBeDeleted) else { return .init(statusCode: .forbidden) }
    calls.note("\(machine.name): delete lease \(lease)")
    state.withLock { $0.renewals[lease] = nil }
    return .init(statusCode: .ok, body: Data("{}".utf8))
  }

  /// A holder that runs renews its lease, unless it waits for the old one to run out.
  private func lease(_ name: String) async -> FlyingFox.HTTPResponse {
    let isHeld = await Component(rawValue: name).asyncMap { await runs($0) } ?? false
    let renewal = state.withLock { state in
      if state.renewals[name] == nil, isHeld, !troubles.contains(.leaseIsNotRenewed(name)) {
        state.renewals[name] = renewedAt
      }
      return state.renewals[name]
    }
    guard let renewal else { return .init(statusCode: .notFound) }
    let time = renewal.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    return .init(statusCode: .ok, body: Data(#"{"spec":{"renewTime":"\#(time)"}}"#.utf8))
  }

  private func serviceAccount() async -> FlyingFox.HTTPResponse {
    let acts = await runs(.controllerManager) && !troubles.contains(.noController)
    return .init(statusCode: acts ? .ok : .notFound, body: Data("{}".utf8))
  }

  private func create(_ request: FlyingFox.HTTPRequest) async -> FlyingFox.HTTPResponse {
    let body = (try? await request.bodyData) ?? Data()
    if !troubles.contains(.watchIsSilent) {
      for watcher in state.withLock(\.watchers) { watcher.yield(body) }
    }
    return .init(statusCode: .created, body: body)
  }

  private func watch() -> FlyingFox.HTTPResponse {
    let (parts, source) = AsyncStream.makeStream(of: Data.self)
    state.withLock { $0.watchers.append(source) }
    if troubles.contains(.watchIsSilent) { source.finish() }
    return .init(statusCode: .ok, body: HTTPBodySequence(from: Parts(parts: parts)))
  }
}

extension Optional where Wrapped: Sendable {
  fileprivate func asyncMap<Result>(_ change: (Wrapped) async -> Result) async -> Result? {
    guard let self else { return nil }
    return await change(self)
  }
}

/// A body that comes in parts.
private struct Parts: AsyncBufferedSequence {
  typealias Element = UInt8
  let parts: AsyncStream<Data>

  func makeAsyncIterator() -> Iterator { Iterator(parts: parts.makeAsyncIterator()) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    var parts: AsyncStream<Data>.Iterator

    mutating func next() async throws -> UInt8? { try await nextBuffer(suggested: 1)?.first }
    mutating func nextBuffer(suggested count: Int) async throws -> Data? { await parts.next() }
  }
}
