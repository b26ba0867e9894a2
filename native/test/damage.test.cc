// The bytes of a segment are input.
#include <fcntl.h>

#include <limits>

#include "support.h"

using namespace lockstep;
using namespace testing;

namespace {

constexpr uint64_t kExtremes[] = {0,
                                  1,
                                  7,
                                  0x7fffffff,
                                  0x80000000,
                                  0xffffffff,
                                  uint64_t{1} << 53,
                                  uint64_t{1} << 62,
                                  std::numeric_limits<uint64_t>::max()};

/// What a peer may do in a damaged segment: throw an Error, or go on. Never crash, hang, or reach outside.
void use(const OpenOptions& place) {
  try {
    Counter peer(place);
    peer.pull();
    const uint8_t byte = 1;
    peer.segment.append(peer.version, &byte, 1);
    peer.checkpoint();
    peer.segment.peers();
    peer.segment.arm();
  } catch (const Error&) {
  } catch (const Failure&) {  // a wrong sum or version: damage that the counter itself noticed
  }
}

}  // namespace

TEST("each word of header and control, overwritten with extreme values, ends in an error or goes on") {
  OpenOptions place = counterOptions("damage");
  place.lockTimeoutMillis = 20;
  for (const uint64_t offset : {offsetof(Meta, header), offsetof(Meta, latch.copy0), offsetof(Meta, latch.copy1)}) {
    const uint64_t words = offset == 0 ? sizeof(Header) / 8 : kControlWords;
    for (uint64_t word = 0; word < words; ++word)
      for (const uint64_t value : kExtremes)
        for (const bool honestChecksum : {false, true}) {
          Mapping holder(place);
          Word* target = reinterpret_cast<Word*>(reinterpret_cast<uint8_t*>(&holder.meta()) + offset);
          target[word].store(value);
          if (honestChecksum && offset != 0) {  // a scribbler who knows the checksum too
            Control control;
            loadWords(reinterpret_cast<uint8_t*>(&control), target, kControlWords);
            target[kControlWords - 1].store(controlCheck(control));
          }
          use(place);
        }
  }
}

TEST("lock, turn and peer words with extreme values end in an error or are recovered") {
  OpenOptions place = counterOptions("damage");
  place.lockTimeoutMillis = 20;
  for (const uint64_t offset :
       {offsetof(Meta, locks.writer), offsetof(Meta, locks.checkpoint), offsetof(Meta, locks.turn),
        offsetof(Meta, locks.peerLimit), offsetof(Meta, locks.wanted)})
    for (const uint64_t value : kExtremes) {
      Mapping holder(place);
      reinterpret_cast<Word*>(reinterpret_cast<uint8_t*>(&holder.meta()) + offset)->store(value);
      use(place);
    }
  for (int round = 0; round < 50; ++round) {
    Mapping holder(place);
    Word* words = reinterpret_cast<Word*>(holder.meta().peers);
    for (uint64_t i = 0; i < sizeof(holder.meta().peers) / 8; ++i) words[i].store(anyNumber());
    for (HalfWord& armed : holder.meta().armed) armed.store(static_cast<uint32_t>(anyNumber()));
    holder.meta().locks.peerLimit.store(anyNumber());
    use(place);
  }
}

TEST("random bytes in log and snapshot are found by their checksums") {
  for (int round = 0; round < 100; ++round) {
    const OpenOptions place = counterOptions("damage");
    Counter writer(place);
    for (int i = 0; i < 20; ++i) writer.commit(Bytes(below(100), 1));
    Counter reader(place);
    Mapping mapping(place);
    const uint64_t extent = readLatch(mapping.meta().latch).headPosition / 8;
    mapping.log()[below(extent)].fetch_xor(anyNumber() | 1);
    bool noticed = false;
    try {
      reader.pull();
    } catch (const Error& error) {
      noticed = std::string(error.code()) == "LOCKSTEP_DAMAGED";
    }
    // The padding behind a payload carries no meaning.
    CHECK(noticed || reader.sum == writer.sum);
  }
}

TEST("a segment of another layout, a short one and one of random bytes are refused and left as they are") {
  const OpenOptions place = counterOptions("damage");
  const auto refuse = [&](const char* code, const std::function<void(int fd)>& spoil) {
    Counter holder(place);
    const int fd = ::open(holder.segment.path().c_str(), O_RDWR | O_CLOEXEC);
    spoil(fd);
    Bytes before(4096);
    Bytes after(4096);
    CHECK(::pread(fd, before.data(), 4096, 0) >= 0);
    CHECK_THROWS(Segment(place), code);
    CHECK(::pread(fd, after.data(), 4096, 0) >= 0);
    CHECK(before == after);
    ::ftruncate(fd, static_cast<off_t>(holder.segment.geometry().totalBytes()));  // the holder still maps it
    ::close(fd);
  };
  const auto put = [](int fd, uint64_t value, off_t at) {
    if (::pwrite(fd, &value, 8, at) != 8) FAIL("could not write");
  };
  refuse("LOCKSTEP_LAYOUT", [&](int fd) { put(fd, (fingerprint() & ~uint64_t{0xffffffff}) | 99, 8); });
  refuse("LOCKSTEP_DAMAGED", [&](int fd) { put(fd, 1, 24); });
  refuse("LOCKSTEP_DAMAGED", [&](int fd) { put(fd, anyNumber(), 0); });
}
