// Power cuts: a store's file lives through many lives of a machine that loses power at any moment.
#include <filesystem>
#include <fstream>
#include <thread>
#include <utility>

#include "disk.h"
#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {

struct PowerCut {};

constexpr size_t kWords = 4000;  // a state of eight pages

/// A state of many words, so that its snapshot can be torn; a commit sets a few of them.
class Table {
 public:
  explicit Table(const OpenOptions& options) : segment(options) { load(); }

  void pull() {
    Bytes buffer(64 * 1024);
    for (;;) {
      const ReadResult result = segment.read(buffer.data(), buffer.size());
      if (result.outcome == ReadOutcome::Lapped) {
        load();
        continue;
      }
      CHECK(result.outcome == ReadOutcome::Records);
      if (result.bytes == 0) return;
      for (uint64_t at = 0; at < result.bytes;) {
        RecordHeader header;
        std::memcpy(&header, buffer.data() + at, sizeof(header));
        apply(buffer.data() + at + kRecordHeaderBytes, header.length());
        version = header.version;
        at += recordBytes(header.length());
      }
    }
  }

  /// Both say what the state will be before it is: power may go when the commit is published and not yet known to be.
  void commit(std::vector<uint64_t>& digests) {
    Bytes change(16 * (1 + below(60)));
    for (size_t at = 0; at < change.size(); at += 16) {
      const uint64_t pair[] = {below(kWords), anyNumber()};
      std::memcpy(change.data() + at, pair, 16);
    }
    const std::vector<uint64_t> before = words;
    apply(change.data(), change.size());
    digests.push_back(digest());
    const std::vector<uint64_t> after = std::exchange(words, before);
    while (segment.append(version, change.data(), static_cast<uint32_t>(change.size())) != Append::Committed)
      checkpoint();
    words = after;
    ++version;
  }

  void commitWhole(std::vector<uint64_t>& digests) {
    words[below(kWords)] = anyNumber();
    digests.push_back(digest());
    CHECK(segment.appendSnapshot(version, bytes(), kWords * 8) == Append::Committed);
    ++version;
  }

  void checkpoint() { segment.checkpoint(version, bytes(), kWords * 8); }

  uint64_t digest() const {
    Checksum sum(0);
    for (const uint64_t word : words) sum.add(word);
    return sum.value();
  }

  Segment segment;
  uint64_t version = 0;
  std::vector<uint64_t> words = std::vector<uint64_t>(kWords);

 private:
  const uint8_t* bytes() const { return reinterpret_cast<const uint8_t*>(words.data()); }

  void load() {
    segment.snapshot([&](uint64_t length) {
      CHECK_EQUAL(length, kWords * 8);
      return reinterpret_cast<uint8_t*>(words.data());
    });
    version = segment.version();
  }

  void apply(const uint8_t* change, size_t length) {
    for (size_t at = 0; at < length; at += 16) {
      uint64_t pair[2];
      std::memcpy(pair, change + at, 16);
      words[pair[0] % kWords] = pair[1];
    }
  }
};

/// What the file should hold: the digest of each version of its present history.
struct History {
  std::vector<uint64_t> digests;
  uint64_t flushed = 0;
};

OpenOptions fileOptions(const std::string& path) {
  static const Bytes empty(kWords * 8);
  OpenOptions result = options("", empty, {64 * 1024, 64 * 1024});
  result.file = path;
  return result;
}

/// One life of the machine: opens the file, works, and ends by a power cut. Returns what the disk holds then.
Bytes live(const std::string& path, History& history, bool honestDisk) {
  Disk disk(path, anyNumber(), honestDisk);
  Bytes left;
  uint64_t untilCut = below(60);
  const auto maybeCut = [&] {
    if (untilCut-- > 0) return;
    left = disk.cut();
    throw PowerCut{};
  };
  disk.onSync = maybeCut;
  std::atomic<bool> over{false};
  std::thread observer([&] {
    while (!over) disk.observe();
  });
  try {
    Table table(fileOptions(path));
    table.pull();
    const std::string state = "version " + std::to_string(table.version) + " of " +
                              std::to_string(history.digests.size()) + ", flushed " + std::to_string(history.flushed);
    if (table.version < history.flushed) FAIL("what was flushed is lost: " + state);
    if (history.digests.empty()) history.digests.push_back(table.digest());
    if (table.version >= history.digests.size()) FAIL("a version that was never committed: " + state);
    if (table.digest() != history.digests[table.version]) FAIL("a state that never was: " + state);
    history.digests.resize(table.version + 1);
    history.flushed = table.version;  // opening ends in a root
    for (;;) {
      maybeCut();
      const uint64_t what = below(100);
      if (what < 88)
        table.commit(history.digests);
      else if (what < 91)
        table.checkpoint();
      else if (what < 94)
        table.commitWhole(history.digests);
      else
        table.segment.flush();
      if (what >= 94) history.flushed = table.version;
    }
  } catch (const PowerCut&) {
  } catch (...) {
    over = true;
    observer.join();
    throw;
  }
  over = true;
  observer.join();
  return left;
}

void liveThrough(int lives, bool honestDisk) {
  const std::string path = directory() + "/power.store";
  History history;
  for (int life = 0; life < lives; ++life) {
    const Bytes left = live(path, history, honestDisk);
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(left.data()), static_cast<std::streamsize>(left.size()));
    // A creation that failed took its file away: this one is new.
    std::filesystem::permissions(path, std::filesystem::perms(0600));
  }
  std::printf("       %zu versions, %llu of them flushed\n", history.digests.size(),
              static_cast<unsigned long long>(history.flushed));
}

}  // namespace

TEST("after a power cut at any moment a file holds a whole state, and at least what was flushed") {
  liveThrough(rounds(600), true);
  std::remove((directory() + "/power.store").c_str());
}

TEST("a disk that does not keep what was synced is found out by the same test") {
  std::string problem = "nothing";
  try {
    liveThrough(2000, false);
  } catch (const Failure& failure) {
    problem = failure.message;
  } catch (const Error& error) {
    problem = error.code();
  }
  std::printf("       %s\n", problem.c_str());
  CHECK(problem != "nothing");
  std::remove((directory() + "/power.store").c_str());
}
