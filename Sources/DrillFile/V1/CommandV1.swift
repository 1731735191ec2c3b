import Model

/// A fault made of plain commands: argument vectors, never shell text.
struct CommandV1: Sendable {
  var on = Written<TargetV1>.absent
  var run = Written<[Located<String>]>.absent
  var undo = Written<[Located<String>]>.absent
  var effect = Written<[Located<String>]>.absent
}

extension CommandV1 {
  static let format = Format.map(
    "the command", CommandV1(),
    [
      Field("on", \.on, TargetV1.format, isRequired: true, TargetV1.summary),
      Field("run", \.run, arguments, isRequired: true, "The command that breaks something, as a list of arguments."),
      Field("undo", \.undo, arguments, "The command that takes it out again."),
      Field("effect", \.effect, arguments, "The command whose exit status 0 proves that something broke."),
    ])

  private static let arguments = Format<String>.argument.list("arguments", atMost: 1000)
    .map { arguments, place, findings in
      guard arguments.first?.value.isEmpty == true else { return arguments }
      findings.add("a command without a name", expected: "the program to run first", at: place)
      return nil
    }

  var fault: CommandFault? {
    guard let target = on.value?.target, let run = run.value else { return nil }
    return CommandFault(
      on: target, run: run.map(\.value), undo: undo.value?.map(\.value), effect: effect.value?.map(\.value) ?? [])
  }
}
