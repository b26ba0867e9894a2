// Where segments lie and who may touch them.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#ifdef __linux__
#include <sys/sysmacros.h>  // makedev
#endif

#include <filesystem>
#include <fstream>

#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {
std::string pathOf(const std::string& name) { return directory() + "/" + name; }
}  // namespace

TEST("the directory must be the user's own, closed to others, and no link") {
  const std::string inner = pathOf("inner");
  CHECK(platform::checkedDirectory(inner) == inner);  // made if missing
  struct stat info;
  CHECK(::stat(inner.c_str(), &info) == 0 && (info.st_mode & 0777) == 0700);
  ::chmod(inner.c_str(), 0750);
  CHECK_THROWS(platform::checkedDirectory(inner), "LOCKSTEP_PERMISSION");
  ::chmod(inner.c_str(), 0700);
  const std::string link = pathOf("link");
  CHECK(::symlink(inner.c_str(), link.c_str()) == 0);
  CHECK_THROWS(platform::checkedDirectory(link), "LOCKSTEP_PERMISSION");
  CHECK_THROWS(platform::checkedDirectory(pathOf("missing/deep")), "LOCKSTEP_PERMISSION");
  if (::geteuid() == 0) {
    CHECK(::chown(inner.c_str(), 12345, 12345) == 0);
    CHECK_THROWS(platform::checkedDirectory(inner), "LOCKSTEP_PERMISSION");
  }
  ::unlink(link.c_str());
  ::rmdir(inner.c_str());
}

