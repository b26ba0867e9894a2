// Memory to share: a file in the user's directory that stands for a name, or a file of the user's own choice.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "../error.h"
#include "parts_posix.h"
#include "posix.h"

namespace lockstep::platform {

struct SharedBytes::State {
  std::string path;
  std::unique_ptr<NamedFile> named;
  int fd = -1;  // closed here only where there is no name
  bool created = false;
  Access access = Access::ReadWrite;
  uint64_t size = 0;
  void* map = nullptr;
  uint64_t mapOffset = 0;
  uint64_t mapBytes = 0;
  bool nameFlushed = false;

  ~State() {
    if (map != nullptr) ::munmap(map, mapBytes);
    if (!named && fd >= 0) ::close(fd);
  }
};

namespace {

void putMemoryBehind(int fd, const std::string& path, uint64_t from, uint64_t to) {
  if (::ftruncate(fd, static_cast<off_t>(to)) != 0) throwSpaceOrSystem("size " + path, to);
  // All of it now: writing into a hole of a full file system would be SIGBUS.
  commitRange(fd, from, to - from);
}

uint64_t sizeOf(int fd) {
  struct stat info;
  return ::fstat(fd, &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
}

/// False when there is no such file.
bool openUnnamed(SharedBytes::State& state, const MemoryOptions& options) {
  const bool writes = options.access == Access::ReadWrite || options.naming.create;
  const int flags = (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK;
  if (options.naming.create) {
    state.fd = ::open(state.path.c_str(), flags | O_CREAT | O_EXCL, 0600);
    state.created = state.fd >= 0;
    if (state.fd < 0 && errno == EEXIST && options.naming.exclusive)
      throw Error("LOCKSTEP_EXISTS", "There is such a file already, and `exclusive` was asked for.");
  }
  if (state.fd < 0) state.fd = ::open(state.path.c_str(), flags);
  if (state.fd < 0 && errno == ENOENT && !options.naming.create) return false;
  if (state.fd < 0 && errno == ENOENT)
    throw Error("LOCKSTEP_NOT_FOUND", "There is no directory for the file " + state.path + ". Make it first.");
  if (state.fd < 0 && (errno == EACCES || errno == EPERM || errno == EROFS))
    throw Error("LOCKSTEP_PERMISSION", "The file " + state.path + " cannot be opened: " + std::strerror(errno) +
                                           ". Take a file of this user's, or open it `readonly`.");
  struct stat info;
  if (state.fd >= 0 && ::fstat(state.fd, &info) == 0 && !S_ISREG(info.st_mode))
    errno = EISDIR;
  else if (state.fd >= 0)
    return true;
  if (errno == EISDIR || errno == ENXIO)
    throw Error("LOCKSTEP_OPTIONS", state.path + " is not a regular file. Name one that is, or one that is not there.");
  throwSpaceOrSystem("open the file " + state.path, 0);
}

}  // namespace

SharedBytes::SharedBytes(std::unique_ptr<State> state) : state_(std::move(state)) {}
SharedBytes::~SharedBytes() = default;

std::unique_ptr<SharedBytes> SharedBytes::open(const MemoryOptions& options) {
  auto state = std::make_unique<State>();
  state->access = options.access;
  if (options.file.empty()) {
    state->named = NamedFile::open(options.naming, kMemoryEnding, [&](const NamedFile& file) {
      putMemoryBehind(file.fd(), file.path(), 0, options.bytes);
    });
    if (!state->named) return nullptr;
    state->path = state->named->path();
    state->fd = state->named->fd();
    state->created = state->named->created();
  } else {
    state->path = options.file;
    if (!openUnnamed(*state, options)) return nullptr;
    const uint64_t before = sizeOf(state->fd);
    try {
      if (options.naming.create && before < options.bytes)
        putMemoryBehind(state->fd, state->path, before, options.bytes);
    } catch (...) {
      if (state->created)
        ::unlink(state->path.c_str());
      else
        (void)!::ftruncate(state->fd, static_cast<off_t>(before));
      throw;
    }
    // Made by somebody who is about to size it.
    if (sizeOf(state->fd) == 0) return nullptr;
  }
  state->size = sizeOf(state->fd);
  return std::unique_ptr<SharedBytes>(new SharedBytes(std::move(state)));
}

bool SharedBytes::created() const { return state_->created; }
uint64_t SharedBytes::size() const { return state_->size; }

uint8_t* SharedBytes::map(uint64_t offset, uint64_t length) {
  // Maps begin at pages; the caller need not know.
  const uint64_t within = offset % static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  const int protection = PROT_READ | (state_->access == Access::ReadOnly ? 0 : PROT_WRITE);
  void* const map =
      ::mmap(nullptr, within + length, protection, state_->access == Access::CopyOnWrite ? MAP_PRIVATE : MAP_SHARED,
             state_->fd, static_cast<off_t>(offset - within));
  if (map == MAP_FAILED) throwSpaceOrSystem("map " + state_->path, length);
  state_->map = map;
  state_->mapOffset = offset - within;
  state_->mapBytes = within + length;
  return static_cast<uint8_t*>(map) + within;
}

void SharedBytes::check() const {
  if (sizeOf(state_->fd) >= state_->mapOffset + state_->mapBytes) return;
  throw Error("LOCKSTEP_DAMAGED", "The file " + state_->path + " was cut short: " + std::to_string(sizeOf(state_->fd)) +
                                      " of " + std::to_string(state_->size) +
                                      " bytes are left. Close it, and look for what cuts it.");
}

void SharedBytes::flush() {
  if (state_->named) return;
  check();
  // A read-only or private map has nothing to write back, but others may have.
  if (state_->access == Access::ReadWrite && ::msync(state_->map, state_->mapBytes, MS_SYNC) != 0)
    throwSpaceOrSystem("flush the file " + state_->path, 0);
  if (!syncFile(state_->fd)) throwSpaceOrSystem("flush the file " + state_->path, 0);
  if (!state_->created || state_->nameFlushed) return;
  const std::string directory = state_->path.substr(0, state_->path.rfind('/') + 1);
  const int fd = ::open(directory.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  errno = error;
  if (!synced) throwSpaceOrSystem("flush the directory " + directory, 0);
  state_->nameFlushed = true;
}

}  // namespace lockstep::platform
