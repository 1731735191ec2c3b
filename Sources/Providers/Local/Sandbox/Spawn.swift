import CLinux
import Glibc

/// Starts a long-lived program whose descriptors are all chosen: what is not listed does not reach it, even when another
/// drill of the same process is being started at that moment.
struct Spawn: Sendable {
  /// An absolute path.
  var executable: String
  var arguments: [String]
  /// All of it; nothing is inherited.
  var environment: [String: String]
  /// Descriptors of this process by the numbers that they get in the new one; 0, 1 and 2 default to `/dev/null`.
  var descriptors: [Int32: Int32] = [:]

  /// Whether it leads a session of its own; see ``SessionShare``.
  var ownSession = false

  /// - Returns: the new process, leader of a group of its own, so that a terminal's Ctrl-C reaches this process only.
  func start() throws(ProviderError) -> pid_t {
    let highest = max(2, descriptors.keys.max() ?? 2)
    // Where numbers cross, a descriptor could be overwritten before it was copied: first move all of them out of the way.
    var lifted: [Int32: Int32] = [:]
    defer { for copy in lifted.values { close(copy) } }
    for (number, descriptor) in descriptors { lifted[number] = try lift(descriptor, above: highest) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for number in 0...highest { add(number, from: lifted[number], to: &actions) }
    linux_spawn_close_from(&actions, highest + 1)
    return try spawn(&actions)
  }

  private func lift(_ descriptor: Int32, above highest: Int32) throws(ProviderError) -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, highest + 1)
    guard copy >= 0 else { throw .fromErrno(doing: "hand descriptor \(descriptor) to \(executable)") }
    return copy
  }

  private func add(_ number: Int32, from source: Int32?, to actions: inout posix_spawn_file_actions_t) {
    if let source {
      posix_spawn_file_actions_adddup2(&actions, source, number)
    } else if number <= 2 {
      posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
    } else {
      posix_spawn_file_actions_addclose(&actions, number)
    }
  }

  private func spawn(_ actions: inout posix_spawn_file_actions_t) throws(ProviderError) -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The starting thread may block signals and the harness may ignore some; a new program must do neither.
    var none = sigset_t()
    sigemptyset(&none)
    var every = sigset_t()
    sigfillset(&every)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &every)
    posix_spawnattr_setpgroup(&attributes, 0)
    let leadership = ownSession ? linux_spawn_session : POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(
      &attributes, Int16(leadership | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    return try withCStrings([executable] + arguments) { argv throws(ProviderError) in
      try withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp throws(ProviderError) in
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, executable, &actions, &attributes, argv, envp)
        guard failure == 0 else { throw .fromErrno(doing: "start \(executable)", failure) }
        return pid
      }
    }
  }
}

/// Calls `body` with `strings` as a NULL-terminated array of C strings, which live as long as the call.
private func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) throws(ProviderError) -> Result
) throws(ProviderError) -> Result {
  let copies = strings.map { strdup($0) } + [nil]
  defer { for copy in copies { free(copy) } }
  let buffer = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: copies.count)
  defer { buffer.deallocate() }
  buffer.initialize(from: copies, count: copies.count)
  return try body(buffer)
}
