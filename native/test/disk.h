// A disk that loses power: knows, for each page of a file, all that could be on the platter at this moment.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace testing {

using Page = std::vector<uint8_t>;
constexpr size_t kPageBytes = 4096;

/// The kernel writes a page back whenever it likes, so a power cut leaves any content that the page had since the last
/// sync of it began. Contents are noted at each `observe` (a thread calls it all the time, so that half-written pages
/// are among them) and around each sync.
class Disk {
 public:
  /// @param keepsPromises false: syncs are noted but change nothing (a disk that lies), for the control of the tests
  Disk(std::string path, uint64_t seed, bool keepsPromises = true);
  ~Disk();

  /// Notes what one random page holds now.
  void observe();
  /// One of the files that a power cut could leave now.
  std::vector<uint8_t> cut();
  /// Called at each begin and end of a sync; may throw, as power goes.
  std::function<void()> onSync;

  /// For the intercepted msync of one of the segment's two maps.
  void syncing(size_t bytes, const std::function<void()>& sync);
  static std::atomic<Disk*> current;
  /// So many of the next syncs fail, of whatever file; there need be no Disk.
  static std::atomic<int> failing;

 private:
  Page read(size_t page) const;
  void note(size_t page);
  void noteAll();

  int fd_;
  bool keepsPromises_;
  std::mutex mutex_;
  std::mt19937_64 random_;
  std::map<size_t, std::vector<Page>> possible_;
};

}  // namespace testing
