/// Runs blocking work on a thread of its own, so that it never holds up Swift's cooperative pool.
public func offPool<Value: Sendable, Failure: Error>(
  _ name: String, _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
  let outcome: Result<Value, Failure> = await withCheckedContinuation { continuation in
    DedicatedThread(name: name) {
      do throws(Failure) {
        continuation.resume(returning: .success(try work()))
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }.detach()
  }
  return try outcome.get()
}
