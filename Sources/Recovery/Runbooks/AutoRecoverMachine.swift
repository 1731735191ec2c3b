import Model

extension Runbook {
  /// What a cloud's alarm does: a machine whose status check fails at two data points within two periods is rebooted.
  ///
  /// - Source: Kubernetes, "Troubleshooting Clusters", mitigation "use the IaaS provider's automatic VM restarting feature"
  ///   <https://kubernetes.io/docs/tasks/debug/debug-cluster/#cluster-failure-modes>; Amazon EC2, alarm actions on
  ///   `StatusCheckFailed` <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/UsingAlarmActions.html>
  static let autoRecoverMachine = Runbook(
    .autoRecoverMachine, "reboot machines whose status check fails for two periods, as a cloud's alarm does",
    [.awaitAlarm, .rebootMachines, .startComponents, .awaitControlPlane])
}
