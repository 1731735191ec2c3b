import Model
import Testing

/// What may reach ssh.
struct SSHSpellingTests {
  @Test(arguments: ["10.0.0.11", "0.0.0.0", "255.255.255.255", "fd00::11", "::", "::1", "1:2:3:4:5:6:7:8", "FE80::a:1"])
  func anAddressIsRead(text: String) {
    #expect(IPAddress(text) != nil)
    #expect(SSHTarget.isHost(text))
  }

  @Test(arguments: [
    "", "10.0.0", "10.0.0.0.1", "10.0.0.256", "10.0.0.01", "10.0.0.+1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
    "::12345", ":::", ":1", "fe80::1%eth0", "::ffff:10.0.0.1", "::+1", "1::2:3:4:5:6:7:8",
  ])
  func whatIsNoAddressIsNot(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func twoSpellingsOfAnAddressAreEqual() {
    #expect(IPAddress("fd00::1") == IPAddress("FD00:0:0::0001"))
    #expect(IPAddress("fd00::1") != IPAddress("fd00::2"))
    #expect(IPAddress("0.0.0.0") != IPAddress("::"))
  }

  @Test func jumpsAreReadInParts() {
    func parts(_ text: String) -> [String?]? { SSHJump(text).map { [$0.user, $0.host, $0.port.map { "\($0)" }] } }
    #expect(parts("bastion") == [nil, "bastion", nil])
    #expect(parts("admin@bastion.example.com:2222") == ["admin", "bastion.example.com", "2222"])
    #expect(parts("admin@[fd00::1]:22") == ["admin", "fd00::1", "22"])
    #expect(parts("[fd00::1]") == [nil, "fd00::1", nil])
  }

  @Test(arguments: [
    "", "@h", "a@", "h:", "h:0", "h:65536", "h:022", "h:+1", "h:-1", "h:1:2", "fd00::1", "[h]", "[fd00::1", "fd00::1]",
    "[fd00::1]x", "-h", "a@-h", "a b@h", "h/x", "h?", "[]", "[",
  ])
  func whatIsNoJumpIsNot(text: String) {
    #expect(SSHJump(text) == nil)
  }

  @Test func usersAndPathsAreHeldToTheirLists() {
    #expect(["root", "_apt", "svc-drill.1", "A"].allSatisfy(SSHTarget.isUser))
    #expect(!["1root", "-l", "a b", "a@b", "a/b", "..", "a..b", "é"].contains(where: SSHTarget.isUser))
    #expect(["/etc/id", "../id", "a+b@c,d=e", "/home/jürgen/id"].allSatisfy(SSHTarget.isPath))
    #expect(!["-i", "a b", "~/x", "%h", "${X}", "a'b", "a\\b", "a\nb"].contains(where: SSHTarget.isPath))
  }
}
