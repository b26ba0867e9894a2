#include "../src/latch.h"

#include <memory>
#include <thread>

#include "testing.h"

using namespace lockstep;

namespace {

/// Every field follows from the version, so that a mixture of two publications shows.
Control controlOf(uint64_t version) {
  Control control{};
  control.headVersion = version;
  control.headPosition = version * 8;
  control.headChain = version * 31;
  control.tailVersion = version / 2;
  control.rootPosition = ~version;
  return control;
}

bool whole(const Control& c) {
  return c.headPosition == c.headVersion * 8 && c.headChain == c.headVersion * 31 &&
         c.tailVersion == c.headVersion / 2 && c.rootPosition == ~c.headVersion;
}

}  // namespace

TEST("readers of the latch never see a mixture of two publications, and never an older one than before") {
  const auto latch = std::make_unique<Latch>();
  writeLatch(*latch, controlOf(0));
  constexpr uint64_t kLast = 200'000;
  std::atomic<int> torn{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      uint64_t seen = 0;
      while (seen < kLast) {
        const Control control = readLatch(*latch);
        if (!whole(control) || control.headVersion < seen) ++torn;
        seen = control.headVersion;
        if (peekHead(*latch) < seen) ++torn;
      }
    });
  for (uint64_t version = 1; version <= kLast; ++version) writeLatch(*latch, controlOf(version));
  for (std::thread& reader : readers) reader.join();
  CHECK_EQUAL(torn.load(), 0);
}

TEST("a writer that dies in the middle of filling a copy changes nothing for readers nor for the next writer") {
  const auto latch = std::make_unique<Latch>();
  writeLatch(*latch, controlOf(6));
  writeLatch(*latch, controlOf(7));
  Word* unused = (latch->sequence.load() + 1) & 1 ? latch->copy1 : latch->copy0;
  for (size_t words = 0; words <= kControlWords; ++words) {
    for (size_t i = 0; i < words; ++i) unused[i].store(0xdead);
    CHECK_EQUAL(readLatch(*latch).headVersion, 7u);
  }
  writeLatch(*latch, controlOf(8));
  CHECK(whole(readLatch(*latch)));
  CHECK_EQUAL(readLatch(*latch).headVersion, 8u);
}

TEST("a copy that does not match its checksum is called damage, whichever word was changed") {
  for (size_t word = 0; word < kControlWords; ++word) {
    const auto latch = std::make_unique<Latch>();
    writeLatch(*latch, controlOf(9));
    Word* current = latch->sequence.load() & 1 ? latch->copy1 : latch->copy0;
    current[word].fetch_xor(uint64_t{1} << testing::below(64));
    CHECK_THROWS(readLatch(*latch), "LOCKSTEP_DAMAGED");
  }
}