TEST("the environment does not tell a program with rights that its caller does not have where to write") {
  const uid_t other = static_cast<uid_t>(50'000 + below(1'000'000));
  const std::string chosen = pathOf("chosen");
  CHECK(::mkdir(chosen.c_str(), 0700) == 0);
  if (::geteuid() == 0) {
    CHECK(::chmod(directory().c_str(), 0755) == 0 && ::chown(chosen.c_str(), other, other) == 0);
    const pid_t child = inChild([&] {
      ::setenv("LOCKSTEP_DIR", chosen.c_str(), 1);
      ::setenv("TMPDIR", chosen.c_str(), 1);
      // What a setuid program begins with, the other way round: the effective user is not the one who started it.
      CHECK(::seteuid(other) == 0);
      const std::string taken = platform::segmentDirectory();
      CHECK(taken != chosen && taken.find(chosen) == std::string::npos);
      CHECK(::rmdir(taken.c_str()) == 0);
      CHECK(::seteuid(0) == 0 && ::setuid(other) == 0);
      CHECK(platform::segmentDirectory() == chosen);  // now it is that user's own process
    });
    CHECK_EQUAL(waitFor(child), 0);
  }
  ::rmdir(chosen.c_str());
}

TEST("what is not a private regular file in a segment's place is refused, without waiting and without touching it") {
  const std::string path = pathOf("s.seg");
  const auto refused = [&] { CHECK_THROWS(Segment(counterOptions("s")), "LOCKSTEP_PERMISSION"); };
  CHECK(::mkfifo(path.c_str(), 0600) == 0);
  refused();
  ::unlink(path.c_str());
  // Making devices is root's right, and not everywhere.
  if (::mknod(path.c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0) {
    refused();
    ::unlink(path.c_str());
  }
  CHECK(::mkdir(path.c_str(), 0700) == 0);
  refused();
  ::rmdir(path.c_str());
  CHECK(::symlink("/dev/null", path.c_str()) == 0);
  refused();
  ::unlink(path.c_str());
  ::close(::open(path.c_str(), O_CREAT | O_RDWR, 0600));
  ::chmod(path.c_str(), 0644);
  refused();
  CHECK(std::filesystem::file_size(path) == 0);
  ::unlink(path.c_str());
}

TEST("a file that nobody holds is begun afresh, whatever is in it") {
  const std::string path = pathOf("s.seg");
  const int fd = ::open(path.c_str(), O_CREAT | O_RDWR, 0600);
  const Bytes garbage(100'000, 0xa5);
  CHECK(::write(fd, garbage.data(), garbage.size()) > 0);
  ::close(fd);
  Counter counter(counterOptions("s"));
  CHECK(counter.segment.created());
  counter.commit({1});
}

TEST("without create a segment is only opened: absent, or held by nobody, is not found") {
  OpenOptions place = counterOptions("s");
  place.create.reset();
  CHECK_THROWS(Segment(place), "LOCKSTEP_NOT_FOUND");
  ::close(::open(pathOf("s.seg").c_str(), O_CREAT | O_RDWR, 0600));
  CHECK_THROWS(Segment(place), "LOCKSTEP_NOT_FOUND");
}

TEST("exclusive refuses a segment that is held, and does not disturb it") {
  Counter first(counterOptions("s"));
  first.commit({4});
  OpenOptions place = counterOptions("s");
  place.create->exclusive = true;
  CHECK_THROWS(Segment(place), "LOCKSTEP_EXISTS");
  Counter second(counterOptions("s"));
  second.pull();
  CHECK_EQUAL(second.sum, 4u);
}

TEST("a segment whose name was taken away says so to those who commit") {
  Counter counter(counterOptions("s"));
  CHECK(::unlink(counter.segment.path().c_str()) == 0);
  bool detached = false;
  const uint64_t deadline = platform::monotonicMicros() + 10'000'000;
  while (!detached && platform::monotonicMicros() < deadline) {
    try {
      counter.commit({1});
    } catch (const Error& error) {
      detached = std::string(error.code()) == "LOCKSTEP_DETACHED";
      CHECK(detached);
    }
  }
  CHECK(detached);
}

TEST("an initial state larger than a state may be is refused, and nothing is left") {
  const Bytes large(100);
  CHECK_THROWS(Segment(options("s", large, {64 * 1024, 99})), "LOCKSTEP_FULL");
}

TEST("no umask can make a store unusable for its owner") {
  // Root may use what it has no rights to.
  const uid_t user = ::geteuid() == 0 ? static_cast<uid_t>(50'000 + below(1'000'000)) : ::geteuid();
  CHECK(::chown(directory().c_str(), user, static_cast<gid_t>(-1)) == 0);
  for (const mode_t mask : {0777, 0277, 0177, 0}) {
    const pid_t child = inChild([&] {
      CHECK(::setuid(user) == 0);
      ::umask(mask);
      OpenOptions inner = counterOptions("s");
      inner.directory = platform::checkedDirectory(pathOf("inner"));
      {
        Counter first(inner);
        Counter second(inner);
        second.commit({1});
        first.pull();
        CHECK_EQUAL(first.sum, 1u);
        const int bell = first.segment.takeBell()->takeDescriptor();
        CHECK(!first.segment.arm());
        second.commit({1});
        uint8_t byte;
        CHECK(::read(bell, &byte, 1) == 1);
      }
      CHECK(::rmdir(inner.directory.c_str()) == 0);
    });
    CHECK_EQUAL(waitFor(child), 0);
  }
}

TEST("a store's file is kept, and its doorbells ring, where others open named stores in the same directory") {
  // Called as a segment's file and doorbells are.
  OpenOptions kept = counterOptions("");
  kept.file = pathOf("kept.seg");
  OpenOptions open = counterOptions("");
  open.file = pathOf("open.store");
  Counter(kept).commit({7});
  const Bytes foreign = bytesOf("nobody's segment");
  std::ofstream(pathOf("foreign.seg"), std::ios::binary) << "nobody's segment";
  std::filesystem::permissions(pathOf("foreign.seg"), std::filesystem::perms(0600));
  Counter reader(open);
  const int bell = reader.segment.takeBell()->takeDescriptor();
  CHECK(!reader.segment.arm());
  waitFor(inChild([] {
    new Counter(counterOptions("left"));  // and dies
  }));

  const Counter sweeping(counterOptions("s"));
  CHECK(!std::filesystem::exists(pathOf("left.seg")));
  CHECK(std::filesystem::file_size(pathOf("foreign.seg")) == foreign.size());
  Counter writer(open);
  writer.commit({1});
  uint8_t byte;
  CHECK(::read(bell, &byte, 1) == 1);
  Counter again(kept);
  again.pull();
  CHECK_EQUAL(again.sum, 7u);
  for (const char* name : {"kept.seg", "open.store", "foreign.seg"}) std::filesystem::remove(pathOf(name));
}

TEST("a setuid program that sweeps takes no living doorbell for left behind") {
  if (::geteuid() != 0) return;  // nobody else may give himself two users
  const uid_t user = static_cast<uid_t>(50'000 + below(1'000'000));
  CHECK(::chown(directory().c_str(), user, static_cast<gid_t>(-1)) == 0);
  const pid_t child = inChild([&] {
    // The real user may not enter the directory.
    CHECK(::setreuid(user + 1, user) == 0);
    Counter reader(counterOptions("read"));
    const int bell = reader.segment.takeBell()->takeDescriptor();
    CHECK(!reader.segment.arm());
    const Counter sweeping(counterOptions("swept"));
    Counter writer(counterOptions("read"));
    writer.commit({1});
    uint8_t byte;
    CHECK(::read(bell, &byte, 1) == 1);
  });
  CHECK_EQUAL(waitFor(child), 0);
}
