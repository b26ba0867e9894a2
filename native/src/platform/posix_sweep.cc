// Finding and removing what the dead left behind.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "posix_locks.h"
#include "posix_names.h"
#include "posix_state.h"

namespace lockstep::platform {

namespace {

std::vector<std::string> filesOf(const std::string& directory) {
  std::vector<std::string> names;
  DIR* list = ::opendir(directory.c_str());
  if (list == nullptr) return names;
  while (const dirent* entry = ::readdir(list)) names.emplace_back(entry->d_name);
  ::closedir(list);
  return names;
}

}  // namespace

/// A backing of its own, which lets go of the locks whatever happens; not `open`, which would wait, make and join.
void Backing::removeIfDead(const std::string& path, bool (*disposable)(const Backing&)) const {
  auto state = std::make_unique<State>();
  state->fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (state->fd < 0) return;
  const int fd = state->fd;
  state->file = true;  // leaving removes nothing
  state->directory = state_->directory;
  state->path = state->bells = path;
  const Backing found(std::move(state));
  struct stat info;
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == ::geteuid() &&
      setLock(fd, F_WRLCK, kDeadManByte) && sameFile(fd, path) && disposable(found))
    removeSegment(state_->directory, path);
}

bool sameFile(int fd, const std::string& path) {
  struct stat held;
  struct stat named;
  return ::fstat(fd, &held) == 0 && ::lstat(path.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
         held.st_ino == named.st_ino;
}

bool isMissing(const std::string& path) {
  struct stat info;
  return ::lstat(path.c_str(), &info) != 0 && errno == ENOENT;
}

void removeBells(const std::string& directory, const std::string& key) {
  for (const std::string& name : filesOf(directory)) {
    const auto bell = parseBellName(name);
    if (bell && bell->key == key) ::unlink((directory + "/" + name).c_str());
  }
}

void removeSegment(const std::string& directory, const std::string& path) {
  removeBells(directory, withoutEnding(path.substr(directory.size() + 1)));
  ::unlink(path.c_str());
}

std::vector<std::string> segmentKeys(const std::string& directory) {
  std::vector<std::string> keys;
  for (const std::string& name : filesOf(directory))
    if (endsWith(name, kSegmentEnding)) keys.push_back(withoutEnding(name));
  return keys;
}

void Backing::sweep(bool (*disposable)(const Backing&)) {
  const std::string own = state_->path.substr(state_->directory.size() + 1);
  for (const std::string& name : filesOf(state_->directory)) {
    const std::string path = state_->directory + "/" + name;
    if (endsWith(name, kSegmentEnding)) {
      if (name != own && !state_->file) removeIfDead(path, disposable);
    } else if (const auto bell = parseBellName(name)) {
      // A doorbell is made by who holds its slot already, under an id that is never used again: one whose slot is
      // free, or whose segment is not there, has no owner and never will. A store's file is called as its doorbells'
      // key is.
      const std::string store = state_->directory + "/" + bell->key;
      const bool ours = store == state_->bells;
      if (!ours && state_->file) continue;  // what lies beside a file is not ours to judge
      const bool dead = ours ? path != state_->bellPath && !lockedByOthers(state_->fd, slotByte(bell->slot))
                             : isMissing(store + kSegmentEnding) && isMissing(store);
      if (dead) ::unlink(path.c_str());
    }
  }
}

}  // namespace lockstep::platform
