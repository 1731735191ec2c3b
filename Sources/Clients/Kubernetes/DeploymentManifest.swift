extension SpreadDeployment {
  /// What is sent to the API.
  var manifest: DeploymentManifest {
    let labels = ["app": name]
    let tolerations = ["not-ready", "unreachable"].map { taint in
      DeploymentManifest.Toleration(key: "node.kubernetes.io/\(taint)", tolerationSeconds: tolerationSeconds)
    }
    let spread = DeploymentManifest.Spread(labelSelector: .init(matchLabels: labels))
    let pod = DeploymentManifest.PodSpec(
      tolerations: tolerations, topologySpreadConstraints: [spread],
      affinity: nodes.isEmpty ? nil : DeploymentManifest.Affinity(nodes: nodes), containers: [.running(program)])
    return DeploymentManifest(
      metadata: Metadata(name: name),
      spec: .init(
        replicas: replicas, selector: .init(matchLabels: labels),
        template: .init(metadata: .init(labels: labels), spec: pod)))
  }
}

/// The part of a Deployment that a ``SpreadDeployment`` fills in.
struct DeploymentManifest: Encodable {
  var apiVersion = "apps/v1"
  var kind = "Deployment"
  var metadata: Metadata
  var spec: Spec

  struct Spec: Encodable {
    var replicas: Int
    var selector: Selector
    var template: Template
  }

  struct Selector: Encodable {
    var matchLabels: [String: String]
  }

  struct Template: Encodable {
    struct Labels: Encodable {
      var labels: [String: String]
    }

    var metadata: Labels
    var spec: PodSpec
  }

  struct PodSpec: Encodable {
    /// No credentials: the pods do nothing, and fetching a token is work for every kubelet.
    var automountServiceAccountToken = false
    var terminationGracePeriodSeconds = 0
    var tolerations: [Toleration]
    var topologySpreadConstraints: [Spread]
    var affinity: Affinity?
    var containers: [Container]
  }

  /// By the nodes' own names: their label with the host's name may say otherwise. A term takes one name; any term will do.
  struct Affinity: Encodable {
    struct Node: Encodable {
      var requiredDuringSchedulingIgnoredDuringExecution: Terms
    }

    struct Terms: Encodable {
      var nodeSelectorTerms: [Term]
    }

    struct Term: Encodable {
      var matchFields: [Requirement]
    }

    struct Requirement: Encodable {
      var key = "metadata.name"
      var `operator` = "In"
      var values: [String]
    }

    var nodeAffinity: Node

    init(nodes: [String]) {
      let terms = nodes.map { Term(matchFields: [Requirement(values: [$0])]) }
      nodeAffinity = Node(requiredDuringSchedulingIgnoredDuringExecution: Terms(nodeSelectorTerms: terms))
    }
  }

  struct Toleration: Encodable {
    var key: String
    var `operator` = "Exists"
    var effect = "NoExecute"
    var tolerationSeconds: Int
  }

  struct Spread: Encodable {
    var maxSkew = 1
    var topologyKey = "topology.kubernetes.io/zone"
    /// With a zone lost, its replicas must find a place elsewhere.
    var whenUnsatisfiable = "ScheduleAnyway"
    var labelSelector: Selector
  }

  struct Container: Encodable {
    var name = "canary"
    var image = "registry.k8s.io/pause:3.9"
    var imagePullPolicy = "IfNotPresent"
    var command: [String]?
    var readinessProbe: Probe?

    /// - Source: busybox, `httpd --help`
    static func running(_ program: PodProgram) -> Container {
      guard case .web(let image) = program else { return Container() }
      let folder = "/tmp/www"
      let serve = "exec httpd -f -p \(PodProgram.port) -h \(folder)"
      let script = "mkdir -p \(folder) && echo ok >\(folder)/index.html && \(serve)"
      return Container(
        image: image, command: ["sh", "-c", script],
        readinessProbe: Probe(httpGet: .init(path: "/", port: PodProgram.port)))
    }
  }

  struct Probe: Encodable {
    struct Get: Encodable {
      var path: String
      var port: Int
    }

    var httpGet: Get
    var periodSeconds = 1
  }
}
