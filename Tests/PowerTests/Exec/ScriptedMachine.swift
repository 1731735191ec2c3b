import Foundation
import Model

/// A machine that is a file, switched by a small script, as `virsh` and `ipmitool` switch one: what is off cannot be
/// switched off, and a switch takes a moment.
struct ScriptedMachine: Sendable {
  let scratch: Scratch
  /// The program with its verb, as an inventory has it.
  private let program: String

  init() throws {
    scratch = try Scratch()
    program = try scratch.write(Self.script, to: "machine", isExecutable: true)
    try scratch.write("running", to: "state")
  }

  func command(_ verb: String) -> [String] { [program, verb, scratch.path + "/state"] }

  var power: ExecPower {
    ExecPower(
      state: command("state"), stateWhenOn: "is running", powerOn: command("start"), powerOff: command("destroy"),
      shutDown: command("shutdown"))
  }

  /// The verbs that were said, looks left out.
  var orders: [String] {
    let log = (try? String(contentsOfFile: scratch.path + "/state.log", encoding: .utf8)) ?? ""
    return log.split(separator: "\n").map(String.init)
  }

  var isOn: Bool { (try? String(contentsOfFile: scratch.path + "/state", encoding: .utf8)) == "running" }

  /// A switch comes about in the background, unless another order is given before.
  private static let script = """
    #!/bin/sh
    set -eu
    now=$(cat "$2")
    later() {
      order=$(wc -l <"$2.log")
      (
        sleep 0.1
        [ "$order" = "$(wc -l <"$2.log")" ] || exit 0
        printf %s "$1" >"$2.new"
        mv "$2.new" "$2"
      ) >/dev/null 2>&1 &
    }
    [ "$1" = state ] || echo "$1" >>"$2.log"
    case $1 in
      state) echo "the machine is $now" ;;
      start) [ "$now" != running ] || { echo "error: it is running already" >&2; exit 1; }; later running "$2" ;;
      destroy) [ "$now" = running ] || { echo "error: it is not running" >&2; exit 1; }; later off "$2" ;;
      shutdown) [ "$now" = running ] || { echo "error: it is not running" >&2; exit 1; }; later off "$2" ;;
      ignore) ;;
      fail) i=1; while [ $i -le 20 ]; do echo "line $i" >&2; i=$((i + 1)); done; exit 3 ;;
      hang) exec sleep 3600 ;;
      *) echo "usage: machine VERB FILE" >&2; exit 64 ;;
    esac
    """
}
