// What becomes of commits to a file whose disk fails.
#include <fcntl.h>
#include <poll.h>
#include <sys/vfs.h>

#include <filesystem>
#include <fstream>

#include "disk.h"
#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {

OpenOptions fileAt(const std::string& path) {
  OpenOptions result = counterOptions("");
  result.file = path;
  return result;
}

/// A file of the test's own.
struct Removed {
  ~Removed() { std::remove(path.c_str()); }
  std::string path;
};

bool rings(int bell) {
  pollfd poll{bell, POLLIN, 0};
  return ::poll(&poll, 1, 0) == 1;
}

/// How many bytes of this process's maps of a file wait to be written to the disk. Memory's file systems say nothing.
uint64_t unwritten(const std::string& path) {
  std::ifstream maps("/proc/self/smaps");
  std::string line;
  bool ours = false;
  uint64_t bytes = 0;
  while (std::getline(maps, line)) {
    if (line.find('-') < line.find(' ')) ours = line.find(path) != std::string::npos;
    uint64_t kilobytes = 0;
    if (ours && (std::sscanf(line.c_str(), "Shared_Dirty: %lu", &kilobytes) == 1 ||
                 std::sscanf(line.c_str(), "Private_Dirty: %lu", &kilobytes) == 1))
      bytes += kilobytes * 1024;
  }
  return bytes;
}

}  // namespace

TEST("a whole state that is committed, and whose sync fails, is a commit like any other, and its root follows") {
  const Removed removed{directory() + "/store"};
  {
    Counter writer(fileAt(removed.path));
    Counter reader(fileAt(removed.path));
    const int bell = reader.segment.takeBell()->takeDescriptor();
    CHECK(!reader.segment.arm());
    const uint64_t sum = 1000;
    Disk::failing = 1;
    CHECK(writer.segment.appendSnapshot(0, reinterpret_cast<const uint8_t*>(&sum), 8) == Append::Committed);
    CHECK_EQUAL(Disk::failing.load(), 0);
    CHECK(rings(bell));
    writer.pull();
    writer.sum = sum;
    writer.version = 1;
    CHECK_EQUAL(writer.commit({1}), 0);
    reader.pull();
    CHECK_EQUAL(reader.sum, 1001u);
    CHECK_EQUAL(reader.version, 2u);
    Disk::failing = 1;
    CHECK_THROWS(writer.segment.flush(), "LOCKSTEP_SYSTEM");
    CHECK(writer.segment.appendSnapshot(2, reinterpret_cast<const uint8_t*>(&sum), 8) == Append::Committed);
    reader.pull();
    CHECK_EQUAL(reader.sum, 1000u);
    writer.segment.flush();
    ::close(bell);
  }
  Counter later(fileAt(removed.path));
  CHECK_EQUAL(later.sum, 1000u);
}

TEST("a migration whose sync fails says so, and whoever sleeps is woken by it all the same") {
  const Removed removed{directory() + "/store"};
  Counter old(fileAt(removed.path));
  const int bell = old.segment.takeBell()->takeDescriptor();
  OpenOptions newer = fileAt(removed.path);
  newer.schema = 2;
  newer.migrates = true;
  {
    Counter migrating(newer);
    CHECK(!old.segment.arm());  // not before: opening rings, too
    const uint64_t sum = 7;
    Disk::failing = 1;
    CHECK_THROWS(migrating.segment.migrate(0, reinterpret_cast<const uint8_t*>(&sum), 8), "LOCKSTEP_SYSTEM");
    CHECK(rings(bell));
  }
  CHECK_THROWS(old.pull(), "LOCKSTEP_SCHEMA");
  Counter again(newer);
  CHECK_EQUAL(again.sum, 7u);
  again.segment.flush();
  ::close(bell);
}

TEST("what a sync has failed to write is written by the next one, although the kernel takes it for written") {
  const Removed removed{"/var/tmp/lockstep-test-" + std::to_string(anyNumber())};
  constexpr uint64_t kCommits = 200;
  constexpr uint64_t kBytes = 200;
  {
    Counter writer(fileAt(removed.path));
    for (uint64_t i = 0; i < kCommits; ++i) writer.commit(Bytes(kBytes, 1));
    OpenOptions reading = fileAt(removed.path);
    reading.create.reset();
    reading.readOnly = true;
    Counter reader(reading);
    Disk::failing = 1;
    CHECK_THROWS(reader.segment.flush(), "LOCKSTEP_SYSTEM");
    // As after an error: nothing waits to be written any more.
    const int fd = ::open(removed.path.c_str(), O_RDWR | O_CLOEXEC);
    CHECK(::fdatasync(fd) == 0);
    ::close(fd);
    const uint64_t before = unwritten(removed.path);
    uint64_t during = 0;
    Disk disk(removed.path, 1);
    disk.onSync = [&] { during = std::max(during, unwritten(removed.path)); };
    // Who only reads brings it to the disk as well as who wrote it.
    reader.segment.flush();
    struct statfs info;
    CHECK(::statfs(removed.path.c_str(), &info) == 0);
    std::printf("       %lu bytes unwritten before the next sync, %lu when it began\n", before, during);
    // Memory's own file system has no disk to be written to.
    if (info.f_type != 0x01021994) CHECK(during >= before + kCommits * kBytes);
  }
}
