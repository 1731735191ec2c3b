import Model
import Providers
import TestSupport
import Testing

struct PowerDriversTests {
  @Test(arguments: [
    (
      PowerSpec.ec2(EC2Instance(region: "eu-central-1", selector: .tag(name: "Name", value: "cp-1"))),
      "EC2 instance tagged Name=cp-1 in eu-central-1"
    ),
    (
      .gce(GCEInstance(project: "my-project", zone: "europe-west3-a", name: "cp-1")),
      "Compute Engine instance cp-1 in europe-west3-a of my-project"
    ),
    (
      .exec(
        ExecPower(
          state: ["ipmitool", "power", "status"], stateWhenOn: "is on",
          powerOn: ["ipmitool", "-P", "password", "power", "on"], powerOff: ["ipmitool", "power", "off"])),
      "the machine that ipmitool switches"
    ),
  ])
  func anInventorysPowerGetsItsDriver(power: PowerSpec, summary: String) {
    let drivers = PowerDrivers(environment: [:], runner: ScriptedRunner([:]))
    #expect(drivers.driver(for: power).summary == summary)
  }
}
