import Foundation
import Testing

@testable import Runner

struct LockOwnerTests {
  private let mine = LockOwner(run: "20260101-120000-abcd")

  @Test func aRunIsKnownByItsWholeName() {
    #expect(mine.isOf(run: "20260101-120000-abcd"))
    #expect(!mine.isOf(run: "20260101-120000-abc"))
    #expect(LockOwner(mine.description) == mine)
  }

  @Test func aProcessOfThisMachineIsAliveOrGone() {
    #expect(mine.life == .alive)
    // No system gives out numbers as high as that.
    #expect(other("process 2147483647 on").life == .gone)
  }

  @Test(arguments: ["", "somebody", "run (process 1 on elsewhere, boot pid:[1])"])
  func ofAnotherMachinesNothingIsKnown(_ holder: String) {
    #expect(LockOwner(holder).life == .unknown)
  }

  @Test(arguments: ["process 0 on", "process -1 on", "process x on", "process 99999999999 on"])
  func aNumberThatIsNoneIsNotAsked(_ process: String) {
    #expect(other(process).life == .unknown)
  }

  private func other(_ process: String) -> LockOwner {
    let number = "process \(ProcessInfo.processInfo.processIdentifier) on"
    return LockOwner(mine.description.replacingOccurrences(of: number, with: process))
  }
}
