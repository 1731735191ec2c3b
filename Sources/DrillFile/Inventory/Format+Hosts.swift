import Model

/// What reaches ssh, a cloud's API or another machine. Each is an allow-list; the lists for ssh are the model's.
extension Format<String> {
  /// A node's name in Kubernetes. - Source: <https://kubernetes.io/docs/concepts/overview/working-with-objects/names>
  static var nodeName: Format {
    text(
      "lower-case letters, digits, dashes and dots, such as cp-1",
      schema: .object([
        "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$",
        "maxLength": 253,
      ]),
      complaint: "is no node's name", nearest: { isNodeName($0.lowercased()) ? $0.lowercased() : nil },
      isFit: isNodeName)
  }

  static var host: Format {
    text(
      "a host's name or IP address, such as cp-1.example.com or 10.0.0.11",
      schema: .object(["type": "string", "pattern": "^[A-Za-z0-9:][A-Za-z0-9_.:-]*$", "maxLength": 253]),
      complaint: "is no host", isFit: SSHTarget.isHost)
  }

  static var ipAddress: Format {
    text(
      "an IP address such as 10.0.0.11",
      schema: .object(["type": "string", "pattern": "^[0-9A-Fa-f.:]+$", "maxLength": 39]),
      complaint: "is no IP address", isFit: { IPAddress($0) != nil })
  }

  static var user: Format {
    text(
      "a user's name: letters, digits, dashes, dots and underscores",
      schema: .object(["type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_.-]{0,63}$"]), complaint: "is no user",
      isFit: SSHTarget.isUser)
  }

  /// Relative to the file that it stands in, or to the home folder where it begins with `~/`.
  static var path: Format {
    text(
      "a path of letters, digits and /._+@=,-; ~/ is the home folder",
      schema: .object(["type": "string", "minLength": 1, "maxLength": 1024]), complaint: "is no path that ssh can take",
      isFit: { SSHTarget.isPath($0.hasPrefix("~/") ? String($0.dropFirst()) : $0) })
  }

  /// `none`: the default's does not count.
  static var jump: Format {
    text(
      "a machine to go through, such as admin@bastion.example.com:22, or none",
      schema: .object(["type": "string", "pattern": "^[A-Za-z0-9_.@:\\[\\]-]+$"]), complaint: "is no such machine",
      isFit: { $0 == "none" || SSHJump($0) != nil })
  }

  /// Such as a region: part of a host's name.
  static func label(_ noun: String, such example: String) -> Format {
    text(
      "lower-case letters, digits and dashes, such as \(example)",
      schema: .object(["type": "string", "pattern": .text(Spelling.namePattern)]), complaint: "is no \(noun)",
      isFit: Spelling.isName)
  }

  /// - Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>
  static var instanceID: Format {
    text(
      "an instance's id such as i-0123456789abcdef0",
      schema: .object(["type": "string", "pattern": "^i-[0-9a-f]{8,17}$"]), complaint: "is no instance's id",
      isFit: { text in
        text.hasPrefix("i-") && (10...19).contains(text.utf8.count)
          && text.utf8.dropFirst(2).allSatisfy { "0123456789abcdef".utf8.contains($0) }
      })
  }

  /// A tag's name or value. - Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html>
  static func tag(atMost limit: Int) -> Format {
    text(
      "1 to \(limit) letters, digits, blanks and any of +-=._:/@",
      schema: .object(["type": "string", "minLength": 1, "maxLength": .whole(limit)]), complaint: "is no tag",
      isFit: { text in
        (1...limit).contains(text.unicodeScalars.count)
          && text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
              || " +-=._:/@".unicodeScalars.contains(scalar)
          }
      })
  }

  /// With the domain in front that older projects have. - Source: <https://cloud.google.com/resource-manager/docs>
  static var project: Format {
    text(
      "a project's id such as my-project-42",
      schema: .object(["type": "string", "pattern": "^([a-z0-9][a-z0-9.-]*:)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"]),
      complaint: "is no project's id",
      isFit: { text in
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.last, Spelling.isName(name) else { return false }
        return parts.count == 1 || isNodeName(parts[0])
      })
  }

  /// RFC 1123's subdomain: parts of at most 63, at most 253 in all.
  private static func isNodeName(_ text: String) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { Spelling.isName(String($0)) }
  }
}
