import Model
import Testing

@testable import Recovery

struct StepNamesTests {
  @Test func everyNameThatADrillMayUseHasItsStep() {
    #expect(Set(Runbook.Step.all.map(\.name)).count == Runbook.Step.all.count)
    #expect(Set(Runbook.Step.all.map(\.name)) == Set(Runbook.stepNames.map(\.rawValue)))
  }

  @Test func aDrillsOwnStepsAreTheSameAsARunbooks() throws {
    let names = Runbook.restoreFromBackup.steps.map { RecoveryStepName($0.name) }
    let own = try #require(try Runbook.of(.steps(names)))
    #expect(own.steps.map(\.name) == Runbook.restoreFromBackup.steps.map(\.name))
    #expect(own.steps.map(\.reaches) == Runbook.restoreFromBackup.steps.map(\.reaches))
  }

  @Test func anUnknownStepIsReportedWithTheNearest() {
    #expect(throws: RecoveryError.unknownStep("restore member", nearest: "restore members")) {
      try Runbook.of(.steps([RecoveryStepName("restore member")]))
    }
  }

  @Test(arguments: RunbookName.allCases)
  func everyRunbookHasStepsAndSaysWhatItDoes(_ name: RunbookName) {
    let runbook = Runbook.named(name)
    #expect(runbook.name == name.rawValue)
    #expect(!runbook.steps.isEmpty)
    #expect(!runbook.summary.isEmpty)
  }
}
