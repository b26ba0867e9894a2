#include "../src/log.h"

#include <algorithm>
#include <deque>
#include <memory>

#include "../src/error.h"
#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {

struct Ring {
  Geometry geometry{kMinLogBytes, kMinExtent, kMinExtent};
  std::unique_ptr<Word[]> words = std::make_unique<Word[]>(kMinLogBytes / 8);
  Log log{words.get(), geometry};
};

Bytes randomPayload(uint64_t most) {
  Bytes payload(below(most + 1));
  for (uint8_t& byte : payload) byte = static_cast<uint8_t>(anyNumber());
  return payload;
}

}  // namespace

TEST("records of any size come out as they went in, across the end of the ring too") {
  Ring ring;
  Cursor writer;
  Cursor reader;
  Bytes copy(kMinLogBytes);
  for (int i = 0; i < 20'000; ++i) {
    const Bytes payload = randomPayload(i % 100 == 0 ? ring.geometry.maxRecordBytes() : 200);
    writer = ring.log.write(writer, 42, 1.5, payload.data(), static_cast<uint32_t>(payload.size()));
    const uint64_t bytes = writer.position - reader.position;
    ring.log.copy(reader.position, bytes, copy.data());
    const Walk walk = walkRecords(reader, copy.data(), bytes, bytes, ring.geometry);
    CHECK(!walk.damaged);
    CHECK_EQUAL(walk.bytes, bytes);
    CHECK(std::equal(payload.begin(), payload.end(), copy.begin() + kRecordHeaderBytes));
    CHECK_EQUAL(reader.version, writer.version);
    CHECK_EQUAL(reader.chain, writer.chain);
    CHECK_EQUAL(reader.payload, writer.payload);
  }
}

TEST("any changed bit of a record, its header or its padding's neighbour is noticed") {
  Ring ring;
  const Cursor begin;
  const Bytes payload = randomPayload(100);
  const Cursor end = ring.log.write(begin, 1, 2, payload.data(), static_cast<uint32_t>(payload.size()));
  const uint64_t meaningful = kRecordHeaderBytes + payload.size();
  for (uint64_t bit = 0; bit < meaningful * 8; ++bit) {
    // The kind (upper half of the first word) is checked by the checksum like everything else.
    Bytes copy(end.position);
    ring.log.copy(0, end.position, copy.data());
    copy[bit / 8] = static_cast<uint8_t>(copy[bit / 8] ^ (1 << (bit % 8)));
    Cursor reader = begin;
    const Walk walk = walkRecords(reader, copy.data(), end.position, end.position, ring.geometry);
    CHECK(walk.damaged);
    CHECK_EQUAL(walk.bytes, 0u);
  }
}

TEST("a record of another history is not taken for the next one, though it is whole") {
  Ring ring;
  const Bytes payload = bytesOf("one");
  Cursor other;
  other.chain = 77;
  const Cursor end = ring.log.write(other, 1, 2, payload.data(), 3);
  Bytes copy(end.position);
  ring.log.copy(0, end.position, copy.data());
  Cursor reader;
  CHECK(walkRecords(reader, copy.data(), end.position, end.position, ring.geometry).damaged);
}

TEST("the tail moves by whole records, as far as needed and never past the snapshot") {
  Ring ring;
  Control control{};
  std::deque<uint64_t> ends{0};
  Cursor head;
  for (int i = 0; i < 5'000; ++i) {
    const Bytes payload = randomPayload(600);
    const uint64_t size = recordBytes(payload.size());
    const bool room = ring.log.reclaim(control, size);
    CHECK(control.tailPosition <= control.snapshotPosition);
    CHECK_EQUAL(control.tailPosition, ends[control.tailVersion - (head.version + 1 - ends.size())]);
    CHECK_EQUAL(room, control.headPosition + size - control.tailPosition <= kMinLogBytes);
    if (!room) {  // a checkpoint at the head
      control.snapshotVersion = head.version;
      control.snapshotPosition = head.position;
      continue;
    }
    head = ring.log.write(head, 1, 0, payload.data(), static_cast<uint32_t>(payload.size()));
    control.headVersion = head.version;
    control.headPosition = head.position;
    ends.push_back(head.position);
    while (ends.size() > 2000) ends.pop_front();
  }
  CHECK(head.version > 3'000);
}

TEST("reclaiming refuses a record whose header cannot be") {
  Ring ring;
  Control control{};
  Cursor head;
  while (head.position + 4096 < kMinLogBytes) head = ring.log.write(head, 1, 0, Bytes(4000).data(), 4000);
  control.headVersion = control.snapshotVersion = head.version;
  control.headPosition = control.snapshotPosition = head.position;
  ring.words[0].store(~uint64_t{0});
  CHECK_THROWS(ring.log.reclaim(control, 8000), "LOCKSTEP_DAMAGED");
}
