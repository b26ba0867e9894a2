// What only Linux knows: where segments lie, how memory is put behind a file, and when a thread is dead before its
// locks are gone.
#include <fcntl.h>
#include <linux/falloc.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "posix.h"

namespace lockstep::platform {

namespace {

// From the kernel's include/linux/sched.h; fixed since 2.6.
constexpr uint64_t kExiting = 0x4;     // PF_EXITING
constexpr uint64_t kSignaled = 0x400;  // PF_SIGNALED: killed by a signal

/// Fields 9 (flags) and 22 (start time) of a thread's stat file.
struct ThreadStat {
  uint64_t flags;
  uint64_t startTime;
};

enum class StatResult { Read, NoSuchThread, Unknown };

StatResult readStat(uint64_t process, uint64_t thread, ThreadStat& out) {
  char path[64];
  std::snprintf(path, sizeof(path), "/proc/%llu/task/%llu/stat", static_cast<unsigned long long>(process),
                static_cast<unsigned long long>(thread));
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT ? StatResult::NoSuchThread : StatResult::Unknown;
  char text[1024];
  const ssize_t length = ::read(fd, text, sizeof(text) - 1);
  const int error = errno;
  ::close(fd);
  // ESRCH: the thread went away between open and read.
  if (length <= 0) return length < 0 && error == ESRCH ? StatResult::NoSuchThread : StatResult::Unknown;
  text[length] = 0;
  // The name (field 2) may hold anything, parentheses too: count from the last one.
  const char* at = std::strrchr(text, ')');
  if (at == nullptr) return StatResult::Unknown;
  unsigned long long flags = 0;
  unsigned long long start = 0;
  const int fields = std::sscanf(
      at + 1, " %*c %*d %*d %*d %*d %*d %llu %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &flags, &start);
  if (fields != 2) return StatResult::Unknown;
  out = {flags, start};
  return StatResult::Read;
}

/// Which namespaces the numbers belong to, the start times to the one of clocks: /proc shows both as the reader's own
/// namespaces have them. 0 when /proc is absent or shows another namespace's processes.
uint64_t pidSpace() {
  struct stat processes;
  if (::stat("/proc/self/ns/pid", &processes) != 0) return 0;
  struct stat clocks;
  if (::stat("/proc/self/ns/time", &clocks) != 0) clocks.st_ino = 0;  // before Linux 5.6 there is one for all
  char target[32];
  const ssize_t length = ::readlink("/proc/self", target, sizeof(target) - 1);
  if (length <= 0) return 0;
  target[length] = 0;
  if (std::strtoull(target, nullptr, 10) != static_cast<unsigned long long>(::getpid())) return 0;
  // The kernel numbers namespaces with 32 bits.
  return static_cast<uint64_t>(processes.st_ino) | static_cast<uint64_t>(clocks.st_ino) << 32;
}

/// A /proc mounted with hidepid hides processes of the same user, too: those that have changed their user or have
/// rights of their file. Asking for a signal's leave tells that they are there.
bool exists(uint64_t process, uint64_t thread) {
  return ::syscall(SYS_tgkill, static_cast<pid_t>(process), static_cast<pid_t>(thread), 0) == 0 || errno != ESRCH;
}

}  // namespace

ThreadIdentity currentThread() {
  ThreadIdentity self;
  self.process = static_cast<uint64_t>(::getpid());
  self.thread = static_cast<uint64_t>(::syscall(SYS_gettid));
  ThreadStat stat{};
  if (readStat(self.process, self.thread, stat) == StatResult::Read) {
    self.startTime = stat.startTime;
    self.pidSpace = pidSpace();
  }
  return self;
}

bool hasEnded(const ThreadIdentity& thread) {
  if (thread.pidSpace == 0 || thread.pidSpace != pidSpace()) return false;
  ThreadStat stat{};
  switch (readStat(thread.process, thread.thread, stat)) {
    case StatResult::NoSuchThread:
      return !exists(thread.process, thread.thread);
    case StatResult::Unknown:
      return false;
    case StatResult::Read:
      return stat.startTime != thread.startTime || (stat.flags & (kExiting | kSignaled)) != 0;
  }
  return false;
}

std::string systemDirectory() {
  const std::string name = "/lockstep-" + std::to_string(::geteuid());
  // Shared memory first. Falling back when our own directory there is unusable would split the store in two, so only
  // a system without a usable /dev/shm goes to the temporary directory.
  if (::access("/dev/shm", W_OK | X_OK) == 0) return "/dev/shm" + name;
  const char* temporary = environment("TMPDIR");
  return (temporary != nullptr && *temporary != 0 ? temporary : "/tmp") + name;
}

void commitRange(int fd, uint64_t offset, uint64_t bytes) {
  // fallocate(2) itself: glibc's posix_fallocate emulates it where it is missing, by writes that race with the map.
  int result;
  do {
    result = ::fallocate(fd, 0, static_cast<off_t>(offset), static_cast<off_t>(bytes));
  } while (result != 0 && errno == EINTR);
  if (result == 0) return;
  if (errno == EOPNOTSUPP || errno == ENOSYS) return fillHoles(fd, offset, bytes);
  throwSpaceOrSystem("get memory for the segment", bytes);
}

bool syncFile(int fd) { return ::fdatasync(fd) == 0; }

bool onNetwork(int fd) {
  struct statfs info;
  if (::fstatfs(fd, &info) != 0) return false;
  // From linux/magic.h and the file systems' sources.
  switch (static_cast<uint32_t>(info.f_type)) {
    case 0x6969:      // NFS
    case 0x517b:      // SMB
    case 0xff534d42:  // CIFS
    case 0xfe534d42:  // SMB2
    case 0x5346414f:  // AFS
    case 0x00c36400:  // Ceph
      return true;
    default:
      return false;
  }
}

void discardRange(int fd, uint64_t offset, uint64_t bytes) noexcept {
  (void)::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                    static_cast<off_t>(bytes));
}

}  // namespace lockstep::platform
