#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>

#include <filesystem>
#include <thread>

#include "../src/platform/parts.h"
#include "support.h"

using namespace lockstep;
using namespace testing;
using platform::Event;
using platform::Interrupt;
using platform::kForever;
using platform::WaitResult;

namespace {

std::unique_ptr<Event> event() {
  // Once a test, before it has other threads, which look at the environment too.
  const char* const chosen = std::getenv("LOCKSTEP_DIR");
  if (chosen == nullptr || directory() != chosen) ::setenv("LOCKSTEP_DIR", directory().c_str(), 1);
  return Event::open({"event", true, false});
}

/// Returns when `count` waits have said that they wait.
void awaitWaiting(int count) {
  std::string path;
  for (const auto& entry : std::filesystem::directory_iterator(directory()))
    if (entry.path().extension() == ".w") path = entry.path();
  const int fd = ::open(path.c_str(), O_RDWR | O_NONBLOCK);
  int waiting = -1;
  while (::ioctl(fd, FIONREAD, &waiting) == 0 && waiting != count) platform::yieldThread();
  ::close(fd);
  CHECK_EQUAL(waiting, count);
}

}  // namespace

TEST("two sets at once release two that wait, and a third set waits for the next") {
  const auto setter = event();
  std::atomic<int> released{0};
  std::vector<std::thread> waiting;
  for (int i = 0; i < 2; ++i)
    waiting.emplace_back([&] {
      if (event()->wait(kForever, nullptr) == WaitResult::Released) ++released;
    });
  awaitWaiting(2);
  for (int i = 0; i < 3; ++i) setter->set();
  for (std::thread& thread : waiting) thread.join();
  CHECK_EQUAL(released.load(), 2);
  CHECK(setter->wait(0, nullptr) == WaitResult::Released);
  CHECK(setter->wait(0, nullptr) == WaitResult::TimedOut);
}

TEST("sets that find nobody waiting are one") {
  const auto alone = event();
  for (int i = 0; i < 100; ++i) alone->set();
  CHECK(alone->wait(kForever, nullptr) == WaitResult::Released);
  CHECK(alone->wait(0, nullptr) == WaitResult::TimedOut);
}

TEST("the killed do not count as waiting") {
  const auto setter = event();
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) children.push_back(inChild([] { event()->wait(kForever, nullptr); }));
  awaitWaiting(4);
  for (const pid_t child : children) {
    ::kill(child, SIGKILL);
    waitFor(child);
  }
  for (int i = 0; i < 4; ++i) setter->set();
  CHECK(setter->wait(0, nullptr) == WaitResult::Released);
  CHECK(setter->wait(0, nullptr) == WaitResult::TimedOut);
}

TEST("an interrupted wait leaves no trace") {
  const auto waiter = event();
  const auto setter = event();
  Interrupt interrupt;
  std::thread waiting([&] { CHECK(waiter->wait(kForever, &interrupt) == WaitResult::Interrupted); });
  awaitWaiting(1);
  interrupt.raise();
  waiting.join();
  awaitWaiting(0);
  setter->set();
  setter->set();
  CHECK(waiter->wait(0, nullptr) == WaitResult::Released);
  CHECK(waiter->wait(0, nullptr) == WaitResult::TimedOut);
}

TEST("no set is lost, and none releases twice, however waits, timeouts, interruptions and sets meet") {
  constexpr int kSets = 3000;
  constexpr int kWaiters = 3;
  const auto setter = event();
  std::atomic<int> released{0};
  std::atomic<bool> over{false};
  std::vector<std::thread> waiting;
  for (int i = 0; i < kWaiters; ++i)
    waiting.emplace_back([&, seed = anyNumber()] {
      std::mt19937_64 numbers(seed);
      const auto own = event();
      while (!over) {
        Interrupt interrupt;
        if (numbers() % 4 == 0) interrupt.raise();
        if (own->wait(numbers() % 3, &interrupt) == WaitResult::Released) ++released;
      }
    });
  std::mt19937_64 numbers(anyNumber());
  for (int set = 1; set <= kSets; ++set) {
    setter->set();
    // Each set is seen by one of them before the next: none is merged, so all must be counted.
    for (const uint64_t start = platform::monotonicMicros(); released < set;) {
      if (platform::monotonicMicros() - start > 10'000'000) break;
      platform::yieldThread();
    }
    if (released != set) break;
    for (uint64_t spin = numbers() % 2000; spin > 0; --spin) platform::relax();
  }
  over = true;
  for (std::thread& thread : waiting) thread.join();
  CHECK_EQUAL(released.load(), kSets);
}
