// Holding the file that stands for a name.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <mutex>
#include <set>

#include "../error.h"
#include "at_exit.h"
#include "parts_posix.h"
#include "posix.h"
#include "posix_locks.h"
#include "posix_state.h"

namespace lockstep::platform {

namespace {

// Creating and removing take moments: who takes longer is stopped.
constexpr uint64_t kPatienceMillis = 5000;

}  // namespace

/// What this process holds: when it exits by force of JavaScript no destructor runs, and names would stay behind.
class OpenFiles {
 public:
  static OpenFiles& all() {
    // Never destroyed: it is used while the process exits.
    static OpenFiles* const open = new OpenFiles();
    static const bool registered = atExit([] { all().leave(); });
    (void)registered;
    return *open;
  }
  void add(NamedFile* file) {
    const std::lock_guard<std::mutex> guard(mutex_);
    files_.insert(file);
  }
  void remove(NamedFile* file) {
    const std::lock_guard<std::mutex> guard(mutex_);
    if (files_.erase(file) > 0) file->leave();
  }

 private:
  void leave() {
    const std::lock_guard<std::mutex> guard(mutex_);
    // Descriptors stay open: other threads may be using them until the very end.
    for (NamedFile* const file : files_) file->leave();
    files_.clear();
  }

  std::mutex mutex_;
  std::set<NamedFile*> files_;
};

std::unique_ptr<NamedFile> NamedFile::open(const Naming& naming, const std::string& ending,
                                           const std::function<void(const NamedFile&)>& initialise) {
  const std::string path = segmentDirectory() + "/" + naming.key + ending;
  Backing::State joined;
  joined.path = path;
  if (!joinFile(joined, naming.create, kPatienceMillis)) return nullptr;
  const int fd = joined.fd;
  const bool alone = joined.hold == Hold::Exclusive;
  std::unique_ptr<NamedFile> file(new NamedFile(path, fd));
  OpenFiles::all().add(file.get());
  // Alone means that whoever had it open is gone: what lies there is of an earlier life. Leaving removes it.
  if (alone && !naming.create) return nullptr;
  if (!alone && naming.create && naming.exclusive)
    throw Error("LOCKSTEP_EXISTS", "Somebody has it open already, and `exclusive` was asked for.");
  if (!alone) return file;
  removeCompanions(path);
  // The umask may have taken the owner's rights away.
  if (::ftruncate(fd, 0) != 0 || ::fchmod(fd, 0600) != 0) throwSpaceOrSystem("make " + path, 0);
  initialise(*file);
  if (!shareWhole(fd)) throwSpaceOrSystem("share " + path, 0);
  file->created_ = true;
  sweepNamed(path);
  return file;
}

NamedFile::~NamedFile() {
  OpenFiles::all().remove(this);
  ::close(fd_);
}

void NamedFile::leave() noexcept {
  // Let go first, then ask for all of it: were it the other way round, the last two to leave at the same time would
  // each be refused because of the other, and nobody would remove it.
  letGo(fd_);
  if (setLock(fd_, F_WRLCK, kDeadManByte) && sameFile(fd_, path_)) removeNamed(path_);
}

std::string NamedFile::companion(uint64_t id, char letter) const {
  char text[32];
  std::snprintf(text, sizeof(text), ".%016" PRIx64 ".%c", id, letter);
  return path_ + text;
}

void NamedFile::store(int64_t offset, uint64_t word) const {
  if (::pwrite(fd_, &word, sizeof(word), offset) != sizeof(word)) throwSpaceOrSystem("write to " + path_, sizeof(word));
}

uint64_t NamedFile::load(int64_t offset) const {
  uint64_t word = 0;
  return ::pread(fd_, &word, sizeof(word), offset) == sizeof(word) ? word : 0;
}

}  // namespace lockstep::platform
