import Model
import Transport

/// The check that a backup carries in itself: etcd's snapshots end with the SHA-256 of all that precedes.
struct BackupDigest: Sendable {
  private static let bytes = 32
  private static let deadline = Duration.seconds(60)
  /// Prints what the content's digest is, then what the file says it is.
  private static let script =
    #"set -o pipefail; head -c "-$2" "$1" | sha256sum | cut -d ' ' -f 1; tail -c "$2" "$1" | od -A n -v -t x1 | tr -d ' \n'"#

  let path: String

  /// - Throws: ``FaultError`` when the file cannot be read.
  func holds() async throws -> Bool {
    let command = Command("bash", ["-c", Self.script, "bash", path, "\(Self.bytes)"], deadline: Self.deadline)
    let result = try await LocalCommandRunner().run(command)
    let words = result.text.split(whereSeparator: \.isWhitespace)
    guard result.isSuccess, words.count == 2 else {
      throw FaultError.providerFailed("backup \(path) cannot be read: \(result.errorText)")
    }
    return words[0] == words[1]
  }
}
