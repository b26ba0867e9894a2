// Processes killed at random instructions.
#include <signal.h>

#include "support.h"

using namespace lockstep;
using namespace testing;

TEST("writers killed at random: every acknowledged commit is there, in one order, and nothing is torn") {
  const OpenOptions place = counterOptions("death");
  Counter survivor(place);
  uint64_t acknowledged = 0;
  for (int kill = 0; kill < 60; ++kill) {
    int pipe[2];
    CHECK(::pipe(pipe) == 0);
    const pid_t child = inChild([&] {
      Counter writer(place);
      for (;;) {
        writer.commit(Bytes(below(300), 0));
        writer.commit({1});
        const uint8_t byte = 1;
        if (::write(pipe[1], &byte, 1) != 1) ::_exit(0);
      }
    });
    ::close(pipe[1]);
    uint8_t byte;
    if (::read(pipe[0], &byte, 1) == 1) ++acknowledged;  // it is under way
    const uint64_t end = platform::monotonicMicros() + below(3000);
    while (platform::monotonicMicros() < end) survivor.commit({0});
    ::kill(child, SIGKILL);
    for (ssize_t count; (count = ::read(pipe[0], &byte, 1)) > 0;) acknowledged += static_cast<uint64_t>(count);
    ::close(pipe[0]);
    waitFor(child);
    survivor.commit({0});
    CHECK(survivor.sum >= acknowledged);
  }
  // At most one commit of each was made and not acknowledged any more.
  CHECK(survivor.sum <= acknowledged + 60);
  Counter late(place);
  late.pull();
  CHECK_EQUAL(late.sum, survivor.sum);
  CHECK_EQUAL(late.version, survivor.version);
}

TEST("processes killed while they write checkpoints and whole states leave a snapshot that can be loaded") {
  const OpenOptions place = counterOptions("death");
  Counter survivor(place);
  for (int kill = 0; kill < 40; ++kill) {
    const Signal started;
    const pid_t child = inChild([&] {
      Counter writer(place);
      started.give();
      for (;;) {
        writer.commit({1});
        writer.checkpoint();
        writer.pull();
        writer.segment.appendSnapshot(writer.version, writer.encoded().data(), 8);
        writer.pull();
      }
    });
    started.await();
    platform::sleepMicros(below(2000));
    ::kill(child, SIGKILL);
    waitFor(child);
    Counter joiner(place);
    joiner.pull();
    survivor.pull();
    CHECK_EQUAL(joiner.sum, survivor.sum);
    CHECK_EQUAL(joiner.version, survivor.version);
    survivor.commit({1});
    CHECK(survivor.checkpoint());
  }
}

TEST("when the last process was killed, the next one begins afresh and removes what was left behind") {
  for (int i = 0; i < 5; ++i) {
    const pid_t child = inChild([&] {
      (new Counter(counterOptions("death")))->commit({1});
      new Counter(counterOptions("other"));
      ::kill(::getpid(), SIGKILL);
    });
    waitFor(child);
    Counter next(counterOptions("death"));
    CHECK(next.segment.created());
    CHECK_EQUAL(next.version, 0u);
  }
  // `other` was swept by the opens of `death`: the runner sees an empty directory.
}

TEST("a process killed while it creates the segment leaves nothing that the next one trips over") {
  for (int i = 0; i < 60; ++i) {
    const Signal started;
    const pid_t child = inChild([&] {
      started.give();
      for (;;) Counter(counterOptions("death")).commit({1});
    });
    started.await();
    platform::sleepMicros(below(1500));
    ::kill(child, SIGKILL);
    waitFor(child);
    Counter next(counterOptions("death"));
    next.commit({1});
    CHECK_EQUAL(next.sum, 1u);
  }
}
