/// An answer whose body is read as it comes, such as a Kubernetes watch. Dropping it, or cancelling the task that reads
/// it, ends the transfer.
public struct HTTPStream: Sendable {
  public let status: Int
  public let headers: [HTTPHeader]
  public let body: Body

  public struct Body: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = HTTPError

    let parts: AsyncStream<Result<[UInt8], HTTPError>>

    public func makeAsyncIterator() -> Iterator { Iterator(parts: parts.makeAsyncIterator()) }

    public struct Iterator: AsyncIteratorProtocol {
      var parts: AsyncStream<Result<[UInt8], HTTPError>>.Iterator

      public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
        try await parts.next(isolation: actor)?.get()
      }
    }
  }
}
