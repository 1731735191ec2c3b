import Foundation
import Model

/// The manifest of a static pod as kubeadm writes it, changed line by line, so that all else stays as its owner wrote it.
struct StaticPod: Hashable, Sendable {
  private var lines: [String]

  init(_ text: String) {
    lines = text.components(separatedBy: "\n")
  }

  var text: String { lines.joined(separator: "\n") }

  /// The container's image, such as `registry.k8s.io/etcd:3.5.15-0`; nil where there is none.
  var image: String? {
    let line = lines.first { $0.trimmed.hasPrefix("image: ") }?.trimmed
    return line.map { String($0.dropFirst("image: ".count)).unquoted }
  }

  /// The value of `--flag=value`; nil where the flag is not given.
  func value(of flag: String) -> String? {
    let found = arguments.first { $0.text.hasPrefix("--\(flag)=") }
    return found.map { String($0.text.dropFirst(flag.count + 3)) }
  }

  func has(_ argument: String) -> Bool { arguments.contains { $0.text == argument } }

  /// Takes every `--flag` and `--flag=value` out.
  mutating func remove(_ flag: String) {
    let numbers = Set(
      arguments.filter { $0.text == "--\(flag)" || $0.text.hasPrefix("--\(flag)=") }.map(\.line))
    lines = lines.enumerated().filter { !numbers.contains($0.offset) }.map(\.element)
  }

  /// Adds an argument after the others.
  ///
  /// - Returns: false when the manifest has no command to add it to.
  mutating func add(_ argument: String) -> Bool {
    guard let last = arguments.last else { return false }
    lines.insert("\(last.indent)- \(argument)", at: last.line + 1)
    return true
  }

  private struct Argument {
    var line: Int
    var indent: String
    var text: String
  }

  /// The items of the first container's `command`.
  private var arguments: [Argument] {
    guard let start = lines.firstIndex(where: { $0.trimmed == "- command:" || $0.trimmed == "command:" }) else {
      return []
    }
    var found: [Argument] = []
    for line in (start + 1)..<lines.count {
      let text = lines[line].trimmed
      guard text.hasPrefix("- "), lines[line].indent.count >= lines[start].indent.count else { break }
      if text.hasSuffix(":"), lines[line].indent.count == lines[start].indent.count { break }
      found.append(Argument(line: line, indent: lines[line].indent, text: String(text.dropFirst(2)).unquoted))
    }
    return found
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
  fileprivate var indent: String { String(prefix { $0 == " " }) }
  fileprivate var unquoted: String {
    let quotes: Set<Character> = ["\"", "'"]
    guard count > 1, let first, first == last, quotes.contains(first) else { return self }
    return String(dropFirst().dropLast())
  }
}
