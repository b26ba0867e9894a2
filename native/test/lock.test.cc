#include "../src/lock.h"

#include <signal.h>

#include <algorithm>
#include <thread>

#include "../src/mapping.h"
#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {

struct Attached {
  explicit Attached(const OpenOptions& options) : mapping(options), peers(mapping.meta(), mapping.backing()) {
    peers.attach("test", 0);
  }
  ~Attached() { peers.detach(); }
  Word& writer() { return mapping.meta().locks.writer; }
  Mapping mapping;
  Peers peers;
};

}  // namespace

TEST("one thread at a time holds a lock, and each sees what the last one wrote") {
  const OpenOptions place = counterOptions("lock");
  uint64_t plain = 0;  // not atomic: TSan sees every race
  constexpr int kRounds = 3000;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      Attached peer(place);
      for (int round = 0; round < kRounds; ++round) {
        const Lock lock(peer.writer(), peer.peers, 5000);
        plain += 1;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK_EQUAL(plain, 4u * kRounds);
}

TEST("the lock of a process that was killed while holding it is taken over within 50 ms of its end") {
  Attached survivor(counterOptions("lock"));
  std::vector<uint64_t> delays;
  for (int round = 0; round < 21; ++round) {
    const Signal held;
    const pid_t child = inChild([&] {
      Attached peer(counterOptions("lock"));
      const Lock lock(peer.writer(), peer.peers, 5000);
      held.give();
      ::pause();
    });
    held.await();
    CHECK(ownerOf(survivor.writer().load()) != kNobody);
    ::kill(child, SIGKILL);
    siginfo_t ended;
    ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);  // dead, and still a zombie
    const uint64_t begin = platform::monotonicMicros();
    {
      const Lock lock(survivor.writer(), survivor.peers, 5000);
      CHECK(lock.stolen());
    }
    delays.push_back(platform::monotonicMicros() - begin);
    waitFor(child);
  }
  // The median: a busy machine may put us to sleep for longer than that at any time.
  std::sort(delays.begin(), delays.end());
  CHECK(delays[10] < 50'000);
  std::printf("       median %llu µs, worst %llu µs\n", static_cast<unsigned long long>(delays[10]),
              static_cast<unsigned long long>(delays.back()));
}

TEST("a stopped owner is alive: nobody takes its lock, and the wait ends with its name") {
  Attached survivor(counterOptions("lock"));
  const Signal held;
  const pid_t child = inChild([&] {
    Attached peer(counterOptions("lock"));
    const Lock lock(peer.writer(), peer.peers, 5000);
    held.give();
    ::pause();
  });
  held.await();
  ::kill(child, SIGSTOP);
  std::string message;
  try {
    const Lock lock(survivor.writer(), survivor.peers, 30);
  } catch (const Error& error) {
    message = std::string(error.code()) + error.what();
  }
  ::kill(child, SIGKILL);
  waitFor(child);
  CHECK(message.find("LOCKSTEP_BUSY") == 0);
  CHECK(message.find(std::to_string(child)) != std::string::npos);
}

TEST("a thief that examined the lock long ago cannot rob a later owner in the same slot") {
  Attached peer(counterOptions("lock"));
  uint64_t examined = lockedBy(5, peer.peers.slot());
  peer.writer().store(examined);
  // The owner died, its slot was used again, and the new owner holds the lock now.
  const uint64_t living = lockedBy(unlocked(examined), peer.peers.slot());
  peer.writer().store(living);
  CHECK_EQUAL(ownerOf(examined), ownerOf(living));
  CHECK(!peer.writer().compare_exchange_strong(examined, lockedBy(examined, 9)));
  peer.writer().store(unlocked(living));
}

TEST("a lock that names an owner that cannot be is called damage") {
  Attached peer(counterOptions("lock"));
  peer.writer().store(uint64_t{300} << kOwnerShift);
  CHECK_THROWS(Lock(peer.writer(), peer.peers, 100), "LOCKSTEP_DAMAGED");
  peer.writer().store(0);
}

TEST("a peer that takes over a slot recovers the locks its dead owner held") {
  const OpenOptions place = counterOptions("lock");
  Attached survivor(place);
  const pid_t child = inChild([&] {
    Attached peer(place);
    new Lock(peer.mapping.meta().locks.checkpoint, peer.peers, 5000);
    new Lock(peer.writer(), peer.peers, 5000);
    ::_exit(0);
  });
  CHECK_EQUAL(waitFor(child), 0);
  const uint32_t dead = ownerOf(survivor.writer().load());
  CHECK(dead != kNobody);
  Attached next(place);
  CHECK_EQUAL(next.peers.slot(), dead);
  CHECK_EQUAL(ownerOf(survivor.writer().load()), kNobody);
  CHECK_EQUAL(ownerOf(survivor.mapping.meta().locks.checkpoint.load()), kNobody);
}
