// File-backed stores: what outlives the processes that had them open.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "../src/platform/posix.h"
#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {

OpenOptions file(const std::string& name, Sizes sizes = {}) {
  OpenOptions result = counterOptions("", sizes);
  result.file = directory() + "/" + name;
  return result;
}

OpenOptions opening(const std::string& name) {
  OpenOptions result = file(name);
  result.create.reset();
  return result;
}

Bytes contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

void write(const std::string& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

/// Files stay: that is what they are for. The test's own must go.
struct Removed {
  explicit Removed(std::string name) : path(directory() + "/" + std::move(name)) {}
  ~Removed() { std::remove(path.c_str()); }
  std::string path;
};

}  // namespace

TEST("a file keeps its state and its version when the last process has closed it") {
  const Removed removed("kept");
  {
    Counter first(file("kept"));
    CHECK(first.segment.created());
    for (int i = 0; i < 5000; ++i) first.commit({3});
  }
  Counter second(file("kept"));
  second.pull();
  CHECK(!second.segment.created());
  CHECK_EQUAL(second.version, 5000u);
  CHECK_EQUAL(second.sum, 15000u);
  second.commit({1});
  Counter third(opening("kept"));
  third.pull();
  CHECK_EQUAL(third.sum, 15001u);
}

TEST("all processes of a file are killed, a thousand times: every acknowledged commit is there, and nothing is torn") {
  const Removed removed("killed");
  uint64_t acknowledged = 0;
  uint64_t worst = 0;
  for (int kill = 0; kill < rounds(1000); ++kill) {
    int pipe[2];
    CHECK(::pipe(pipe) == 0);
    std::vector<pid_t> children;
    for (int child = 0; child < 2; ++child)
      children.push_back(inChild([&] {
        Counter writer(file("killed", {64 * 1024, 64 * 1024}));
        for (int i = 1;; ++i) {
          writer.commit(Bytes(below(300), 0));
          writer.commit({1});
          const uint8_t byte = 1;
          if (::write(pipe[1], &byte, 1) != 1) ::_exit(0);
          if (i % 50 == 0) writer.checkpoint();
          if (i % 60 == 0 &&
              writer.segment.appendSnapshot(writer.version, writer.encoded().data(), 8) == Append::Committed)
            ++writer.version;
          if (i % 70 == 0) writer.segment.flush();
          writer.pull();
        }
      }));
    ::close(pipe[1]);
    uint8_t byte;
    const bool began = below(8) != 0;  // otherwise they are killed while they open or recover it
    if (began && ::read(pipe[0], &byte, 1) == 1) ++acknowledged;
    platform::sleepMicros(below(5000));
    for (const pid_t child : children) ::kill(child, SIGKILL);
    for (const pid_t child : children) waitFor(child);
    for (ssize_t count; (count = ::read(pipe[0], &byte, 1)) > 0;) acknowledged += static_cast<uint64_t>(count);
    ::close(pipe[0]);

    Counter after(file("killed", {64 * 1024, 64 * 1024}));
    after.pull();
    // Each may have made one commit that it did not live to acknowledge.
    if (after.sum < acknowledged) FAIL(std::to_string(acknowledged - after.sum) + " acknowledged commits are lost");
    CHECK(after.sum <= acknowledged + 2);
    worst = std::max(worst, after.sum - acknowledged);
    acknowledged = after.sum;
  }
  std::printf("       %llu commits\n", static_cast<unsigned long long>(acknowledged));
}

TEST("a process killed while it makes a file leaves nothing that the next one trips over") {
  for (int kill = 0; kill < 200; ++kill) {
    const Removed removed("begun");
    const pid_t child = inChild([] { Counter maker(file("begun")); });
    platform::sleepMicros(below(1500));
    ::kill(child, SIGKILL);
    waitFor(child);
    Counter next(file("begun"));
    next.pull();
    CHECK_EQUAL(next.sum, 0u);
    next.commit({1});
  }
}

