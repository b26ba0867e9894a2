// Removing named files: one's own as the last, and those that the dead left behind.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "parts_posix.h"
#include "posix_locks.h"
#include "posix_names.h"
#include "posix_state.h"

namespace lockstep::platform {

namespace {

constexpr size_t kCompanionTail = 1 + 16 + 2;  // .<id>.<letter>

/// The path of the named file that a FIFO belongs to; empty if the name is not one of a FIFO's.
std::string ownerOf(const std::string& name) {
  if (name.size() <= kCompanionTail || name[name.size() - 2] != '.') return {};
  const std::string owner = name.substr(0, name.size() - kCompanionTail);
  if (name[owner.size()] != '.') return {};
  for (const char* ending : {kMutexEnding, kEventEnding})
    if (endsWith(owner, ending)) return owner;
  return {};
}

std::vector<std::string> namesIn(const std::string& directory) {
  std::vector<std::string> names;
  DIR* list = ::opendir(directory.c_str());
  if (list == nullptr) return names;
  while (const dirent* entry = ::readdir(list)) names.emplace_back(entry->d_name);
  ::closedir(list);
  return names;
}

struct Place {
  std::string directory;
  std::string name;
};
Place placeOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return {path.substr(0, slash), path.substr(slash + 1)};
}

void removeIfDead(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return;
  struct stat info;
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == ::geteuid() &&
      setLock(fd, F_WRLCK, kDeadManByte) && sameFile(fd, path))
    removeNamed(path);
  ::close(fd);
}

}  // namespace

void removeCompanions(const std::string& path) {
  const auto [directory, name] = placeOf(path);
  if (endsWith(name, kMemoryEnding)) return;  // has none
  for (const std::string& other : namesIn(directory))
    if (ownerOf(other) == name) ::unlink((directory + "/" + other).c_str());
}

void removeNamed(const std::string& path) noexcept {
  try {
    removeCompanions(path);
  } catch (...) {  // out of memory while listing: a later sweep finds them without their owner
  }
  ::unlink(path.c_str());
}

void sweepNamed(const std::string& path) noexcept {
  try {
    const auto [directory, own] = placeOf(path);
    for (const std::string& name : namesIn(directory)) {
      if (name == own) continue;
      const std::string there = directory + "/" + name;
      const std::string owner = ownerOf(name);
      if (!owner.empty()) {
        // FIFOs are made after the file they belong to, under an id that is never used again: one whose file is not
        // there has no owner and never will.
        if (isMissing(directory + "/" + owner)) ::unlink(there.c_str());
      } else if (endsWith(name, kMemoryEnding) || endsWith(name, kMutexEnding) || endsWith(name, kEventEnding)) {
        removeIfDead(there);
      }
    }
  } catch (...) {  // a later one sweeps
  }
}

}  // namespace lockstep::platform
