import CLinux
import Glibc

/// What happens to a disk, done to a folder or a file. These calls block for as long as the disk takes.
enum Damage {
  private static let filler = "filler"
  private static let pageBytes = 4096

  /// Takes all the space that is left, down to the last page, with one file.
  static func fill(_ folder: String) throws(ProviderError) {
    let path = "\(folder)/\(filler)"
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .fromErrno(doing: "create \(path)") }
    defer { close(file) }
    var size = max(0, lseek(file, 0, SEEK_END))
    var step = 64 << 20
    while step >= 4096 {
      let failure = posix_fallocate(file, size, step)
      switch failure {
      case 0: size += step
      case ENOSPC: step /= 2
      case EINTR: continue
      default: throw .fromErrno(doing: "fill \(folder)", failure)
      }
    }
  }

  /// Gives back what ``fill(_:)`` took. Space that was not taken is no error.
  static func free(_ folder: String) throws(ProviderError) { try FileTree.remove("\(folder)/\(filler)") }

  /// Flips one bit in every 61st byte of each page that holds data.
  ///
  /// Etcd's database begins with two pages that say where everything is, each with a checksum of its own. They are spared:
  /// with both of them gone it would be no database at all. By the density no page's head stays whole, so that etcd, which
  /// reads all of it when it starts, cannot but notice.
  static func flipBits(in path: String) throws(ProviderError) {
    let file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { throw .fromErrno(doing: "open \(path)") }
    defer { close(file) }
    var page = [UInt8](repeating: 0, count: pageBytes)
    var offset = 2 * page.count
    while true {
      let count = pread(file, &page, page.count, offset)
      guard count >= 0 else { throw .fromErrno(doing: "read \(path)") }
      guard count > 0 else { return }
      if page[..<count].contains(where: { $0 != 0 }) {
        flip(&page[..<count])
        guard pwrite(file, page, count, offset) == count else { throw .fromErrno(doing: "write \(path)") }
      }
      offset += count
    }
  }

  /// The same to pages in memory.
  static func flipped(_ pages: [UInt8]) -> [UInt8] {
    var pages = pages
    for start in stride(from: 0, to: pages.count, by: pageBytes) {
      let end = min(start + pageBytes, pages.count)
      if pages[start..<end].contains(where: { $0 != 0 }) { flip(&pages[start..<end]) }
    }
    return pages
  }

  private static func flip(_ page: inout ArraySlice<UInt8>) {
    for index in stride(from: page.startIndex, to: page.endIndex, by: 61) { page[index] ^= 0x10 }
  }
}
