// Ringing: a byte into the FIFO that the sleeping peer's event loop polls.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <list>
#include <mutex>

#include "platform.h"
#include "posix_names.h"

namespace lockstep::platform {

namespace {

/// Descriptors of the doorbells rung last, by peer id: ids are never used again, so a descriptor is never the wrong
/// one, as it could be if they were kept by path (writing to an unlinked FIFO goes on "succeeding"). One cache for the
/// process, so that a hundred worker threads do not hold thousands of descriptors.
class BellCache {
 public:
  Ring ring(const std::string& path, uint64_t peerId) {
    const std::lock_guard<std::mutex> guard(mutex_);
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (entry->peerId != peerId) continue;
      entries_.splice(entries_.begin(), entries_, entry);
      return send(entry->fd);
    }
    dropGone();
    // O_RDWR: opening never waits for a reader, and writing never raises SIGPIPE.
    const int fd = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? Ring::Gone : Ring::Failed;
    struct stat info;
    // Beside a file in a directory like /tmp, others may hang something under a name that a dead peer's bell had.
    if (::fstat(fd, &info) != 0 || !S_ISFIFO(info.st_mode) || info.st_uid != ::geteuid()) {
      ::close(fd);
      return Ring::Gone;
    }
    if (entries_.size() == kMost) {
      ::close(entries_.back().fd);
      entries_.pop_back();
    }
    entries_.push_front({peerId, fd});
    return send(fd);
  }

 private:
  static constexpr size_t kMost = 64;
  struct Entry {
    uint64_t peerId;
    int fd;
  };

  /// Closes the doorbells of peers that have left: theirs is unlinked, and no later peer has their id.
  void dropGone() {
    entries_.remove_if([](const Entry& entry) {
      struct stat info;
      if (::fstat(entry.fd, &info) == 0 && info.st_nlink > 0) return false;
      ::close(entry.fd);
      return true;
    });
  }

  static Ring send(int fd) {
    const uint8_t byte = 1;
    for (;;) {
      if (::write(fd, &byte, 1) == 1) return Ring::Rung;
      if (errno == EAGAIN) return Ring::Rung;  // full of bytes that nobody has read yet
      if (errno != EINTR) return Ring::Failed;
    }
  }

  std::mutex mutex_;
  std::list<Entry> entries_;
};

}  // namespace

Ring ring(const std::string& bells, uint32_t slot, uint64_t peerId) {
  // Never destroyed: threads may still ring while the process ends.
  static BellCache* const cache = new BellCache();
  return cache->ring(bellName(bells, slot, peerId), peerId);
}

}  // namespace lockstep::platform
