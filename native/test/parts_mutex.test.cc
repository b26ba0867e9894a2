#include <signal.h>
#include <sys/mman.h>

#include <thread>

#include "../src/platform/parts.h"
#include "support.h"

using namespace lockstep;
using namespace testing;
using platform::Interrupt;
using platform::kForever;
using platform::LockResult;
using platform::Mutex;

namespace {

std::unique_ptr<Mutex> mutex() {
  // Once a test, before it has other threads, which look at the environment too.
  const char* const chosen = std::getenv("LOCKSTEP_DIR");
  if (chosen == nullptr || directory() != chosen) ::setenv("LOCKSTEP_DIR", directory().c_str(), 1);
  return Mutex::open({"mutex", true, false});
}

}  // namespace

TEST("one handle owns a mutex at a time, by threads and by processes") {
  constexpr int kRounds = 400;
  const auto keep = mutex();
  auto* const counter = static_cast<std::atomic<int>*>(
      ::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  const auto count = [&] {
    const auto own = mutex();
    for (int i = 0; i < kRounds; ++i) {
      CHECK(own->lock(kForever, nullptr) == LockResult::Taken);
      // In two steps: only the mutex makes them one.
      const int before = counter->load(std::memory_order_relaxed);
      platform::yieldThread();
      counter->store(before + 1, std::memory_order_relaxed);
      own->unlock();
    }
  };
  const pid_t child = inChild(count);
  std::thread first(count);
  std::thread second(count);
  first.join();
  second.join();
  CHECK_EQUAL(waitFor(child), 0);
  CHECK_EQUAL(counter->load(), 3 * kRounds);
  ::munmap(counter, sizeof(int));
}

TEST("who owns a mutex after a killed owner is told, once") {
  const auto mine = mutex();
  for (int round = 0; round < 20; ++round) {
    const Signal locked;
    const pid_t child = inChild([&] {
      const auto own = mutex();
      own->lock(kForever, nullptr);
      locked.give();
      platform::sleepMicros(600'000'000);
    });
    locked.await();
    CHECK(mine->lock(0, nullptr) == LockResult::TimedOut);
    ::kill(child, SIGKILL);
    CHECK(mine->lock(10'000, nullptr) == LockResult::Abandoned);
    mine->unlock();
    CHECK(mine->lock(0, nullptr) == LockResult::Taken);
    mine->unlock();
    waitFor(child);
  }
}

TEST("an owner that closes without unlocking abandons the mutex, if somebody else has it open") {
  const auto mine = mutex();
  auto other = mutex();
  CHECK(other->lock(0, nullptr) == LockResult::Taken);
  other.reset();
  CHECK(mine->lock(0, nullptr) == LockResult::Abandoned);
}

TEST("a wait for a mutex ends when it is interrupted, and by its timeout") {
  const auto owner = mutex();
  const auto mine = mutex();
  CHECK(owner->lock(0, nullptr) == LockResult::Taken);
  Interrupt interrupt;
  std::thread interrupting([&] { interrupt.raise(); });
  CHECK(mine->lock(kForever, &interrupt) == LockResult::Interrupted);
  interrupting.join();
  CHECK(mine->lock(1, nullptr) == LockResult::TimedOut);
  owner->unlock();
  CHECK(mine->lock(0, nullptr) == LockResult::Taken);
}
