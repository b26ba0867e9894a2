// Where things lie in the segment of the fuzzer's world, as its own words say, however wrong they are.
#pragma once

#include <algorithm>
#include <cstring>

#include "layout.h"
#include "world.h"

namespace lockstep::fuzz {

inline uint64_t get(uint64_t offset) {
  uint64_t value = 0;
  if (offset <= kCapacity - 8) std::memcpy(&value, world().bytes + offset, 8);
  return value;
}

inline void put(uint64_t offset, uint64_t value) {
  if (offset > kCapacity - 8 || offset + 8 > world().size) return;
  std::memcpy(world().bytes + offset, &value, 8);
}

constexpr uint64_t kHeaderEnd = sizeof(Header) - 8;
constexpr uint64_t kCopies[] = {offsetof(Meta, latch) + offsetof(Latch, copy0),
                                offsetof(Meta, latch) + offsetof(Latch, copy1)};

inline uint64_t currentCopy() { return kCopies[get(offsetof(Meta, latch)) & 1]; }
inline uint64_t inControl(size_t field) { return get(currentCopy() + field); }
inline uint64_t logBytes() {
  return std::clamp<uint64_t>(get(offsetof(Header, logBytes)) & ~uint64_t{7}, 8, kCapacity);
}
inline uint64_t inLog(uint64_t position) { return kMetaBytes + (position & (logBytes() - 1) & ~uint64_t{7}); }
inline uint64_t slotOffset(uint64_t slot) {
  return kMetaBytes + logBytes() + (slot & 1) * get(offsetof(Header, slotBytes));
}
inline uint64_t rootOffset(uint64_t page) { return offsetof(Meta, roots) + (page & 1) * sizeof(RootPage); }

}  // namespace lockstep::fuzz
