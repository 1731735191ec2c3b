import Faults
import Model
import Providers
import Recovery

extension FaultMeans {
  static func live(_ links: ClusterLinks, _ cluster: any Cluster, backups: BackupCatalogue) -> FaultMeans {
    let machines = cluster.machines
    let members = machines.map(\.name)
    let nodes = Dictionary(machines.map { ($0.nodeName, $0.name) }) { first, _ in first }
    return FaultMeans(
      leader: { await links.etcdLeader(among: members) },
      leaseHolder: { await links.leaseHolder(of: $0, among: nodes) }, etcd: { links.etcd(of: $0) },
      certificates: TLSCertificateCheck(access: cluster.access), backups: CatalogueShelf(catalogue: backups))
  }
}

/// The backups of a drill as a fault sees them.
struct CatalogueShelf: BackupShelf {
  let catalogue: BackupCatalogue

  var paths: [String] { catalogue.all.reversed().map(\.path) }
}
