#pragma once
// The kernel's event interfaces, which Swift's Glibc module leaves out, and a plain form of variadic calls.
#include <fcntl.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

static inline int linux_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL, 0);
  return flags < 0 ? flags : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

// The name of the calling thread, as `ps -T` shows it; the kernel keeps the first 15 bytes.
static inline int linux_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

// A connection that waits at `listener`, non-blocking and not inherited by child processes; -1 when none waits.
static inline int linux_accept(int listener) {
  int connection = accept(listener, 0, 0);
  if (connection < 0) return connection;
  fcntl(connection, F_SETFD, FD_CLOEXEC);
  linux_set_nonblocking(connection);
  return connection;
}

// Lets the calling thread run before others, as far as this user may; -1 when not at all.
static inline int linux_prefer_thread(void) { return setpriority(PRIO_PROCESS, 0, -15); }
