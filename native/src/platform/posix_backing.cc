// A segment as a file: joined through its dead man's lock, mapped, and left.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "../error.h"
#include "posix.h"
#include "posix_bell.h"
#include "posix_locks.h"
#include "posix_names.h"
#include "posix_state.h"

namespace lockstep::platform {

namespace {

/// -1 when there is no such file and `create` is off.
int openFile(const std::string& path, bool create) {
  // O_NONBLOCK: what lies there may be a FIFO, and opening must not wait for its other end.
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (create ? O_CREAT : 0), 0600);
  if (fd < 0) {
    if (errno == ENOENT && !create) return -1;
    if (errno == ELOOP)
      throw Error("LOCKSTEP_PERMISSION", "A symbolic link lies in the segment's place, " + path + ". Remove it.");
    if (errno == EACCES || errno == EPERM || errno == EISDIR || errno == ENXIO)
      throw Error("LOCKSTEP_PERMISSION", "The segment " + path +
                                             " cannot be opened for reading and writing: " + std::strerror(errno) +
                                             ". Remove what lies there, or give it back to this user.");
    throwSpaceOrSystem("open the segment " + path, 0);
  }
  return fd;
}

void checkFile(int fd, const std::string& path) {
  struct stat info;
  std::string why;
  if (::fstat(fd, &info) != 0)
    why = std::string("cannot be looked at: ") + std::strerror(errno) + ".";
  else if (!S_ISREG(info.st_mode))
    why = "is not a regular file. Remove it.";
  else if (info.st_uid != ::geteuid())
    why = "belongs to user " + std::to_string(info.st_uid) + ". Remove it, or run as that user.";
  else if ((info.st_mode & 077) != 0)
    why = "can be used by other users. Take their rights away (chmod 600), or remove it.";
  if (why.empty()) return;
  ::close(fd);
  throw Error("LOCKSTEP_PERMISSION", "The segment " + path + " " + why);
}

}  // namespace

Backing::Backing(std::unique_ptr<State> state) : state_(std::move(state)) {}
Backing::~Backing() { leave(); }

std::unique_ptr<Backing> Backing::open(const std::string& directory, const std::string& key, bool create,
                                       uint64_t timeoutMillis) {
  auto state = std::make_unique<State>();
  state->directory = directory;
  state->path = directory + "/" + key + kSegmentEnding;
  const uint64_t deadline = monotonicMicros() + timeoutMillis * 1000;
  for (;;) {
    const int fd = openFile(state->path, create);
    if (fd < 0) return nullptr;
    checkFile(fd, state->path);
    for (;;) {
      if (setLock(fd, F_WRLCK, kDeadManByte)) {
        state->hold = Hold::Exclusive;
        break;
      }
      if (setLock(fd, F_RDLCK, kDeadManByte)) {
        state->hold = Hold::Shared;
        break;
      }
      // Somebody initialises or removes it: both take moments, unless stopped in the middle.
      if (monotonicMicros() > deadline) {
        ::close(fd);
        throw Error("LOCKSTEP_BUSY", "Another process has been creating or removing the segment " + state->path +
                                         " for " + std::to_string(timeoutMillis) + " ms. See whether one is stopped.");
      }
      sleepMicros(200);
    }
    // Only now is it certain that the name is not taken away between looking and holding.
    if (sameFile(fd, state->path)) {
      state->fd = fd;
      return std::unique_ptr<Backing>(new Backing(std::move(state)));
    }
    ::close(fd);
  }
}

Hold Backing::hold() const { return state_->hold; }
const std::string& Backing::path() const { return state_->path; }

void Backing::reset(uint64_t bytes) {
  if (::ftruncate(state_->fd, 0) != 0 || ::ftruncate(state_->fd, static_cast<off_t>(bytes)) != 0)
    throwSpaceOrSystem("size the segment " + state_->path, bytes);
  // The umask may have taken the owner's rights away.
  ::fchmod(state_->fd, 0600);
}

void Backing::share() {
  if (!setLock(state_->fd, F_RDLCK, kDeadManByte)) throwSpaceOrSystem("share the segment " + state_->path, 0);
  state_->hold = Hold::Shared;
}

uint64_t Backing::size() const {
  struct stat info;
  return ::fstat(state_->fd, &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

void Backing::commit(uint64_t offset, uint64_t bytes) { commitRange(state_->fd, offset, bytes); }
void Backing::discard(uint64_t offset, uint64_t bytes) noexcept { discardRange(state_->fd, offset, bytes); }

void Backing::readAt(uint64_t offset, uint8_t* into, uint64_t bytes) const {
  while (bytes > 0) {
    const ssize_t count = ::pread(state_->fd, into, bytes, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throwSpaceOrSystem("read the segment " + state_->path, 0);
    if (count == 0) {
      std::memset(into, 0, bytes);
      return;
    }
    into += count;
    offset += static_cast<uint64_t>(count);
    bytes -= static_cast<uint64_t>(count);
  }
}

void* Backing::map(uint64_t offset, uint64_t bytes, bool writable) {
  void* address = ::mmap(nullptr, bytes, PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED, state_->fd,
                         static_cast<off_t>(offset));
  if (address == MAP_FAILED) throwSpaceOrSystem("map the segment " + state_->path, bytes);
  return address;
}

void Backing::unmap(void* address, uint64_t bytes) noexcept { ::munmap(address, bytes); }

bool Backing::stillNamed() const {
  struct stat info;
  return ::fstat(state_->fd, &info) == 0 && info.st_nlink > 0;
}

bool Backing::claimSlot(uint32_t slot, const ThreadIdentity&) { return setLock(state_->fd, F_WRLCK, slotByte(slot)); }
void Backing::releaseSlot(uint32_t slot) noexcept { setLock(state_->fd, F_UNLCK, slotByte(slot)); }

bool Backing::slotHeld(uint32_t slot, const ThreadIdentity&) const {
  return lockedByOthers(state_->fd, slotByte(slot));
}

void Backing::hangDoorbell(uint32_t slot, uint64_t peerId) {
  const std::string path = bellName(withoutEnding(state_->path), slot, peerId);
  if (::mkfifo(path.c_str(), 0600) != 0) throwSpaceOrSystem("make the doorbell " + path, 0);
  state_->bellPath = path;
  state_->bell = openBell(path);
}

void Backing::removeDoorbell(uint32_t slot, uint64_t peerId) noexcept {
  ::unlink(bellName(withoutEnding(state_->path), slot, peerId).c_str());
}

std::unique_ptr<Bell> Backing::takeBell() { return std::move(state_->bell); }

void Backing::leave() noexcept {
  if (state_->fd < 0) return;
  state_->bell.reset();
  if (!state_->bellPath.empty()) ::unlink(state_->bellPath.c_str());
  // Let go first, then ask for all of it: were it the other way round, the last two to leave at the same time would
  // each be refused because of the other, and nobody would remove the segment.
  setLock(state_->fd, F_UNLCK, kDeadManByte);
  if (setLock(state_->fd, F_WRLCK, kDeadManByte) && sameFile(state_->fd, state_->path)) {
    try {
      removeSegment(state_->directory, state_->path);
    } catch (...) {  // out of memory while listing: the next open sweeps
    }
  }
  ::close(state_->fd);
  state_->fd = -1;
}

}  // namespace lockstep::platform
