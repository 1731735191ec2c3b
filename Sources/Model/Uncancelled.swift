/// Does `work` to its end, also where the task that waits for it is cancelled meanwhile: in one that was cancelled no command and
/// no request would be made any more.
@discardableResult
public func uncancelled<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value {
  await Task { await work() }.value
}
