#pragma once
// The kernel's event interfaces, which Swift's Glibc module leaves out, and a plain form of variadic calls.
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

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

// POSIX_SPAWN_SETSID, which glibc defines for _GNU_SOURCE only.
static const int linux_spawn_session = 0x80;

// glibc declares it for _GNU_SOURCE only, which Swift's importer does not set.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// Keeps every descriptor from `from` on out of the spawned process.
static inline int linux_spawn_close_from(posix_spawn_file_actions_t *actions, int from) {
  return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

// The bits of `struct stat` that tell a file's kind, links not followed; 0 when there is no such file. In C, because
// Swift finds the structure in several modules at once.
static inline unsigned linux_file_kind(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0;
}

// The permission bits of a file, links not followed; -1 when there is no such file.
static inline int linux_file_permissions(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 ? (int)(status.st_mode & 07777) : -1;
}

// A connection that waits at `listener`, non-blocking and not inherited by child processes; -1 when none waits.
static inline int linux_accept(int listener) {
  int connection = accept(listener, 0, 0);
  if (connection < 0) return connection;
  fcntl(connection, F_SETFD, FD_CLOEXEC);
  linux_set_nonblocking(connection);
  return connection;
}

// Whether somebody has accepted the connection that this TCP socket asks for.
static inline int linux_is_connected(int socket) {
  struct sockaddr_storage peer;
  socklen_t size = sizeof peer;
  return getpeername(socket, (struct sockaddr *)&peer, &size) == 0;
}

// Asks the scheduler to let the calling thread run soon after it wakes: a better nice value, as far as this user may, and
// a short slice, which brings a thread that uses little its turn earlier (Linux 6.12 and later; ignored before).
static inline void linux_prefer_thread(void) {
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = {.size = 48, .nice = -15, .runtime = 100000};
  if (syscall(SYS_sched_setattr, 0, &attributes, 0) != 0) {
    attributes.nice = 0;
    syscall(SYS_sched_setattr, 0, &attributes, 0);
  }
}
// Arms a timerfd for a moment on its clock, in nanoseconds; 0 disarms it. Here, since Swift attributes `timespec` to
// whichever module it met first, and then cannot always see its members.
static inline int linux_timer_arm(int timer, uint64_t nanoseconds) {
  struct itimerspec setting = {
    .it_value = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000},
  };
  return timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, 0);
}

