import Foundation
import Glibc
import Testing

@Suite(.serialized)
struct LabTests {
  /// The kubeconfig is read with curl, since a fresh machine has no kubectl.
  @Test func aLabStandsAnswersFromOutsideAndEndsWithoutATrace() async throws {
    let folder = try TemporaryFolder()
    let state = ["XDG_STATE_HOME": folder.path]
    let before = Host.marks()
    let up = try await FiredrillProcess.run(["lab", "up", "--name", "test"], environment: state)
    #expect(up.status == 0, "\(up.errors)")
    let kubeconfig = try String(
      contentsOfFile: up.output.trimmingCharacters(in: .whitespacesAndNewlines), encoding: .utf8)
    #expect(try await readyz(kubeconfig, in: folder) == "ok")

    let status = try await FiredrillProcess.run(["lab", "status", "--name", "test"], environment: state)
    #expect(status.output.contains("cp-1\tkube-apiserver\tup"), "\(status.output)\(status.errors)")
    let shell = try await FiredrillProcess.run(
      ["lab", "shell", "--name", "test", "cp-1", "hostname"], environment: state)
    #expect(shell.output == "cp-1\n", "\(shell.output)\(shell.errors)")
    #expect(try await FiredrillProcess.run(["lab", "up", "--name", "test"], environment: state).status == 2)

    #expect(try await FiredrillProcess.run(["lab", "down", "--name", "test"], environment: state).status == 0)
    #expect(await Host.leftovers(of: folder.path) == [])
    #expect(Host.marks() == before)
  }

  private func readyz(_ kubeconfig: String, in folder: TemporaryFolder) async throws -> String {
    var arguments = ["-s", value("server", in: kubeconfig) + "/readyz"]
    let parts = [
      ("certificate-authority-data", "--cacert"), ("client-certificate-data", "--cert"), ("client-key-data", "--key"),
    ]
    for (key, option) in parts {
      let data = try #require(Data(base64Encoded: value(key, in: kubeconfig)))
      arguments += [option, try folder.write(key, String(decoding: data, as: UTF8.self))]
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/curl")
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  private func value(_ key: String, in text: String) -> String {
    let line = text.split(separator: "\n").first { $0.contains(key + ":") } ?? ""
    let value = line.split(separator: ":", maxSplits: 1).last ?? ""
    return value.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
  }
}
