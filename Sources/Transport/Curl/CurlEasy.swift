package import CLibcurl

/// One libcurl transfer handle with what it borrows. Confined to one thread.
package final class CurlEasy {
  package let handle: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var headerList: UnsafeMutablePointer<curl_slist>?

  package init() {
    precondition(Self.libraryIsReady, "libcurl did not start")
    guard let handle = curl_easy_init() else { preconditionFailure("out of memory") }
    self.handle = handle
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    set(CURLOPT_ERRORBUFFER, to: UnsafeMutableRawPointer(errorText))
    set(CURLOPT_NOSIGNAL, to: 1)
    set(CURLOPT_PROTOCOLS_STR, to: "http,https")
    set(CURLOPT_TCP_NODELAY, to: 1)
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  private static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  // MARK: Options. A wrong option is a programmer's mistake; libcurl can only fail here for want of memory.

  package func set(_ option: CURLoption, to value: Int) { curl_set_long(handle, option, value) }
  package func set(_ option: CURLoption, to value: String?) { curl_set_string(handle, option, value) }
  package func set(_ option: CURLoption, to value: UnsafeMutableRawPointer?) { curl_set_pointer(handle, option, value) }
  package func set(
    _ option: CURLoption,
    to value:
      @escaping @convention(c) (
        UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
      ) -> Int
  ) { curl_set_data_function(handle, option, value) }

  /// Trusts and presents what `identity` says, and verifies peer and host.
  package func use(_ identity: TLSIdentity?) {
    set(CURLOPT_SSL_VERIFYPEER, to: 1)
    set(CURLOPT_SSL_VERIFYHOST, to: 2)
    guard let identity else { return }
    if let authority = identity.authorityFile {
      set(CURLOPT_CAINFO, to: authority)
      // Debian's libcurl looks into /etc/ssl/certs too unless told not to, and then does not cache the authorities.
      set(CURLOPT_CAPATH, to: nil as String?)
    }
    set(CURLOPT_SSLCERT, to: identity.certificateFile)
    set(CURLOPT_SSLKEY, to: identity.keyFile)
  }

  /// Signs every request of this handle from now on.
  package func sign(_ signing: AWSSigning) {
    set(CURLOPT_AWS_SIGV4, to: "aws:amz:\(signing.region):\(signing.service)")
    set(CURLOPT_USERNAME, to: signing.credentials.accessKeyID)
    set(CURLOPT_PASSWORD, to: signing.credentials.secretAccessKey.value)
  }

  /// Asks for `url` by `method` with `headers` and `body`, in place of what was asked before.
  ///
  /// - Parameter isSigned: whether this handle signs.
  package func ask(
    _ method: String, _ url: String, headers: [HTTPHeader], body: [UInt8], isSigned: Bool = false
  ) {
    set(CURLOPT_URL, to: url)
    setBody(method, body)
    setHeaders(headers, isSigned: isSigned)
  }

  private func setBody(_ method: String, _ body: [UInt8]) {
    set(CURLOPT_NOBODY, to: 0)
    set(CURLOPT_HTTPGET, to: 1)
    if method == "HEAD" { return set(CURLOPT_NOBODY, to: 1) }
    if body.isEmpty && !["POST", "PUT", "PATCH"].contains(method) {
      return set(CURLOPT_CUSTOMREQUEST, to: method == "GET" ? nil : method)
    }
    curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    // libcurl copies exactly POSTFIELDSIZE bytes, zeros included.
    body.withUnsafeBytes { bytes in
      _ = curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
    set(CURLOPT_POST, to: 1)
    set(CURLOPT_CUSTOMREQUEST, to: method == "POST" ? nil : method)
  }

  private func setHeaders(_ headers: [HTTPHeader], isSigned: Bool) {
    var lines: [String] = []
    // libcurl before 8.3 signs lines such as "Expect:" too, which are never sent, and the signature is refused
    // (curl/curl#11664). A body of less than 1 MiB is sent at once anyway.
    if !isSigned {
      // "Expect:" sends a body at once; "Content-Type:" keeps libcurl from calling every body a web form.
      lines.append("Expect:")
      if headers["Content-Type"] == nil { lines.append("Content-Type:") }
    }
    lines += headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    let list = lines.reduce(nil as UnsafeMutablePointer<curl_slist>?) { curl_slist_append($0, $1) }
    curl_set_list(handle, CURLOPT_HTTPHEADER, list)
    curl_slist_free_all(headerList)
    headerList = list
  }

  // MARK: What came of it.

  package func value(of info: CURLINFO) -> Int {
    var value = 0
    curl_get_long(handle, info, &value)
    return value
  }

  /// libcurl's own words for the last failure.
  package func message(for code: CURLcode) -> String {
    let text = String(cString: errorText)
    return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
  }

  package func failure(for code: CURLcode) -> TransferFailure {
    TransferFailure(code: code, systemError: value(of: CURLINFO_OS_ERRNO), message: message(for: code))
  }

  package func clearMessage() { errorText.pointee = 0 }
}
