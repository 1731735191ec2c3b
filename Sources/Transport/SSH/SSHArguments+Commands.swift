extension SSHArguments {
  /// `ssh` on this machine, in the C locale: its words are read, and it hands the locale on to the other machine.
  static func ssh(_ words: [String], deadline: Duration) -> Command {
    Command("ssh", words, environment: .adding(["LC_ALL": "C"]), deadline: deadline)
  }

  /// - Parameter file: goes to standard input without being read into memory first; nil: what the command's `input`
  ///   says.
  static func ssh(_ words: [String], readingFrom file: String?, deadline: Duration) -> Command {
    var command = ssh(words, deadline: deadline)
    guard let file else { return command }
    command.executable = "sh"
    command.arguments = ["-c", #"file=$1; shift; exec "$@" <"$file""#, "sh", file, "ssh"] + words
    return command
  }

  /// ssh goes on in the background, and old versions keep their standard error open there. So it writes to a file
  /// first, and nobody waits for the end of that.
  static func sshToBackground(_ words: [String], log: String, deadline: Duration) -> Command {
    var command = ssh(words, deadline: deadline)
    command.executable = "sh"
    command.arguments = ["-c", loggingFirst, "sh", log, "ssh"] + words
    return command
  }

  private static let loggingFirst =
    #"log=$1; shift; "$@" </dev/null >/dev/null 2>>"$log"; code=$?; cat "$log" >&2; rm "$log"; exit "$code""#
}
