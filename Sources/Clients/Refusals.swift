/// The words by which the services of AWS and Google Cloud refuse.
///
/// - Source: "Error codes for the Amazon EC2 API"
///   <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html>;
///   "Compute Engine API errors" <https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-apis>
extension ClientError {
  /// Refusals for want of a pause, or while a machine is on its way from one state to the next.
  static let passing: Set<String> = [
    "RequestLimitExceeded", "Throttling", "ThrottlingException", "RequestThrottled", "TooManyRequestsException",
    "IncorrectInstanceState", "IncorrectState", "Unavailable", "InternalError", "InsufficientInstanceCapacity",
    "rateLimitExceeded", "userRateLimitExceeded", "resourceNotReady", "backendError",
    "ZONE_RESOURCE_POOL_EXHAUSTED", "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS",
  ]

  static func remedy(forRefusal code: String) -> String {
    switch code {
    case "UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "forbidden", "PERMISSION_DENIED",
      "insufficientPermissions", "accessNotConfigured":
      "grant the permission that it names; docs/power-drivers.md lists what each driver needs"
    case "AuthFailure", "InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken", "authError", "required",
      "UNAUTHENTICATED":
      "see that the credentials are current and belong to the account that owns the machine"
    case "RequestExpired": "set this machine's clock, or renew the credentials"
    case "InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed", "notFound", "NOT_FOUND":
      "see the machine's id or name in the inventory, and its region, project or zone"
    case "IncorrectInstanceState", "IncorrectState", "resourceNotReady": "wait until it has settled, then ask again"
    case "OperationNotPermitted": "take off the instance's protection against stops or termination"
    case let code where passing.contains(code): "ask again later, or less often"
    default: "mend what the service says"
    }
  }
}
