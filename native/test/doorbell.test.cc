#include "../src/doorbell.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {

/// Sleeps until the doorbell rings; false after ten seconds.
bool sleepOn(int bell) {
  pollfd poll{bell, POLLIN, 0};
  return ::poll(&poll, 1, 10'000) == 1;
}

int drain(int bell) {
  uint8_t bytes[64];
  const ssize_t count = ::read(bell, bytes, sizeof(bytes));
  return count < 0 ? 0 : static_cast<int>(count);
}

}  // namespace

TEST("no wake-up is lost, whenever the writer commits while the reader goes to sleep") {
  const OpenOptions place = counterOptions("bell");
  constexpr uint64_t kCommits = 20'000;
  Counter reader(place);
  const int bell = reader.segment.takeBell()->takeDescriptor();
  std::thread writing([&, seed = anyNumber()] {
    std::mt19937_64 numbers(seed);
    Counter writer(place);
    for (uint64_t i = 0; i < kCommits; ++i) {
      writer.commit({1});
      for (uint64_t spin = numbers() % 400; spin > 0; --spin) platform::relax();
    }
  });
  uint64_t sleeps = 0;
  bool lost = false;
  while (reader.version < kCommits && !lost) {
    reader.pull();
    if (reader.version == kCommits || reader.segment.arm()) continue;
    lost = !sleepOn(bell);
    drain(bell);
    ++sleeps;
  }
  writing.join();
  ::close(bell);
  CHECK(!lost);
  std::printf("       slept %llu times\n", static_cast<unsigned long long>(sleeps));
}

TEST("a burst rings a sleeping peer once, and one that is awake not at all") {
  Counter reader(counterOptions("bell"));
  Counter writer(counterOptions("bell"));
  const int bell = reader.segment.takeBell()->takeDescriptor();
  for (int i = 0; i < 100; ++i) writer.commit({1});
  CHECK_EQUAL(drain(bell), 0);
  reader.pull();
  CHECK(!reader.segment.arm());
  for (int i = 0; i < 100; ++i) writer.commit({1});
  CHECK_EQUAL(drain(bell), 1);
  reader.pull();
  for (int i = 0; i < 100; ++i) writer.commit({1});
  CHECK_EQUAL(drain(bell), 0);
  ::close(bell);
}

TEST("going to sleep with something unread says so") {
  Counter reader(counterOptions("bell"));
  Counter writer(counterOptions("bell"));
  writer.commit({1});
  CHECK(reader.segment.arm());
  reader.pull();
  CHECK(!reader.segment.arm());
}

TEST("a writer's own commits do not ring its own doorbell") {
  Counter writer(counterOptions("bell"));
  const int bell = writer.segment.takeBell()->takeDescriptor();
  CHECK(!writer.segment.arm());
  for (int i = 0; i < 10; ++i) writer.commit({1});
  CHECK_EQUAL(drain(bell), 0);
  ::close(bell);
}

TEST("a writer that died between publishing and ringing is made good by whoever commits, joins or leaves next") {
  const OpenOptions place = counterOptions("bell");
  for (int way = 0; way < 3; ++way) {
    Counter reader(place);
    auto other = std::make_unique<Counter>(place);
    const int bell = reader.segment.takeBell()->takeDescriptor();
    CHECK(!reader.segment.arm());
    {
      // The head moves as it does under a writer that is killed before its ring.
      Mapping mapping(place);
      Control control = readLatch(mapping.meta().latch);
      const Log log(mapping.log(), mapping.geometry());
      const uint8_t byte = 1;
      const Cursor head = log.write(headOf(control), 7, 0, &byte, 1);
      control.headVersion = head.version;
      control.headPosition = head.position;
      control.headChain = head.chain;
      control.headPayload = head.payload;
      writeLatch(mapping.meta().latch, control);
    }
    CHECK_EQUAL(drain(bell), 0);
    if (way == 0) other->commit({1});
    if (way == 1) Counter joiner(place);
    if (way == 2) other.reset();
    CHECK_EQUAL(drain(bell), 1);
    reader.pull();
    CHECK(reader.version >= 1);
    ::close(bell);
  }
}

TEST("an armed flag that its dead owner left behind is cleared by the next commit") {
  Counter writer(counterOptions("bell"));
  const pid_t child = inChild([&] { (new Counter(counterOptions("bell")))->segment.arm(); });
  waitFor(child);
  writer.commit({1});
  Mapping mapping(counterOptions("bell"));
  CHECK_EQUAL(mapping.meta().armed[1].load() & 1, 0u);
}

TEST("a thread that waits for a doorbell is woken by a commit, once for a burst, and by an interruption for good") {
  Counter reader(counterOptions("bell"));
  Counter writer(counterOptions("bell"));
  const auto bell = reader.segment.takeBell();
  CHECK(!reader.segment.takeBell());
  std::atomic<int> woken{0};
  std::thread waiting([&] {
    while (bell->wait()) ++woken;
  });
  for (int round = 1; round <= 100; ++round) {
    CHECK(!reader.segment.arm());
    for (int i = 0; i < 10; ++i) writer.commit({1});
    while (woken < round) platform::yieldThread();
    reader.pull();
  }
  bell->interrupt();
  waiting.join();
  CHECK_EQUAL(woken.load(), 100);
  CHECK(!bell->wait());
}

namespace {
/// Where the doorbell of the first peer in the directory lies.
std::string firstBell() {
  for (const auto& entry : std::filesystem::directory_iterator(directory()))
    if (entry.path().string().find(".0.") != std::string::npos) return entry.path().string();
  FAIL("no doorbell");
}
}  // namespace

TEST("a doorbell that another user hung under a peer's name is not rung") {
  if (::geteuid() != 0) return;  // nothing can be given away
  Counter reader(counterOptions("bell"));
  Counter writer(counterOptions("bell"));
  const std::string own = firstBell();
  CHECK(::unlink(own.c_str()) == 0 && ::mkfifo(own.c_str(), 0666) == 0);
  const int planted = ::open(own.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  for (const uid_t owner : {uid_t{12345}, ::geteuid()}) {
    CHECK(::chown(own.c_str(), owner, 0) == 0);
    CHECK(!reader.segment.arm());
    writer.commit({1});
    CHECK_EQUAL(drain(planted), owner == ::geteuid() ? 1 : 0);
    reader.pull();
  }
  ::close(planted);
}

TEST("a link in place of a doorbell is not followed, and the peer is rung when its doorbell is back") {
  Counter reader(counterOptions("bell"));
  Counter writer(counterOptions("bell"));
  const int bell = reader.segment.takeBell()->takeDescriptor();
  const std::string own = firstBell();
  const std::string elsewhere = directory() + "/elsewhere";
  const std::string aside = directory() + "/aside";
  CHECK(::mkfifo(elsewhere.c_str(), 0600) == 0);
  const int target = ::open(elsewhere.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  CHECK(::rename(own.c_str(), aside.c_str()) == 0 && ::symlink(elsewhere.c_str(), own.c_str()) == 0);
  CHECK(!reader.segment.arm());
  writer.commit({1});
  CHECK_EQUAL(drain(target), 0);
  CHECK(::rename(aside.c_str(), own.c_str()) == 0);
  writer.commit({1});
  CHECK_EQUAL(drain(bell), 1);
  ::close(target);
  ::unlink(elsewhere.c_str());
}
