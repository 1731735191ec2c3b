import Model

/// A command as SSH carries it: one line for the login shell on the other side, and bytes for its standard input.
///
/// The line holds quoted words only, and constant scripts that get everything else as arguments. `timeout` ends the
/// command on the machine, also when the connection is gone. Values of the environment travel in front of the input:
/// both machines show argument vectors to all their users.
struct RemoteCommand: Sendable {
  let command: Command
  let asRoot: Bool
  /// Random, so that no command can print it by accident.
  private let marker: String

  init(_ command: Command, asRoot: Bool) {
    self.command = command
    self.asRoot = asRoot
    marker = "firedrill-" + String(UInt64.random(in: 0 ... .max), radix: 16)
  }

  /// Why it cannot be carried; nil when it can.
  var flaw: String? {
    let words = [command.executable] + command.arguments + [command.workingDirectory ?? ""]
    if (words + variables.map(\.value)).contains(where: { $0.utf8.contains(0) }) { return "a word holds a NUL byte" }
    if command.executable.isEmpty || command.executable.utf8.first == UInt8(ascii: "-") {
      return "the program has no name"
    }
    if let name = variables.map(\.key).first(where: { !Self.isVariableName($0) }) {
      return "\(shellQuoted(name)) is no variable's name"
    }
    return nil
  }

  /// - Parameter limit: how long it may run on the machine; more than zero.
  func line(within limit: Duration) -> String {
    let script = asRoot ? Self.becomingRoot + Self.tellingExit : Self.tellingExit
    let limited: [String] = ["sh", "-c", script, marker, "timeout", "-k", "1", Self.seconds(limit)]
    let words = limited + emptied + imported + moved + [command.executable] + command.arguments
    return "exec " + words.map(shellQuoted).joined(separator: " ")
  }

  /// nil: nothing, which is `/dev/null`.
  var input: [UInt8]? {
    let exports = Array(exports.utf8)
    return exports.isEmpty ? command.input : exports + (command.input ?? [])
  }

  /// With the command's own exit in the place of the one that stands for it.
  func own(_ result: CommandResult) -> CommandResult {
    let line = Array("\(marker)\n".utf8)
    guard result.exit == .code(254), result.errorOutput.suffix(line.count).elementsEqual(line) else { return result }
    var own = result
    own.exit = .code(255)
    own.errorOutput.removeLast(line.count)
    return own
  }

  // MARK: Scripts

  private static let becomingRoot = #"[ "$(id -u)" = 0 ] || set -- sudo -n -- "$@"; "#

  /// ssh itself ends with 255 when something is wrong with the connection, so a command's own 255 becomes 254 and a
  /// last line on standard error. Where that output is too long to be kept, the line is not either: then 254 is told.
  private static let tellingExit =
    #""$@"; code=$?; [ "$code" = 255 ] || exit "$code"; echo "$0" >&2; exit 254"#

  private static let importing =
    #"count=$1; shift; eval "$(dd bs=1 count="$count" 2>/dev/null)"; exec "$@""#

  private static let moving = #"cd "$1" && shift && exec "$@""#

  // MARK: Parts

  private var variables: [String: String] {
    switch command.environment {
    case .inherited: [:]
    case .adding(let values), .only(let values): values
    }
  }

  private var exports: String {
    variables.sorted { $0.key < $1.key }.map { "export \($0.key)=\(shellQuoted($0.value))\n" }.joined()
  }

  private var emptied: [String] {
    if case .only = command.environment { ["env", "-i"] } else { [] }
  }

  private var imported: [String] {
    exports.isEmpty ? [] : ["sh", "-c", Self.importing, "sh", String(exports.utf8.count)]
  }

  /// A path that `cd` cannot take for an option, nor look up in `CDPATH`.
  private var moved: [String] {
    guard let folder = command.workingDirectory else { return [] }
    return ["sh", "-c", Self.moving, "sh", folder.hasPrefix("/") ? folder : "./" + folder]
  }

  /// As `timeout` reads it: `30` or `0.250`. Zero would mean no limit.
  private static func seconds(_ duration: Duration) -> String {
    let milliseconds = max(1, duration.wholeNanoseconds / 1_000_000)
    let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    return rest == 0 ? String(whole) : "\(whole)." + String(String(1000 + rest).dropFirst())
  }

  private static func isVariableName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
