import TestSupport

/// Answers of the EC2 API, as its reference shows them.
enum EC2Answers {
  struct Instance: Sendable {
    var id: String
    var state: String
    var launchTime = "2026-01-02T03:04:05.000Z"
  }

  /// - Parameter reservations: the instances of each.
  static func described(_ reservations: [[Instance]], next: String? = nil) -> Answer {
    let items = reservations.map { instances in
      """
      <item><reservationId>r-1</reservationId><groupSet><item><groupId>sg-1</groupId></item></groupSet>
        <instancesSet>\(instances.map(item).joined())</instancesSet></item>
      """
    }
    let token = next.map { "<nextToken>\($0)</nextToken>" } ?? "<nextToken/>"
    return Answer(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
        <requestId>8f7724cf-496f-496e-8fe3-example</requestId>
        <reservationSet>\(items.joined())</reservationSet>
        \(token)
      </DescribeInstancesResponse>
      """)
  }

  private static func item(_ instance: Instance) -> String {
    """
    <item>
      <instanceId>\(instance.id)</instanceId>
      <instanceState><code>0</code><name>\(instance.state)</name></instanceState>
      <launchTime>\(instance.launchTime)</launchTime>
      <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><status>attached</status></ebs></item>
      </blockDeviceMapping>
      <stateReason><code>Client.UserInitiatedShutdown</code><message>User &amp; system</message></stateReason>
      <tagSet><item><key>Name</key><value>cp-1</value></item></tagSet>
    </item>
    """
  }

  static func refused(_ code: String, status: Int = 400, message: String = "It says why.") -> Answer {
    Answer(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Response><Errors><Error><Code>\(code)</Code><Message>\(message)</Message></Error></Errors>
      <RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>
      """, status: status)
  }

  static let done = Answer("<StopInstancesResponse><requestId>1</requestId></StopInstancesResponse>")
}