TEST("where the system has no fallocate, holes are filled and what a file holds is kept") {
  const Removed removed("holes");
  Bytes whole(3'000'000);
  for (size_t at = 0; at < whole.size(); at += 50'000) whole[at] = 7;
  write(removed.path, whole);
  std::filesystem::resize_file(removed.path, 5'000'000);
  whole.resize(6'000'000);
  struct stat before;
  CHECK(::stat(removed.path.c_str(), &before) == 0);
  const int fd = ::open(removed.path.c_str(), O_RDWR);
  platform::fillHoles(fd, 0, 6'000'000);
  ::close(fd);
  CHECK(contents(removed.path) == whole);
  struct stat after;
  CHECK(::stat(removed.path.c_str(), &after) == 0);
  CHECK(after.st_blocks > before.st_blocks && after.st_blocks * 512 >= 6'000'000);
}

TEST("a file that is no store is refused and left as it is") {
  const Removed removed("other");
  for (const Bytes& other : {bytesOf("{\"setting\": true}"), Bytes(100, 0xff), Bytes(200'000, 7)}) {
    write(removed.path, other);
    CHECK_THROWS(Counter(file("other")), std::string("LOCKSTEP_DAMAGED"));
    CHECK(contents(removed.path) == other);
  }
  Bytes random(300'000);
  for (uint8_t& byte : random) byte = static_cast<uint8_t>(anyNumber());
  write(removed.path, random);
  CHECK_THROWS(Counter(file("other")), std::string("LOCKSTEP_DAMAGED"));
  CHECK(contents(removed.path) == random);
  // As images of some file systems begin: where a store has its control block and peers there is nothing.
  Bytes late(3'000'000, 0);
  late[kMetaBytes + below(late.size() - kMetaBytes)] = 1;
  write(removed.path, late);
  CHECK_THROWS(Counter(file("other")), std::string("LOCKSTEP_DAMAGED"));
  CHECK(contents(removed.path) == late);
}

TEST(
    "a file cut short at any length, or with any page overwritten, opens at a whole state or says that it is damaged") {
  const Removed removed("short");
  {
    Counter first(file("short", {64 * 1024, 64 * 1024}));
    for (int i = 0; i < 800; ++i) first.commit(Bytes(200, 1));
    first.checkpoint();
    for (int i = 0; i < 50; ++i) first.commit(Bytes(200, 1));
  }
  const Bytes whole = contents(removed.path);
  int opened = 0;
  int refused = 0;
  const auto tryIt = [&](const Bytes& bytes) {
    write(removed.path, bytes);
    try {
      Counter counter(opening("short"));
      counter.pull();
      CHECK_EQUAL(counter.sum, counter.version * 200);
      counter.commit({200});
      ++opened;
    } catch (const Error& error) {
      const std::string code = error.code();
      CHECK(code == "LOCKSTEP_DAMAGED" || code == "LOCKSTEP_NOT_FOUND");
      ++refused;
    }
  };
  for (size_t page = 0; page < whole.size() / 4096; ++page) {
    Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(page * 4096 + below(4096)));
    tryIt(cut);
    Bytes scribbled = whole;
    for (size_t i = 0; i < 4096; ++i) scribbled[page * 4096 + i] = static_cast<uint8_t>(anyNumber());
    tryIt(scribbled);
  }
  std::printf("       %d opened, %d refused\n", opened, refused);
  CHECK(opened > 0 && refused > 0);
}

TEST("an older schema is refused without migration, and a migration is told to those who know only the older one") {
  const Removed removed("schema");
  Counter old(file("schema"));
  for (int i = 0; i < 10; ++i) old.commit({1});
  OpenOptions newer = file("schema");
  newer.schema = 3;
  CHECK_THROWS(Counter(newer), std::string("LOCKSTEP_SCHEMA"));
  newer.migrates = true;
  Counter migrating(newer);
  migrating.pull();
  CHECK_EQUAL(migrating.segment.schema(), 1u);
  old.commit({1});  // goes on until it is done
  const uint64_t migrated = 1000;
  const uint8_t* state = reinterpret_cast<const uint8_t*>(&migrated);
  CHECK(migrating.segment.migrate(migrating.version, state, 8) == Append::Conflict);
  migrating.pull();
  CHECK(migrating.segment.migrate(migrating.version, state, 8) == Append::Committed);
  CHECK_EQUAL(migrating.segment.schema(), 3u);
  CHECK_THROWS(old.pull(), std::string("LOCKSTEP_SCHEMA"));
  CHECK_THROWS(old.segment.append(old.version, state, 1), std::string("LOCKSTEP_SCHEMA"));
  CHECK_THROWS(Counter(file("schema")), std::string("LOCKSTEP_SCHEMA"));
  Counter late(newer);
  late.pull();
  CHECK_EQUAL(late.sum, 1000u);
}

TEST("a file is opened without making one, by who only reads too, and not found when it is not there") {
  const Removed removed("there");
  CHECK_THROWS(Counter(opening("there")), std::string("LOCKSTEP_NOT_FOUND"));
  CHECK(!std::filesystem::exists(removed.path));
  Counter(file("there")).commit({5});
  OpenOptions reading = opening("there");
  reading.readOnly = true;
  Counter reader(reading);
  reader.pull();
  CHECK_EQUAL(reader.sum, 5u);
  CHECK_THROWS(reader.segment.append(reader.version, nullptr, 0), std::string("LOCKSTEP_READONLY"));
  OpenOptions nowhere = file("there");
  nowhere.file = directory() + "/missing/there";
  CHECK_THROWS(Counter(nowhere), std::string("LOCKSTEP_NOT_FOUND"));
}

TEST("a file that others can use, that is a link, or that lies where others can replace it, is refused") {
  const Removed removed("private");
  Counter(file("private")).commit({1});
  std::filesystem::permissions(removed.path, std::filesystem::perms(0644));
  CHECK_THROWS(Counter(file("private")), std::string("LOCKSTEP_PERMISSION"));
  std::filesystem::permissions(removed.path, std::filesystem::perms(0600));
  const Removed link("link");
  std::filesystem::create_symlink(removed.path, link.path);
  CHECK_THROWS(Counter(file("link")), std::string("LOCKSTEP_PERMISSION"));
  std::filesystem::permissions(directory(), std::filesystem::perms(0777));
  CHECK_THROWS(Counter(file("private")), std::string("LOCKSTEP_PERMISSION"));
  // A group is the user's own choice.
  for (const int rights : {01777, 0770, 0700}) {
    std::filesystem::permissions(directory(), std::filesystem::perms(rights));
    Counter again(file("private"));
  }
}
