// Open-file-description locks on single bytes far beyond a segment's end. The kernel lets go of them when the last
// process that holds the description dies, however it dies.
#pragma once

#include <fcntl.h>

#include <cerrno>
#include <cstdint>

namespace lockstep::platform {

constexpr int64_t kDeadManByte = int64_t{1} << 40;
/// Shared by everybody for whom the segment is whole: who made or recovered it takes it first, who joins after looking
/// that somebody has it.
constexpr int64_t kWholeByte = kDeadManByte - 1;
constexpr int64_t slotByte(uint32_t slot) { return kDeadManByte + 1 + slot; }

/// Tries to set, change (in place, without letting go) or drop a lock: F_RDLCK, F_WRLCK, F_UNLCK.
inline bool setLock(int fd, short type, int64_t byte) {
  struct flock request {};
  request.l_type = type;
  request.l_whence = SEEK_SET;
  request.l_start = byte;
  request.l_len = 1;
  int result;
  do {
    result = ::fcntl(fd, F_OFD_SETLK, &request);
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

/// Whether another description holds the byte.
inline bool lockedByOthers(int fd, int64_t byte) {
  struct flock request {};
  request.l_type = F_WRLCK;
  request.l_whence = SEEK_SET;
  request.l_start = byte;
  request.l_len = 1;
  // When the kernel cannot be asked, say "held": a living owner must never be robbed.
  return ::fcntl(fd, F_OFD_GETLK, &request) != 0 || request.l_type != F_UNLCK;
}

/// Lets the others in, in place: who holds the dead man's lock alone, and has made whole what it stands for.
inline bool shareWhole(int fd) { return setLock(fd, F_RDLCK, kWholeByte) && setLock(fd, F_RDLCK, kDeadManByte); }

inline void letGo(int fd) {
  // First what others rely on to be said by a member.
  setLock(fd, F_UNLCK, kWholeByte);
  setLock(fd, F_UNLCK, kDeadManByte);
}

}  // namespace lockstep::platform
