// A segment as a file: joined through its dead man's lock, mapped, and left.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "../error.h"
#include "../fault.h"
#include "posix.h"
#include "posix_bell.h"
#include "posix_locks.h"
#include "posix_names.h"
#include "posix_state.h"

namespace lockstep::platform {

Backing::Backing(std::unique_ptr<State> state) : state_(std::move(state)) {}
Backing::~Backing() { leave(); }

std::unique_ptr<Backing> Backing::open(const std::string& directory, const std::string& key, bool create,
                                       uint64_t timeoutMillis) {
  auto state = std::make_unique<State>();
  state->directory = directory;
  state->path = directory + "/" + key + kSegmentEnding;
  state->bells = directory + "/" + key;
  if (!joinFile(*state, create, timeoutMillis)) return nullptr;
  return std::unique_ptr<Backing>(new Backing(std::move(state)));
}

std::unique_ptr<Backing> Backing::openFile(const std::string& path, bool create, uint64_t timeoutMillis) {
  auto state = std::make_unique<State>();
  state->directory = directoryOfFile(path);
  state->path = state->bells = path;
  state->file = true;
  if (!joinFile(*state, create, timeoutMillis)) return nullptr;
  return std::unique_ptr<Backing>(new Backing(std::move(state)));
}

Hold Backing::hold() const { return state_->hold; }
const std::string& Backing::path() const { return state_->path; }
bool Backing::isFile() const { return state_->file; }
const std::string& Backing::bells() const { return state_->bells; }

void Backing::reset(uint64_t bytes) {
  if (::ftruncate(state_->fd, 0) != 0 || ::ftruncate(state_->fd, static_cast<off_t>(bytes)) != 0)
    throwSpaceOrSystem("size the segment " + state_->path, bytes);
  // The umask may have taken the owner's rights away.
  ::fchmod(state_->fd, 0600);
}

void Backing::unmake() noexcept {
  state_->unmade = true;
  (void)!::ftruncate(state_->fd, 0);
}

void Backing::lengthen(uint64_t bytes) {
  if (size() < bytes && ::ftruncate(state_->fd, static_cast<off_t>(bytes)) != 0)
    throwSpaceOrSystem("size the file " + state_->path, bytes);
}

void Backing::share() {
  if (!shareWhole(state_->fd)) throwSpaceOrSystem("share the segment " + state_->path, 0);
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

void Backing::sync(void* address, uint64_t bytes) {
  const bool synced = ::msync(address, bytes, MS_SYNC) == 0 && syncFile(state_->fd);
  state_->syncFailed = !synced;
  if (!synced) throwSpaceOrSystem("write the file " + state_->path + " to the disk", bytes);
}

bool Backing::syncPassesOver() const { return state_->syncFailed; }

void Backing::syncDirectory() {
  const int fd = ::open(state_->directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  // Some file systems cannot sync a directory (EINVAL); there is nothing more to be done then.
  const bool synced = fd >= 0 && (::fsync(fd) == 0 || errno == EINVAL);
  if (fd >= 0) ::close(fd);
  if (!synced) throwSpaceOrSystem("write the directory " + state_->directory + " to the disk", 0);
}

bool Backing::stillNamed() const {
  struct stat info;
  if (::fstat(state_->fd, &info) != 0 || info.st_nlink == 0) return false;
  // A file that was renamed is found by another name, and so are the doorbells of those who find it.
  return !state_->file || sameFile(state_->fd, state_->path);
}

bool Backing::claimSlot(uint32_t slot, const ThreadIdentity&) { return setLock(state_->fd, F_WRLCK, slotByte(slot)); }
void Backing::releaseSlot(uint32_t slot) noexcept { setLock(state_->fd, F_UNLCK, slotByte(slot)); }

bool Backing::slotHeld(uint32_t slot, const ThreadIdentity&) const {
  return lockedByOthers(state_->fd, slotByte(slot));
}

void Backing::hangDoorbell(uint32_t slot, uint64_t peerId) {
  const std::string path = bellName(state_->bells, slot, peerId);
  if (::mkfifo(path.c_str(), 0600) != 0) throwSpaceOrSystem("make the doorbell " + path, 0);
  giveOwner(path, 0600);
  state_->bellPath = path;
  state_->bell = openBell(path);
}

void Backing::removeDoorbell(uint32_t slot, uint64_t peerId) noexcept {
  ::unlink(bellName(state_->bells, slot, peerId).c_str());
}

std::unique_ptr<Bell> Backing::takeBell() { return std::move(state_->bell); }

void Backing::leave() noexcept {
  if (state_->fd < 0) return;
  state_->bell.reset();
  if (!state_->bellPath.empty()) ::unlink(state_->bellPath.c_str());
  faultPoint(Fault::LeaveBell);
  // Let go first, then ask for all of it: were it the other way round, the last two to leave at the same time would
  // each be refused because of the other, and nobody would remove the segment.
  letGo(state_->fd);
  faultPoint(Fault::LeaveReleased);
  if (setLock(state_->fd, F_WRLCK, kDeadManByte) && sameFile(state_->fd, state_->path)) {
    faultPoint(Fault::LeaveAlone);
    try {
      if (!state_->file)
        removeSegment(state_->directory, state_->path);
      else
        removeBells(state_->directory, state_->bells.substr(state_->bells.rfind('/') + 1));
      // Unless somebody else made it in between.
      if (state_->unmade && size() == 0) ::unlink(state_->path.c_str());
      faultPoint(Fault::LeaveRemoved);
    } catch (...) {  // out of memory while listing: the next open sweeps
    }
  }
  ::close(state_->fd);
  state_->fd = -1;
}

}  // namespace lockstep::platform
