// For the thread sanitizer: all maps of one file at one address. It knows memory by address, so two maps of the same
// page are strangers to it, and what a lock in one protects would look unprotected in the other.
#include <sys/mman.h>
#include <sys/stat.h>

#include <map>
#include <mutex>
#include <tuple>

extern "C" {
void* __real_mmap(void* address, size_t length, int protection, int flags, int fd, off_t offset);
int __real_munmap(void* address, size_t length);
}

namespace {

using File = std::tuple<dev_t, ino_t, off_t, size_t, int>;
struct Shared {
  void* address;
  int users;
};
std::mutex mutex;
std::map<File, Shared> maps;

}  // namespace

extern "C" void* __wrap_mmap(void* address, size_t length, int protection, int flags, int fd, off_t offset) {
  struct stat info;
  if (fd < 0 || ::fstat(fd, &info) != 0) return __real_mmap(address, length, protection, flags, fd, offset);
  const std::lock_guard<std::mutex> guard(mutex);
  const File file{info.st_dev, info.st_ino, offset, length, protection};
  if (const auto found = maps.find(file); found != maps.end()) {
    ++found->second.users;
    return found->second.address;
  }
  void* mapped = __real_mmap(address, length, protection, flags, fd, offset);
  if (mapped != MAP_FAILED) maps[file] = {mapped, 1};
  return mapped;
}

extern "C" int __wrap_munmap(void* address, size_t length) {
  const std::lock_guard<std::mutex> guard(mutex);
  for (auto entry = maps.begin(); entry != maps.end(); ++entry) {
    if (entry->second.address != address) continue;
    if (--entry->second.users > 0) return 0;
    maps.erase(entry);
    break;
  }
  return __real_munmap(address, length);
}
