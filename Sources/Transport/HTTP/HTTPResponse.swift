/// What a server answered, whatever its status.
public struct HTTPResponse: Hashable, Sendable {
  public var status: Int
  public var headers: [HTTPHeader]
  public var body: [UInt8]

  public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The body read as UTF-8; bytes that are none become U+FFFD.
  public var text: String { String(decoding: body, as: UTF8.self) }

  public var isSuccess: Bool { (200..<300).contains(status) }
}
