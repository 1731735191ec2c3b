#pragma once
#include <curl/curl.h>

// Swift cannot call variadic functions. One plain wrapper for each kind of argument that is needed.
// The argument's kind must match the option: <https://curl.se/libcurl/c/curl_easy_setopt.html>.

static inline CURLcode curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode curl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION have the same form.
static inline CURLcode curl_set_data_function(CURL *easy, CURLoption option, curl_write_callback function) {
  return curl_easy_setopt(easy, option, function);
}

static inline CURLcode curl_set_socket_function(CURL *easy, curl_sockopt_callback function) {
  return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, function);
}

static inline CURLcode curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode curl_get_socket(CURL *easy, CURLINFO info, curl_socket_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode curl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode curl_multi_set_socket_function(CURLM *multi, curl_socket_callback function) {
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}

static inline CURLMcode curl_multi_set_timer_function(CURLM *multi, curl_multi_timer_callback function) {
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}

// Lists what a multi handle waits for, at most `capacity`; returns how many. Sockets from FD_SETSIZE on are left out.
static inline int curl_multi_list_sockets(CURLM *multi, struct curl_waitfd *list, int capacity) {
  fd_set reads, writes, errors;
  int highest = -1, count = 0;
  FD_ZERO(&reads);
  FD_ZERO(&writes);
  FD_ZERO(&errors);
  if (curl_multi_fdset(multi, &reads, &writes, &errors, &highest) != CURLM_OK) return 0;
  for (int socket = 0; socket <= highest && count < capacity; socket++) {
    short events = (FD_ISSET(socket, &reads) ? CURL_WAIT_POLLIN : 0) | (FD_ISSET(socket, &writes) ? CURL_WAIT_POLLOUT : 0);
    if (events != 0) list[count++] = (struct curl_waitfd){.fd = socket, .events = events};
  }
  return count;
}

// CURLMsg keeps its result in a union; this reads it.
static inline CURLcode curl_message_result(const CURLMsg *message) { return message->data.result; }
