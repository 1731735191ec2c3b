import Foundation
import Testing

@testable import Providers

struct LocalToolsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func theCacheIsSearchedWhereTheEnvironmentSays() throws {
    for tool in Tool.kubernetes { try put(tool, in: "cache/firedrill/kubernetes/current") }
    try put(.etcd, in: "cache/firedrill/tools/bin")
    let tools = LocalTools(environment: ["XDG_CACHE_HOME": scratch.path + "/cache", "HOME": "/nowhere"])
    #expect(try tools.path(of: .scheduler) == scratch.path + "/cache/firedrill/kubernetes/current/kube-scheduler")
    #expect(try tools.path(of: .etcd) == scratch.path + "/cache/firedrill/tools/bin/etcd")
  }

  @Test func givenBinariesAreTakenOnlyWhenAllThreeAreThere() throws {
    for tool in Tool.kubernetes { try put(tool, in: ".cache/firedrill/kubernetes/current") }
    try put(.apiserver, in: "assets")
    let environment = ["KUBEBUILDER_ASSETS": scratch.path + "/assets", "HOME": scratch.path]
    #expect(try LocalTools(environment: environment).path(of: .apiserver).contains("/.cache/"))
    try put(.controllerManager, in: "assets")
    try put(.scheduler, in: "assets")
    #expect(try LocalTools(environment: environment).path(of: .apiserver).contains("/assets/"))
  }

  @Test func aFolderOrAFileThatCannotRunIsNoTool() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/.cache/firedrill/tools/bin/etcd", withIntermediateDirectories: true)
    try scratch.write("", to: ".cache/firedrill/tools/bin/tini")
    let missing = LocalTools(environment: ["HOME": scratch.path, "PATH": ""]).missing
    #expect(missing.contains(.etcd) && missing.contains(.apiserver))
  }

  @Test func aMissingToolSaysWhyItIsNeededAndWhatBringsIt() throws {
    let tools = LocalTools(environment: ["HOME": scratch.path, "PATH": ""])
    do {
      _ = try tools.path(of: .apiserver)
      Issue.record("a tool was found in an empty folder")
    } catch {
      #expect("\(error)".contains("kube-apiserver is missing"))
      #expect(error.remedy == "make setup")
    }
  }

  private func put(_ tool: Tool, in folder: String) throws {
    try scratch.write("#!/bin/sh\n", to: "\(folder)/\(tool.rawValue)", executable: true)
  }
}
