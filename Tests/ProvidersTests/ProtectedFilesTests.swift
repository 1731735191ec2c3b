import Foundation
import Glibc
import Testing

@testable import Providers

/// The umask belongs to the whole process: these run one after the other, and only with masks that leave other tests'
/// files usable.
@Suite(.serialized) struct ProtectedFilesTests {
  @Test(arguments: [0o000, 0o022] as [mode_t])
  func aKeyIsItsOwnersOnlyUnderAnyUmask(mask: mode_t) throws {
    let scratch = try Scratch()
    let old = umask(mask)
    defer { umask(old) }
    try ProtectedFiles.makeDirectory(scratch.path + "/pki")
    try ProtectedFiles.write("secret", to: scratch.path + "/pki/key")
    try ProtectedFiles.write("#!/bin/sh\n", to: scratch.path + "/pki/run", mode: 0o700)
    #expect(try permissions(of: scratch.path + "/pki") == 0o700)
    #expect(try permissions(of: scratch.path + "/pki/key") == 0o600)
    #expect(try permissions(of: scratch.path + "/pki/run") == 0o700)
  }

  @Test func aLinkThatSomebodyPutThereIsNotFollowed() throws {
    let scratch = try Scratch()
    #expect(symlink(scratch.path + "/elsewhere", scratch.path + "/key") == 0)
    #expect(throws: ProviderError.self) { try ProtectedFiles.write("secret", to: scratch.path + "/key") }
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/elsewhere"))
  }

  @Test func aFileThatExistsIsNotOverwritten() throws {
    let scratch = try Scratch()
    try scratch.write("old", to: "key")
    #expect(throws: ProviderError.self) { try ProtectedFiles.write("new", to: scratch.path + "/key") }
    #expect(TextFile.read(scratch.path + "/key") == "old")
  }
}
