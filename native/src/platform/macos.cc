// What only macOS knows: where segments lie, how memory is put behind a file, and when a process is dead before its
// locks are gone. Public interfaces only: libproc's header calls itself private, so sysctl(3) is asked instead.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/proc.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "posix.h"

namespace lockstep::platform {

namespace {

/// Processes of one Mac share one space of ids. Not a number that Linux gives to one of its own: a file may be seen
/// by a Mac and by a virtual machine on it.
constexpr uint64_t kPidSpace = 1;

bool readProcess(uint64_t process, kinfo_proc& out) {
  int query[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(process)};
  size_t length = sizeof(out);
  out = {};
  // Of a process that is not there, or that a sandbox hides, sysctl "succeeds" with nothing.
  return ::sysctl(query, 4, &out, &length, nullptr, 0) == 0 && length == sizeof(out) &&
         out.kp_proc.p_pid == static_cast<pid_t>(process);
}

/// Microseconds since the epoch, so that it tells apart processes of different boots too.
uint64_t startTime(const kinfo_proc& process) {
  const timeval& start = process.kp_proc.p_starttime;
  return static_cast<uint64_t>(start.tv_sec) * 1'000'000 + static_cast<uint64_t>(start.tv_usec);
}

}  // namespace

ThreadIdentity currentThread() {
  ThreadIdentity self;
  self.process = static_cast<uint64_t>(::getpid());
  ::pthread_threadid_np(nullptr, &self.thread);
  kinfo_proc info;
  if (readProcess(self.process, info)) {
    self.startTime = startTime(info);
    self.pidSpace = kPidSpace;
  }
  return self;
}

/// No public interface tells about a single thread of another process. It is not needed: locks are held within one
/// native call only, and a thread does not end in the middle of one unless its process does.
bool hasEnded(const ThreadIdentity& thread) {
  if (thread.pidSpace != kPidSpace || thread.process == 0 || thread.process > INT_MAX) return false;
  kinfo_proc info;
  if (!readProcess(thread.process, info)) return ::kill(static_cast<pid_t>(thread.process), 0) != 0 && errno == ESRCH;
  // P_WEXIT is set when the kernel has stopped all threads of a process that exits, long before it lets go of its
  // locks; zombies have it no more.
  return startTime(info) != thread.startTime || (info.kp_proc.p_flag & P_WEXIT) != 0 || info.kp_proc.p_stat == SZOMB;
}

std::string systemDirectory() {
  const std::string name = "lockstep-" + std::to_string(::geteuid());
  // The user's own temporary directory, whatever TMPDIR says in this process: others must find the same. It ends in a
  // slash. There is none for users without a login, such as some daemons.
  char path[PATH_MAX];
  const size_t length = ::confstr(_CS_DARWIN_USER_TEMP_DIR, path, sizeof(path));
  return (length > 0 && length <= sizeof(path) ? std::string(path) : "/tmp/") + name;
}

void commitRange(int fd, uint64_t offset, uint64_t bytes) {
  // F_PREALLOCATE would reserve blocks, but only counts from a file's end; zeros are memory for certain.
  fillHoles(fd, offset, bytes);
}

void discardRange(int fd, uint64_t offset, uint64_t bytes) noexcept {
  // Whole blocks only, or the kernel refuses. 64 KiB is a multiple of every block size.
  constexpr uint64_t kBlock = 65536;
  const uint64_t begin = (offset + kBlock - 1) / kBlock * kBlock;
  const uint64_t end = (offset + bytes) / kBlock * kBlock;
  if (begin >= end) return;
  fpunchhole_t hole{};
  hole.fp_offset = static_cast<off_t>(begin);
  hole.fp_length = static_cast<off_t>(end - begin);
  (void)::fcntl(fd, F_PUNCHHOLE, &hole);
}

bool syncFile(int fd) {
  // fsync alone leaves the data in the disk's own cache, which a power cut empties.
  if (::fcntl(fd, F_FULLFSYNC) == 0) return true;
  // File systems without it, such as FAT, have nothing better.
  return (errno == ENOTSUP || errno == EINVAL || errno == ENOTTY) && ::fsync(fd) == 0;
}

bool onNetwork(int fd) {
  struct statfs info;
  return ::fstatfs(fd, &info) == 0 && (info.f_flags & MNT_LOCAL) == 0;
}

}  // namespace lockstep::platform
