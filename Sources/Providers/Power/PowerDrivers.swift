import Clients
public import Model
public import Transport

/// Makes the driver that a machine's inventory asks for. Drivers of one maker share connections and credentials.
public struct PowerDrivers: Sendable {
  private let environment: [String: String]
  private let runner: any CommandRunner
  private let patience: PowerPatience
  private let internet: HTTPClient
  private let aws: AWSCredentialChain
  private let google: GoogleTokens

  /// - Parameters:
  ///   - environment: says where credentials are, as the clouds' own tools have it.
  ///   - internet: the way to the clouds; nil: through the proxy of the environment, where there is one.
  public init(
    environment: [String: String], runner: any CommandRunner = LocalCommandRunner(),
    patience: PowerPatience = PowerPatience(), internet: HTTPClient? = nil
  ) {
    // A machine's own metadata never lies behind a proxy.
    let metadata = HTTPClient()
    self.environment = environment
    self.runner = runner
    self.patience = patience
    self.internet = internet ?? HTTPClient(HTTPClientConfiguration(usesEnvironmentProxy: true))
    aws = AWSCredentialChain(environment: environment, http: metadata)
    google = GoogleTokens(environment: environment, runner: runner, http: metadata)
  }

  /// Nothing is asked and no credentials are looked for yet; ``PowerDriver/preflight(for:)`` does that.
  public func driver(for power: PowerSpec) -> any PowerDriver {
    switch power {
    case .ec2(let instance):
      let client = EC2Client(region: instance.region, endpoint: instance.endpoint, credentials: aws, http: internet)
      return EC2Power(instance, client: client, patience: patience)
    case .gce(var instance):
      // As gcloud is told to use another address.
      instance.endpoint = instance.endpoint ?? environment["CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE"]
      return GCEPower(client: GCEClient(instance, tokens: google, http: internet), patience: patience)
    case .exec(let commands): return CommandPower(commands, runner: runner, patience: patience)
    }
  }
}
