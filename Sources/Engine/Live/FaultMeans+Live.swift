import Faults
import Model
import Providers
import Recovery

extension FaultMeans {
  /// - Parameter members: machines with an etcd member.
  static func live(
    _ links: ClusterLinks, access: ClusterAccess, members: [MachineName], backups: BackupCatalogue
  ) -> FaultMeans {
    FaultMeans(
      leader: { await links.etcdLeader(among: members) },
      leaseHolder: { await links.leaseHolder(of: $0, among: members) }, etcd: { links.etcd(of: $0) },
      certificates: TLSCertificateCheck(access: access), backups: CatalogueShelf(catalogue: backups))
  }
}

/// The backups of a drill as a fault sees them.
struct CatalogueShelf: BackupShelf {
  let catalogue: BackupCatalogue

  var paths: [String] { catalogue.all.reversed().map(\.path) }
}
