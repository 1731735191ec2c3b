import Glibc
import Model
import TruthServer

/// A truth server in a process of its own, so that its times do not depend on how the bench is scheduled.
///
/// It is this program again, told by its first argument, and obeys lines on its standard input.
final class TruthProcess {
  static let argument = "truth-server"

  let process: pid_t
  let port: Int
  private let orders: Int32
  private let answers: UnsafeMutablePointer<FILE>

  var url: String { "http://127.0.0.1:\(port)/" }

  init() throws {
    var (input, output) = ([Int32](repeating: -1, count: 2), [Int32](repeating: -1, count: 2))
    pipe(&input)
    pipe(&output)
    for descriptor in [input[1], output[0]] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    process = try Self.spawn(reading: input[0], writing: output[1])
    close(input[0])
    close(output[1])
    orders = input[1]
    guard let answers = fdopen(output[0], "r") else { throw TruthProcessError.notStarted }
    self.answers = answers
    guard let port = Self.readNumber(answers) else { throw TruthProcessError.notStarted }
    self.port = Int(port)
  }

  /// Goes down as `kind` says for `duration`, and returns from when to when that was.
  func outage(_ kind: OutageKind, for duration: Duration) throws -> (start: MonotonicTime, end: MonotonicTime) {
    let start = try begin(kind)
    sleep(for: duration)
    return (start, try end(kind))
  }

  private func begin(_ kind: OutageKind) throws -> MonotonicTime {
    if kind == .freeze { return signal(SIGSTOP) }
    return try ask("begin \(kind.rawValue)")
  }

  private func end(_ kind: OutageKind) throws -> MonotonicTime {
    if kind == .freeze { return signal(SIGCONT) }
    return try ask("end")
  }

  private func signal(_ signal: Int32) -> MonotonicTime {
    let time = MonotonicTime.now()
    kill(process, signal)
    return time
  }

  func stop() {
    close(orders)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    fclose(answers)
  }

  private func ask(_ order: String) throws -> MonotonicTime {
    let line = Array("\(order)\n".utf8)
    write(orders, line, line.count)
    guard let nanoseconds = Self.readNumber(answers) else { throw TruthProcessError.died }
    return MonotonicTime(nanoseconds: nanoseconds)
  }

  private static func readNumber(_ file: UnsafeMutablePointer<FILE>) -> UInt64? {
    var buffer = [CChar](repeating: 0, count: 64)
    guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
    return UInt64(String(decoding: buffer.prefix { $0 > 32 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  private static func spawn(reading input: Int32, writing output: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/proc/self/exe"), strdup(argument), nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    guard posix_spawn(&process, "/proc/self/exe", &actions, nil, &arguments, environ) == 0 else {
      throw TruthProcessError.notStarted
    }
    return process
  }

  // MARK: The other side.

  static func serve() {
    let server = TruthServer()
    tell(UInt64(server.port))
    while let line = readLine() {
      let words = line.split(separator: " ")
      if words.first == "begin", let kind = words.last.flatMap({ OutageKind(rawValue: String($0)) }) {
        tell(server.begin(kind).nanoseconds)
      } else {
        tell(server.end().nanoseconds)
      }
    }
    server.stop()
  }

  private static func tell(_ number: UInt64) {
    print(number)
    fflush(nil)
  }
}

enum TruthProcessError: Error {
  case notStarted
  case died
}

/// Sleeps on the calling thread; the bench has nothing else to do meanwhile.
func sleep(for duration: Duration) {
  let nanoseconds = duration.wholeNanoseconds
  var (time, rest) = (
    timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000)), timespec()
  )
  while nanosleep(&time, &rest) != 0 && errno == EINTR { time = rest }
}
