// Shared memory is read while others write it, so every word of it is an atomic: C++ has no other seqlock without a
// data race. Plain copies would also let the compiler read a word twice and check one value while using the other.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "fault.h"

namespace lockstep {

using Word = std::atomic<uint64_t>;
using HalfWord = std::atomic<uint32_t>;

static_assert(Word::is_always_lock_free && sizeof(Word) == 8, "a lock hidden in a word would not be shared");
static_assert(HalfWord::is_always_lock_free && sizeof(HalfWord) == 4);

constexpr uint64_t roundUp(uint64_t value, uint64_t powerOfTwo) { return (value + powerOfTwo - 1) & ~(powerOfTwo - 1); }

/// Tells torn, stale and foreign bytes from whole ones; no defence against someone who computes it too.
/// A multiply and a shift a word: each word changes all later states, so swapped words show.
class Checksum {
 public:
  explicit Checksum(uint64_t seed) : state_(seed ^ 0x6c6f636b73746570) {}
  void add(uint64_t word) {
    state_ = (state_ ^ word) * 0x9e3779b97f4a7c15;
    state_ ^= state_ >> 32;
  }
  uint64_t value() const { return state_; }

 private:
  uint64_t state_;
};

/// Up to 8 bytes as a word, the rest of it zero.
inline uint64_t loadPartial(const uint8_t* from, size_t bytes) {
  uint64_t word = 0;
  std::memcpy(&word, from, bytes);
  return word;
}

/// Copies private bytes into shared words; the last word is padded with zeros.
template <Fault half = Fault::None>
inline void storeWords(Word* to, const uint8_t* from, size_t bytes, Checksum& sum) {
  const size_t whole = bytes / 8;
  for (size_t i = 0; i < whole; ++i) {
    if constexpr (half != Fault::None)
      if (i == whole / 2) faultPoint(half);
    uint64_t word;
    std::memcpy(&word, from + i * 8, 8);
    sum.add(word);
    to[i].store(word, std::memory_order_relaxed);
  }
  if (const size_t rest = bytes % 8) {
    const uint64_t word = loadPartial(from + whole * 8, rest);
    sum.add(word);
    to[whole].store(word, std::memory_order_relaxed);
  }
}

/// Copies shared words out; what they are is found out in the copy, never in the segment.
inline void loadWords(uint8_t* to, const Word* from, size_t words) {
  for (size_t i = 0; i < words; ++i) {
    const uint64_t word = from[i].load(std::memory_order_relaxed);
    std::memcpy(to + i * 8, &word, 8);
  }
}

/// The checksum of private bytes, as `storeWords` computes it.
inline void addBytes(Checksum& sum, const uint8_t* from, size_t bytes) {
  const size_t whole = bytes / 8;
  for (size_t i = 0; i < whole; ++i) {
    uint64_t word;
    std::memcpy(&word, from + i * 8, 8);
    sum.add(word);
  }
  if (const size_t rest = bytes % 8) sum.add(loadPartial(from + whole * 8, rest));
}

}  // namespace lockstep
