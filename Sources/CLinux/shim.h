#pragma once
// The kernel's event interfaces, which Swift's Glibc module leaves out, and a plain form of variadic calls.
#include <fcntl.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <time.h>

static inline int linux_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL, 0);
  return flags < 0 ? flags : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

// The name of the calling thread, as `ps -T` shows it; the kernel keeps the first 15 bytes.
static inline int linux_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

static inline uint64_t linux_clock_nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline uint64_t linux_monotonic_nanoseconds(void) { return linux_clock_nanoseconds(CLOCK_MONOTONIC); }

// Goes on while the host is suspended.
static inline uint64_t linux_boottime_nanoseconds(void) { return linux_clock_nanoseconds(CLOCK_BOOTTIME); }
