#include "../src/segment.h"

#include <sys/stat.h>

#include "../src/error.h"
#include "support.h"

using namespace lockstep;
using namespace testing;

TEST("a commit by one peer is there for another before append returns") {
  Counter a(counterOptions("s"));
  Counter b(counterOptions("s"));
  CHECK(a.segment.created());
  CHECK(!b.segment.created());
  for (uint8_t i = 1; i <= 100; ++i) {
    a.commit({i});
    CHECK_EQUAL(b.segment.head(), i);
    b.pull();
    CHECK_EQUAL(b.sum, a.sum);
  }
}

TEST("an append at another version than the head is a conflict and changes nothing") {
  Counter a(counterOptions("s"));
  Counter b(counterOptions("s"));
  a.commit({1});
  const uint8_t byte = 9;
  CHECK(b.segment.append(0, &byte, 1) == Append::Conflict);
  CHECK(b.segment.append(5, &byte, 1) == Append::Conflict);
  CHECK(b.segment.append(1, &byte, 1) == Append::Conflict);  // the head, but not read yet
  CHECK_EQUAL(b.segment.head(), 1u);
  b.pull();
  CHECK(b.segment.append(1, &byte, 1) == Append::Committed);
}

TEST("a full ring asks for a checkpoint, and goes on after it") {
  Counter a(counterOptions("s"));
  const Bytes payload(1000, 1);
  uint64_t commits = 0;
  while (a.segment.append(a.version, payload.data(), 1000) == Append::Committed) {
    ++a.version;
    a.sum += 1000;
    ++commits;
  }
  CHECK(commits >= 60 && commits < 64);
  const uint8_t byte = 1;
  CHECK_EQUAL(a.segment.head(), commits);
  CHECK(a.checkpoint());
  CHECK_EQUAL(a.segment.logUsed(), 0u);
  CHECK(a.segment.append(a.version, &byte, 1) == Append::Committed);
  Counter joined(counterOptions("s"));
  joined.pull();
  CHECK_EQUAL(joined.version, commits + 1);
  CHECK_EQUAL(joined.sum, a.sum + 1);
}

TEST("a checkpoint that is not newer than the snapshot, or not where the peer stands, is dropped") {
  Counter a(counterOptions("s"));
  Counter b(counterOptions("s"));
  a.commit({1});
  b.pull();
  CHECK(a.checkpoint());
  CHECK(!b.checkpoint());
  CHECK(!a.checkpoint());
  CHECK(!a.segment.checkpoint(7, Bytes(8).data(), 8));
}

TEST("a reader that was lapped is told so and finds the snapshot and what came after") {
  Counter a(counterOptions("s"));
  Counter slow(counterOptions("s"));
  for (int i = 0; i < 5000; ++i) a.commit(Bytes(50, 1));
  CHECK(slow.segment.read(Bytes(64).data(), 64).outcome == ReadOutcome::Lapped);
  slow.pull();
  CHECK_EQUAL(slow.laps, 1);
  CHECK_EQUAL(slow.version, 5000u);
  CHECK_EQUAL(slow.sum, a.sum);
}

TEST("a whole state is committed as one version, and everybody else is lapped by it") {
  Counter a(counterOptions("s"));
  Counter b(counterOptions("s"));
  a.commit({1});
  b.pull();
  a.sum = 12345;
  CHECK(a.segment.appendSnapshot(1, a.encoded().data(), 8) == Append::Committed);
  a.version = 2;
  CHECK(b.segment.appendSnapshot(1, a.encoded().data(), 8) == Append::Conflict);
  b.pull();
  CHECK_EQUAL(b.laps, 1);
  CHECK_EQUAL(b.version, 2u);
  CHECK_EQUAL(b.sum, 12345u);
  b.commit({5});
  a.pull();
  CHECK_EQUAL(a.laps, 0);
  CHECK_EQUAL(a.sum, 12350u);
}

