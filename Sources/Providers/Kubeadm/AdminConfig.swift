import Foundation
import Model

/// A cluster administrator's kubeconfig as kubeadm writes it: one cluster, one user, everything embedded.
struct AdminConfig: Sendable {
  /// Base URL of the API.
  var server: String
  private var authority: Data
  private var certificate: Data
  private var key: Data

  /// - Returns: nil when a part is missing, or is not embedded.
  init?(_ text: String) {
    func value(_ key: String) -> String? {
      let line = text.split(separator: "\n").first { $0.trimmingCharacters(in: .whitespaces).hasPrefix(key + ": ") }
      return line.map {
        $0.trimmingCharacters(in: .whitespaces).dropFirst(key.count + 2).trimmingCharacters(in: .whitespaces)
      }
    }
    func data(_ key: String) -> Data? { value(key).flatMap { Data(base64Encoded: $0) } }
    guard let server = value("server"), let authority = data("certificate-authority-data"),
      let certificate = data("client-certificate-data"), let key = data("client-key-data")
    else { return nil }
    self.server = server
    self.authority = authority
    self.certificate = certificate
    self.key = key
  }

  /// Writes the identity's files into a folder of the harness, for its owner alone.
  func write(to folder: String) throws(ProviderError) -> IdentityFiles {
    let files = IdentityFiles(
      authority: folder + "/ca.crt", certificate: folder + "/admin.crt", key: folder + "/admin.key")
    try ProtectedFiles.replace(String(decoding: authority, as: UTF8.self), at: files.authority)
    try ProtectedFiles.replace(String(decoding: certificate, as: UTF8.self), at: files.certificate)
    try ProtectedFiles.replace(String(decoding: key, as: UTF8.self), at: files.key)
    return files
  }
}
