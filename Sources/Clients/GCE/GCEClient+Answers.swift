extension GCEClient {
  public struct Instance: Hashable, Sendable {
    /// What its status means for the machine's power.
    ///
    /// - Source: "VM instance lifecycle" <https://cloud.google.com/compute/docs/instances/instance-lifecycle>
    public enum Phase: Hashable, Sendable {
      /// Resources are allotted, and it is about to start.
      case coming
      case running
      /// On its way to being off; its system may still run.
      case going
      case off
    }

    /// Another one for an instance that was made anew under the same name.
    public var id: String
    /// The API's word: `RUNNING`, `TERMINATED`, …
    public var status: String
    /// When it was started last, RFC 3339; nil until the first start.
    public var lastStart: String?

    public init(id: String, status: String, lastStart: String? = nil) {
      self.id = id
      self.status = status
      self.lastStart = lastStart
    }

    /// A status that is not known is taken for one on the way: whoever waits goes on, and names it in the end.
    public var phase: Phase {
      switch status {
      case "RUNNING": .running
      case "TERMINATED", "STOPPED", "SUSPENDED": .off
      case "PROVISIONING", "STAGING", "PENDING", "REPAIRING": .coming
      default: .going
      }
    }
  }

  /// What the API does after it has answered.
  public struct Operation: Hashable, Sendable, Decodable {
    public struct Failure: Hashable, Sendable, Decodable {
      public struct Detail: Hashable, Sendable, Decodable {
        public var code: String?
        public var message: String?
      }

      public var errors: [Detail]?
    }

    public var name: String
    /// `PENDING`, `RUNNING` or `DONE`.
    public var status: String
    /// nil unless it failed.
    public var error: Failure?
    public var httpErrorStatusCode: Int?

    public var isDone: Bool { status == "DONE" }

    /// Why it failed; nil unless it did.
    ///
    /// - Parameter url: names the instance.
    public func refusal(url: String) -> ClientError? {
      guard let error else { return nil }
      let detail = error.errors?.first
      return .refused(
        code: detail?.code ?? "failed", status: httpErrorStatusCode ?? 400, url: url,
        message: detail?.message ?? "operation \(name) failed")
    }
  }
}
