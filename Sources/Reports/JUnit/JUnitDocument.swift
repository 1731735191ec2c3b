/// One drill as a suite.
struct JUnitSuite {
  var name: String
  var time: String
  var timestamp: String
  var file: String
  var properties: [(name: String, value: String)]
  var cases: [JUnitCase]
  var output: String

  var failures: Int { cases.count { $0.outcome?.element == .failure } }
  var errors: Int { cases.count { $0.outcome?.element == .error } }
  var skipped: Int { cases.count { $0.outcome?.element == .skipped } }
}

struct JUnitCase {
  var name: String
  var classname: String
  var time: String
  /// nil: it passed.
  var outcome: JUnitOutcome?
}

/// Why a case did not pass: `message` in one line for lists, `text` for whoever opens it.
struct JUnitOutcome {
  enum Element: String { case failure, error, skipped }

  var element: Element
  var type: String
  var message: String
  var text: String = ""
}

extension JUnitSuite {
  /// Attributes in the order, and no more of them, than junit-10.xsd knows.
  func write(to xml: inout XMLWriter) {
    let attributes: XMLWriter.Attributes = [
      "name": name, "tests": "\(cases.count)", "failures": "\(failures)", "errors": "\(errors)",
      "skipped": "\(skipped)", "time": time, "timestamp": timestamp, "file": file,
    ]
    xml.element("testsuite", attributes) { xml in
      xml.element("properties") { xml in
        for property in properties { xml.element("property", ["name": property.name, "value": property.value]) }
      }
      for one in cases { one.write(to: &xml) }
      xml.element("system-out", text: output)
    }
  }
}

extension JUnitCase {
  func write(to xml: inout XMLWriter) {
    let attributes: XMLWriter.Attributes = ["name": name, "classname": classname, "time": time]
    guard let outcome else { return xml.element("testcase", attributes) }
    xml.element("testcase", attributes) { xml in
      let why: XMLWriter.Attributes = ["type": outcome.type, "message": VisibleText.oneLine(outcome.message)]
      xml.element(outcome.element.rawValue, why, text: outcome.text)
    }
  }
}
