import Foundation
import FoundationXML

/// An XML document as far as the APIs of AWS use XML: elements that hold either text or elements. Attributes are left
/// out.
struct XMLTree: Hashable, Sendable {
  var name: String
  var text = ""
  var children: [XMLTree] = []

  init(name: String) { self.name = name }

  /// - Returns: nil where `bytes` are no well-formed document.
  init?(_ bytes: [UInt8]) {
    let document = bytes.drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") }
    // Nothing well-formed that an API says is shorter, and a document of four bytes ends the parser of Foundation.
    guard document.count > 4 else { return nil }
    let parser = XMLParser(data: Data(document))
    let builder = XMLTreeBuilder()
    parser.delegate = builder
    guard parser.parse(), let root = builder.root else { return nil }
    self = root
  }

  /// The elements that are called `name`.
  func all(_ name: String) -> [XMLTree] { children.filter { $0.name == name } }

  /// The text at the end of `path`, the first element of each name; nil where there is none, or it is empty.
  func value(_ path: String...) -> String? {
    var place = self
    for name in path {
      guard let next = place.children.first(where: { $0.name == name }) else { return nil }
      place = next
    }
    return place.text.isEmpty ? nil : place.text
  }
}

private final class XMLTreeBuilder: NSObject, XMLParserDelegate {
  private var open: [XMLTree] = []
  private(set) var root: XMLTree?

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName qName: String?,
    attributes attributeDict: [String: String]
  ) {
    open.append(XMLTree(name: elementName))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard !open.isEmpty else { return }
    open[open.count - 1].text += string
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?
  ) {
    guard var element = open.popLast() else { return }
    element.text = element.text.trimmingCharacters(in: .whitespacesAndNewlines)
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }
}