TEST("commits stop before the state could outgrow its slot, and go on once a checkpoint shows it is small") {
  const Sizes sizes{1024 * 1024, 64 * 1024};
  Counter a(counterOptions("s", sizes));
  const Bytes payload(1000, 1);
  uint64_t bytes = 8;
  while (a.segment.append(a.version, payload.data(), 1000) == Append::Committed) {
    ++a.version;
    bytes += 1000;
  }
  CHECK(bytes <= sizes.stateBytes && bytes + 1000 > sizes.stateBytes);
  CHECK(a.checkpoint());
  CHECK(a.segment.append(a.version, payload.data(), 1000) == Append::Committed);
  // Counted from where the checkpoint was taken, not from when it was published.
  CHECK(a.segment.appendSnapshot(a.version, Bytes(sizes.stateBytes + 1).data(), sizes.stateBytes + 1) == Append::Full);
}

TEST("a record that needs more than the reader's buffer says how much") {
  Counter a(counterOptions("s"));
  Counter b(counterOptions("s"));
  a.commit(Bytes(20'000, 1));
  Bytes small(128);
  const ReadResult result = b.segment.read(small.data(), small.size());
  CHECK(result.outcome == ReadOutcome::TooSmall);
  CHECK_EQUAL(result.needed, recordBytes(20'000));
  b.pull();
  CHECK_EQUAL(b.sum, 20'000u);
}

TEST("memory grows with the state and is given back after it shrank") {
  const Sizes sizes{64 * 1024, 64 * 1024 * 1024};
  const Bytes zero(8);
  const OpenOptions place = options("s", zero, sizes);
  Segment segment(place);
  const auto used = [&] {
    struct stat info;
    ::stat(segment.path().c_str(), &info);
    return static_cast<uint64_t>(info.st_blocks) * 512;
  };
  CHECK(used() < 512 * 1024);
  const Bytes large(40 * 1024 * 1024, 7);
  CHECK(segment.appendSnapshot(0, large.data(), large.size()) == Append::Committed);
  CHECK(used() > large.size());
  for (uint64_t version = 1; version <= 3; ++version) {
    const uint8_t byte = 1;
    CHECK(segment.append(2 * version - 1, &byte, 1) == Append::Committed);
    CHECK(segment.appendSnapshot(2 * version, Bytes(8).data(), 8) == Append::Committed);
  }
  const uint8_t byte = 1;
  CHECK(segment.append(7, &byte, 1) == Append::Committed);
  CHECK(segment.checkpoint(8, Bytes(8).data(), 8));
  CHECK(used() < 8 * 1024 * 1024);
}

TEST("a read-only peer reads and cannot commit") {
  Counter a(counterOptions("s"));
  OpenOptions place = counterOptions("s");
  place.create.reset();
  place.readOnly = true;
  Counter reader(place);
  a.commit({3});
  reader.pull();
  CHECK_EQUAL(reader.sum, 3u);
  const uint8_t byte = 1;
  CHECK_THROWS(reader.segment.append(1, &byte, 1), "LOCKSTEP_READONLY");
  CHECK_THROWS(reader.segment.appendSnapshot(1, &byte, 1), "LOCKSTEP_READONLY");
  CHECK_THROWS(reader.segment.checkpoint(1, &byte, 1), "LOCKSTEP_READONLY");
}

TEST("a peer that waits learns who has not applied a version yet, and is woken when they have") {
  Counter a(counterOptions("s"));
  Counter b(counterOptions("s"));
  a.commit({1});
  CHECK_EQUAL(a.segment.awaitApplied(1).size(), 1u);
  const int bell = a.segment.takeBell()->takeDescriptor();
  uint8_t byte;
  CHECK(::read(bell, &byte, 1) < 0);
  b.pull();
  CHECK(!b.segment.arm());
  CHECK_EQUAL(::read(bell, &byte, 1), 1);
  CHECK(a.segment.awaitApplied(1).empty());
  ::close(bell);
}
