import Crypto
import Foundation
import TestSupport

/// What AWS does with the signature of a request. Written from its description, not from the code that signs.
///
/// - Source: AWS, "Create a signed AWS API request"
///   <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
struct SignatureCheck: Sendable {
  let accessKeyID: String
  let secret: String
  let region: String
  let service: String

  /// - Returns: nil where AWS would let the request in, or why it would not.
  func problem(of question: Question) -> String? {
    guard let authorization = Authorization(question.headers["authorization"] ?? "") else {
      return "there is no signature: \(question.headers["authorization"] ?? "no header")"
    }
    guard let time = question.headers["x-amz-date"] else { return "x-amz-date is missing" }
    let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
    guard authorization.credential == "\(accessKeyID)/\(scope)" else {
      return "the credential is \(authorization.credential)"
    }
    // A header that is named and was not sent is refused, and so is one of Amazon's own that is not signed.
    for name in authorization.signedHeaders where question.headers[name] == nil {
      return "'\(name)' is named as a signed header, but it does not exist in the request"
    }
    for name in ["host"] + question.headers.keys.filter({ $0.hasPrefix("x-amz-") })
    where !authorization.signedHeaders.contains(name) {
      return "'\(name)' is not signed"
    }
    let expected = signature(of: question, authorization.signedHeaders, time, scope)
    return authorization.signature == expected ? nil : "the signature is not that of the request"
  }

  private func signature(of question: Question, _ names: [String], _ time: String, _ scope: String) -> String {
    let headers = names.map { "\($0):\(question.headers[$0] ?? "")\n" }.joined()
    let canonical = [
      question.method, question.path, question.query, headers, names.joined(separator: ";"), sha256(question.body),
    ].joined(separator: "\n")
    let text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].joined(separator: "\n")
    let key = scope.split(separator: "/").reduce(Data("AWS4\(secret)".utf8)) { mac(String($1), $0) }
    return hex(mac(text, key))
  }

  private func mac(_ text: String, _ key: Data) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
  }

  private func sha256(_ text: String) -> String { hex(Data(SHA256.hash(data: Data(text.utf8)))) }

  private func hex(_ bytes: Data) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

  /// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=a;b, Signature=…`
  private struct Authorization {
    var credential: String
    var signedHeaders: [String]
    var signature: String

    init?(_ header: String) {
      guard header.hasPrefix("AWS4-HMAC-SHA256 ") else { return nil }
      var values: [String: String] = [:]
      for part in header.dropFirst("AWS4-HMAC-SHA256 ".count).split(separator: ",") {
        let words = part.split(separator: "=", maxSplits: 1)
        guard words.count == 2 else { return nil }
        values[words[0].trimmingCharacters(in: .whitespaces)] = words[1].trimmingCharacters(in: .whitespaces)
      }
      guard let credential = values["Credential"], let names = values["SignedHeaders"],
        let signature = values["Signature"]
      else { return nil }
      self.credential = credential
      signedHeaders = names.split(separator: ";").map(String.init)
      self.signature = signature
    }
  }
}
