import Transport

extension DockerClient {
  /// Whether the container's disk has that file, also while it is paused or stopped.
  public func holds(_ path: String, in container: String) async throws(ClientError) -> Bool {
    do {
      _ = try await calls.raw(
        "GET", Self.path(container) + "/archive?path=" + Self.encoded(path), deadline: Self.callLimit)
      return true
    } catch .status(404, _, _) {
      return false
    }
  }

  /// Puts a file into a folder of the container, readable by its owner alone.
  ///
  /// The engine writes under a mount that only the running container sees, such as a tmpfs: choose a folder on its disk.
  ///
  /// - Parameter folder: has to be there.
  public func put(
    _ content: [UInt8], as name: String, in folder: String, of container: String, limit: Duration
  ) async throws(ClientError) {
    let path = Self.path(container) + "/archive?path=" + Self.encoded(folder)
    let url = calls.base + path
    guard let archive = TarArchive.holding(content, as: name) else {
      throw .unreadable(url: url, reason: "\(name) is no name for a file in an archive")
    }
    let request = HTTPRequest(
      "PUT", url, headers: [HTTPHeader("Content-Type", "application/x-tar")], body: archive, deadline: limit)
    let answer: HTTPResponse
    do {
      answer = try await calls.http.send(request)
    } catch {
      throw .transport(error)
    }
    guard answer.isSuccess else {
      throw .status(answer.status, url: url, message: String(answer.text.prefix(300)))
    }
  }
}

/// An archive of one file.
///
/// - Source: POSIX.1-2017, pax, "ustar Interchange Format"
enum TarArchive {
  private static let block = 512
  private static let mode = "0000600"

  /// nil when the name is empty, too long for an archive, or a path.
  static func holding(_ content: [UInt8], as name: String) -> [UInt8]? {
    guard !name.isEmpty, name.utf8.count < 100, !name.contains("/"), !name.utf8.contains(0) else { return nil }
    var head = [UInt8](repeating: 0, count: block)
    func write(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { head[offset + index] = byte }
    }
    write(name, at: 0)
    write(mode, at: 100)
    write("0000000", at: 108)
    write("0000000", at: 116)
    write(octal(content.count, digits: 11), at: 124)
    write(octal(0, digits: 11), at: 136)
    // The checksum is taken with blanks in its own place.
    write("        ", at: 148)
    write("0", at: 156)
    write("ustar", at: 257)
    write("00", at: 263)
    let sum = head.reduce(0) { $0 + Int($1) }
    write(octal(sum, digits: 6) + "\0 ", at: 148)
    let padding = (block - content.count % block) % block
    return head + content + [UInt8](repeating: 0, count: padding + 2 * block)
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
