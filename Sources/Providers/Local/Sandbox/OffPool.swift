import Transport

/// Runs blocking work on a thread of its own, so that it never holds up Swift's cooperative pool.
func offPool<Result: Sendable>(
  _ name: String, _ work: @escaping @Sendable () throws(ProviderError) -> Result
) async throws(ProviderError) -> Result {
  let outcome: Swift.Result<Result, ProviderError> = await withCheckedContinuation { continuation in
    DedicatedThread(name: name) {
      do throws(ProviderError) {
        continuation.resume(returning: .success(try work()))
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }.detach()
  }
  return try outcome.get()
}
