/// A drill file with one control plane, written around what a test is about.
func drillText(
  name: String = "case", cluster: String = "{controlPlanes: 1}", probes: String = "[api-read, api-write]",
  steadyState: String = "{for: 2s}", faults: String,
  recovery: String = "{runbook: self, deadline: 60s, stable: 2s}", objectives: String = "{recover: 50s}"
) -> String {
  """
  apiVersion: firedrill.dev/v1
  kind: Drill
  metadata: {name: \(name), title: A case of the tests}
  spec:
    cluster: \(cluster)
    probes: \(probes)
    ledger: {rate: 50/s}
    steadyState: \(steadyState)
    faults:
  \(faults)
    recovery: \(recovery)
    objectives: \(objectives)
  """
}

let killApiserver = """
      - process.kill: {on: {component: kube-apiserver}}
        at: 0s
  """
