#include "../src/peers.h"

#include <signal.h>

#include <thread>

#include "../src/neighbours.h"
#include "support.h"

using namespace lockstep;
using namespace testing;

TEST("the table holds 256 peers; the next one is told that it is full, and finds room when one has left") {
  std::vector<std::unique_ptr<Segment>> peers;
  const Bytes state(8);
  for (uint32_t i = 0; i < kMaxPeers; ++i) peers.push_back(std::make_unique<Segment>(options("p", state)));
  CHECK_THROWS(Segment(options("p", state)), "LOCKSTEP_PEERS");
  CHECK_EQUAL(peers[0]->peers().size(), kMaxPeers);
  peers[100].reset();
  const Segment next(options("p", state));
  CHECK_EQUAL(peers[0]->peers().size(), kMaxPeers);
}

TEST("peers are listed with process, title and the version they have applied, and only while they live") {
  Counter own(counterOptions("p"));
  const Signal attached;
  OpenOptions other = counterOptions("p");
  other.title = "a title longer than the sixty-three bytes that there are for it in the table";
  const pid_t child = inChild([&] {
    Counter peer(other);
    peer.commit({1});
    attached.give();
    ::pause();
  });
  attached.await();
  std::vector<PeerView> peers = own.segment.peers();
  CHECK_EQUAL(peers.size(), 2u);
  CHECK_EQUAL(peers[1].process, child);
  CHECK_EQUAL(peers[1].applied, 1u);
  CHECK_EQUAL(peers[1].title.size(), kTitleBytes - 1);
  CHECK_EQUAL(peers[0].id, own.segment.peerId());
  ::kill(child, SIGKILL);
  waitFor(child);
  CHECK_EQUAL(own.segment.peers().size(), 1u);
}

TEST("the slot of a killed peer is used again, and its doorbell is gone") {
  Counter own(counterOptions("p"));
  for (int i = 0; i < 10; ++i) {
    const pid_t child = inChild([&] {
      new Counter(counterOptions("p"));
      ::kill(::getpid(), SIGKILL);
    });
    waitFor(child);
  }
  Counter next(counterOptions("p"));
  CHECK_EQUAL(own.segment.peers().size(), 2u);
  CHECK(next.segment.peers().back().slot == 1);
}

TEST("a thread that ended is known to be dead although its process lives") {
  platform::ThreadIdentity ended;
  std::thread([&] { ended = platform::currentThread(); }).join();
  // The kernel lets a joiner go before the thread's entry is gone.
  for (int i = 0; i < 5000 && !platform::hasEnded(ended); ++i) platform::sleepMicros(1000);
  CHECK(platform::hasEnded(ended));
  CHECK(!platform::hasEnded(platform::currentThread()));
}

TEST("another start time is another thread, and another namespace's thread is never judged") {
  platform::ThreadIdentity self = platform::currentThread();
  self.startTime += 1;
  CHECK(platform::hasEnded(self));
  self.pidSpace += 1;
  CHECK(!platform::hasEnded(self));
}

TEST("a killed process is known to be dead before anybody has waited for it") {
  const Other other;
  CHECK(!platform::hasEnded(other.identity()));
  other.kill();
  CHECK(platform::hasEnded(other.identity()));
}

TEST("a living segment of a similar name is found with a process that holds it, a dead one is not") {
  const Counter own(counterOptions("name.v2"));
  CHECK_EQUAL(neighbours(directory(), "name.v", "name.v2").size(), 0u);
  {
    const Counter other(counterOptions("name.v1"));
    const Counter unrelated(counterOptions("another.v1"));
    const auto found = neighbours(directory(), "name.v", "name.v2");
    CHECK_EQUAL(found.size(), 1u);
    CHECK(found[0].key == "name.v1");
    CHECK_EQUAL(found[0].process, static_cast<uint64_t>(::getpid()));
  }
  const pid_t child = inChild([] { new Counter(counterOptions("name.v1")); });
  waitFor(child);
  CHECK_EQUAL(neighbours(directory(), "name.v", "name.v2").size(), 0u);
}
