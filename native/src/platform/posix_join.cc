// Joining a file: opened without being led astray, checked, and held through its dead man's lock.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "../error.h"
#include "../fault.h"
#include "posix.h"
#include "posix_locks.h"
#include "posix_state.h"

namespace lockstep::platform {

namespace {

std::string called(const Backing::State& state) { return (state.file ? "The file " : "The segment ") + state.path; }

/// What the user had there is not ours to throw away: a segment's place is.
std::string remedy(const Backing::State& state, const std::string& keep) {
  return state.file ? " Choose another path" + keep + "." : " Remove it" + keep + ".";
}

std::string belongsTo(const Backing::State& state, uid_t owner) {
  return "belongs to user " + std::to_string(owner) + "." + remedy(state, ", or run as that user");
}

/// -1 when there is no such file and `create` is off.
int openAt(const Backing::State& state, bool create) {
  // O_NONBLOCK: what lies there may be a FIFO, and opening must not wait for its other end.
  const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (create ? O_CREAT : 0);
  const int fd = ::open(state.path.c_str(), flags, 0600);
  if (fd < 0) {
    if (errno == ENOENT && !create) return -1;
    if (errno == ELOOP) throw Error("LOCKSTEP_PERMISSION", called(state) + " is a symbolic link." + remedy(state, ""));
    const int reason = errno;
    struct stat info;
    if ((reason == EACCES || reason == EPERM) && ::lstat(state.path.c_str(), &info) == 0 && info.st_uid != ::geteuid())
      throw Error("LOCKSTEP_PERMISSION", called(state) + " " + belongsTo(state, info.st_uid));
    errno = reason;
    if (reason == EACCES || reason == EPERM || reason == EISDIR || reason == ENXIO || reason == EROFS)
      throw Error("LOCKSTEP_PERMISSION", called(state) +
                                             " cannot be opened for reading and writing: " + std::strerror(reason) +
                                             (state.file ? ". Choose another path" : ". Remove what lies there") +
                                             ", or give it back to this user.");
    throwSpaceOrSystem((state.file ? "open the file " : "open the segment ") + state.path, 0);
  }
  return fd;
}

/// Refuses what is no regular file, or not this user's alone; closes it then.
void check(int fd, const Backing::State& state) {
  struct stat info;
  std::string why;
  if (::fstat(fd, &info) != 0)
    why = std::string("cannot be looked at: ") + std::strerror(errno) + ".";
  else if (!S_ISREG(info.st_mode))
    why = "is not a regular file." + remedy(state, "");
  else if (info.st_uid != ::geteuid())
    why = belongsTo(state, info.st_uid);
  else if ((info.st_mode & 077) != 0)
    why = "can be used by other users. Take their rights away (chmod 600)" +
          std::string(state.file ? "." : ", or remove it.");
  else if (state.file && info.st_nlink > 1)
    // Doorbells hang at the name: who came by another one would never be woken.
    why = "has several names (hard links), by which it could be two stores. Copy it instead of linking it.";
  const bool network = why.empty() && state.file && onNetwork(fd);
  if (why.empty() && !network) return;
  ::close(fd);
  if (network)
    throw Error("LOCKSTEP_OPTIONS", "The file " + state.path +
                                        " lies on a network file system, whose memory the processes of two machines "
                                        "do not share. Put it on a local disk.");
  throw Error("LOCKSTEP_PERMISSION", called(state) + " " + why);
}

}  // namespace

bool joinFile(Backing::State& state, bool create, uint64_t timeoutMillis) {
  const uint64_t deadline = monotonicMicros() + timeoutMillis * 1000;
  for (;;) {
    const int fd = openAt(state, create);
    if (fd < 0) return false;
    check(fd, state);
    for (;;) {
      if (setLock(fd, F_WRLCK, kDeadManByte)) {
        state.hold = Hold::Exclusive;
        break;
      }
      faultPoint(Fault::JoinRefused);
      if (setLock(fd, F_RDLCK, kDeadManByte)) {
        // Who was in the way may have died meanwhile, in the middle of making or recovering it.
        if (lockedByOthers(fd, kWholeByte) && setLock(fd, F_RDLCK, kWholeByte)) {
          state.hold = Hold::Shared;
          break;
        }
        setLock(fd, F_UNLCK, kDeadManByte);
      }
      // Somebody initialises, recovers or removes it: that takes moments, unless stopped in the middle.
      if (monotonicMicros() > deadline) {
        ::close(fd);
        throw Error("LOCKSTEP_BUSY", "Another process has been creating or removing the segment " + state.path +
                                         " for " + std::to_string(timeoutMillis) + " ms. See whether one is stopped.");
      }
      sleepMicros(200);
    }
    faultPoint(Fault::JoinHeld);
    // Only now is it certain that the name is not taken away between looking and holding.
    if (sameFile(fd, state.path)) {
      state.fd = fd;
      return true;
    }
    ::close(fd);
  }
}

}  // namespace lockstep::platform
