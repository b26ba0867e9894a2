#include "disk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "../src/layout.h"
#include "testing.h"

namespace testing {

namespace {
// More would only make the same cuts again.
constexpr size_t kMostPossible = 12;
}  // namespace

std::atomic<Disk*> Disk::current{nullptr};
std::atomic<int> Disk::failing{0};

Disk::Disk(std::string path, uint64_t seed, bool keepsPromises)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)), keepsPromises_(keepsPromises), random_(seed) {
  if (fd_ < 0) FAIL("no file " + path);
  struct stat info;
  if (::fstat(fd_, &info) != 0) FAIL("cannot look at the file");
  for (size_t page = 0; page * kPageBytes < static_cast<size_t>(info.st_size); ++page) possible_[page] = {read(page)};
  current = this;
}

Disk::~Disk() {
  current = nullptr;
  ::close(fd_);
}

Page Disk::read(size_t page) const {
  Page bytes(kPageBytes);
  if (::pread(fd_, bytes.data(), kPageBytes, static_cast<off_t>(page * kPageBytes)) < 0) FAIL("cannot read the file");
  return bytes;
}

void Disk::note(size_t page) {
  Page now = read(page);
  std::vector<Page>& known = possible_[page];
  // Before the file had this page, it was a hole.
  if (known.empty()) known.emplace_back(kPageBytes);
  if (std::find(known.begin(), known.end(), now) != known.end()) return;
  if (known.size() < kMostPossible)
    known.push_back(std::move(now));
  else
    known[random_() % kMostPossible] = std::move(now);
}

void Disk::noteAll() {
  struct stat info;
  if (::fstat(fd_, &info) != 0) FAIL("cannot look at the file");
  for (size_t page = 0; page * kPageBytes < static_cast<size_t>(info.st_size); ++page) note(page);
}

void Disk::observe() {
  const std::lock_guard<std::mutex> guard(mutex_);
  if (!possible_.empty()) note(random_() % possible_.size());
}

std::vector<uint8_t> Disk::cut() {
  const std::lock_guard<std::mutex> guard(mutex_);
  noteAll();
  std::vector<uint8_t> file;
  // Each cut has its own luck: from all old to all new.
  const uint64_t luck = random_() % 101;
  for (const auto& [page, known] : possible_) {
    const Page& chosen = random_() % 100 < luck ? known.back() : known[random_() % known.size()];
    file.insert(file.end(), chosen.begin(), chosen.end());
  }
  return file;
}

void Disk::syncing(size_t bytes, const std::function<void()>& sync) {
  // A segment has two maps; the first holds its meta pages.
  const bool meta = bytes == lockstep::kMetaBytes;
  const auto covered = [&](size_t page) { return (page < lockstep::kMetaBytes / kPageBytes) == meta; };
  if (onSync) onSync();
  std::map<size_t, Page> atStart;
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    noteAll();
    for (const auto& [page, known] : possible_)
      if (covered(page)) atStart[page] = read(page);
  }
  sync();
  if (onSync) onSync();
  if (!keepsPromises_) return;
  const std::lock_guard<std::mutex> guard(mutex_);
  for (auto& [page, content] : atStart) {
    possible_[page] = {std::move(content)};
    note(page);
  }
}

}  // namespace testing

extern "C" int __real_msync(void* address, size_t bytes, int flags);

extern "C" int __wrap_msync(void* address, size_t bytes, int flags) {
  if (testing::Disk::failing > 0) {
    --testing::Disk::failing;
    errno = EIO;
    return -1;
  }
  int result = 0;
  const auto sync = [&] { result = __real_msync(address, bytes, flags); };
  if (testing::Disk* disk = testing::Disk::current)
    disk->syncing(bytes, sync);
  else
    sync();
  return result;
}
