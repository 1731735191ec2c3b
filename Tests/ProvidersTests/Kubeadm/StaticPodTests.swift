import Testing

@testable import Providers

struct StaticPodTests {
  static let manifest = """
    apiVersion: v1
    kind: Pod
    metadata:
      annotations:
        kubeadm.kubernetes.io/etcd.advertise-client-urls: https://172.18.0.2:2379
      name: etcd
      namespace: kube-system
    spec:
      containers:
      - command:
        - etcd
        - --advertise-client-urls=https://172.18.0.2:2379
        - --data-dir=/var/lib/etcd
        - --initial-cluster=lab-control-plane=https://172.18.0.2:2380
        - --name=lab-control-plane
        image: registry.k8s.io/etcd:3.5.15-0
        livenessProbe:
          httpGet:
            path: /health
        name: etcd
        args:
        - --not-a-flag-of-the-command=1
      hostNetwork: true
      volumes:
      - hostPath:
          path: /var/lib/etcd
        name: etcd-data

    """

  private let pod = StaticPod(manifest)

  @Test func whatIsNotChangedStaysAsItWas() {
    #expect(pod.text == Self.manifest)
  }

  @Test func imageAndFlagsAreRead() {
    #expect(pod.image == "registry.k8s.io/etcd:3.5.15-0")
    #expect(pod.value(of: "data-dir") == "/var/lib/etcd")
    #expect(pod.value(of: "data") == nil)
    #expect(pod.value(of: "not-a-flag-of-the-command") == nil)
    #expect(pod.has("--name=lab-control-plane") && !pod.has("--name"))
  }

  @Test func aFlagIsAddedAfterTheOthersOfTheCommand() throws {
    var changed = pod
    let isAdded = changed.add("--force-new-cluster")
    #expect(isAdded)
    let lines = changed.text.split(separator: "\n")
    let place = try #require(lines.firstIndex(of: "    - --force-new-cluster"))
    #expect(lines[place - 1] == "    - --name=lab-control-plane")
    #expect(lines[place + 1] == "    image: registry.k8s.io/etcd:3.5.15-0")
  }

  @Test func aFlagIsTakenOutWithAndWithoutItsValue() {
    var changed = pod
    let isAdded = changed.add("--initial-cluster-state=existing")
    #expect(isAdded)
    changed.remove("initial-cluster")
    #expect(changed.value(of: "initial-cluster") == nil)
    #expect(changed.value(of: "initial-cluster-state") == "existing", "a longer name is another flag")
    changed.remove("initial-cluster-state")
    let isAdded3 = changed.add("--force-new-cluster")
    #expect(isAdded3)
    changed.remove("force-new-cluster")
    let isAdded4 = changed.add("--initial-cluster=x")
    #expect(isAdded4)
    changed.remove("initial-cluster")
    var without = pod
    without.remove("initial-cluster")
    #expect(changed == without)
  }

  @Test func aManifestWithoutACommandTakesNone() {
    var other = StaticPod("apiVersion: v1\nkind: Pod\n")
    let isAdded = other.add("--x")
    #expect(!isAdded)
    #expect(other.image == nil)
  }

  @Test func quotesAreNoPartOfAnImage() {
    #expect(StaticPod("  image: \"registry.k8s.io/etcd:3.5\"\n").image == "registry.k8s.io/etcd:3.5")
  }
}

struct StatLineTests {
  @Test func aNameWithParenthesesAndBlanksIsNoTrouble() throws {
    let fields = ["S", "1", "2", "3"] + (7...21).map(String.init) + ["987654", "0"]
    let process = try #require(ProcessIdentity(stat: "42 (a (b) c) " + fields.joined(separator: " ")))
    #expect(process.pid == 42 && process.state == "S" && process.startTicks == 987_654)
  }

  @Test(arguments: ["", "42", "42 (x)", "42 (x) S 1", "x (y) S"])
  func aLineThatIsNoneIsLeftOut(_ line: String) {
    #expect(ProcessIdentity(stat: line) == nil)
  }
}

struct AdminConfigTests {
  @Test func theEmbeddedIdentityIsRead() throws {
    let config = try #require(AdminConfig(text(key: "S0VZ")))
    #expect(config.server == "https://lab-control-plane:6443")
  }

  @Test func oneWithPathsInsteadIsRefused() {
    #expect(AdminConfig(text(key: nil)) == nil)
    #expect(AdminConfig("") == nil)
  }

  private func text(key: String?) -> String {
    """
    apiVersion: v1
    clusters:
    - cluster:
        certificate-authority-data: Q0E=
        server: https://lab-control-plane:6443
      name: kind
    users:
    - name: admin
      user:
        client-certificate-data: Q0VSVA==
        \(key.map { "client-key-data: \($0)" } ?? "client-key: /etc/key.pem")

    """
  }
}
