// Finding and removing what the dead left behind.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

void removeIfDead(const std::string& directory, const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return;
  struct stat info;
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == ::geteuid() &&
      setLock(fd, F_WRLCK, kDeadManByte) && sameFile(fd, path))
    removeSegment(directory, path);
  ::close(fd);
}

}  // namespace

bool sameFile(int fd, const std::string& path) {
  struct stat held;
  struct stat named;
  return ::fstat(fd, &held) == 0 && ::lstat(path.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
         held.st_ino == named.st_ino;
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

void Backing::sweep() {
  const std::string own = state_->path.substr(state_->directory.size() + 1);
  for (const std::string& name : filesOf(state_->directory)) {
    const std::string path = state_->directory + "/" + name;
    if (endsWith(name, kSegmentEnding)) {
      if (name != own && !state_->file) removeIfDead(state_->directory, path);
    } else if (const auto bell = parseBellName(name)) {
      // A doorbell is made by who holds its slot already, under an id that is never used again: one whose slot is
      // free, or whose segment is not there, has no owner and never will.
      const bool ours = state_->directory + "/" + bell->key == state_->bells;
      if (!ours && state_->file) continue;  // what lies beside a file is not ours to judge
      const bool dead = ours ? path != state_->bellPath && !lockedByOthers(state_->fd, slotByte(bell->slot))
                             : ::access((state_->directory + "/" + bell->key + kSegmentEnding).c_str(), F_OK) != 0;
      if (dead) ::unlink(path.c_str());
    }
  }
}

}  // namespace lockstep::platform
