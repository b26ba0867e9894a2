// Fairness among writers who keep losing. Optimistic commits starve the slow: whose recipe takes longer than the
// others' whole commit never finds the head where it read it. After kPatience conflicts in a row a peer claims the
// turn; the others hold back until it committed or the deadline passed. Ignoring the turn is safe: it orders nothing.
#pragma once

#include "lock_word.h"
#include "platform/platform.h"

namespace lockstep {

class Turn {
 public:
  Turn(Word& word, uint32_t slot) : word_(word), slot_(slot) {}

  /// Before an attempt: waits while another peer has the turn, at most until its deadline.
  void respect() const {
    uint64_t seen = word_.load(std::memory_order_relaxed);
    if (seen == 0 || ownerOf(seen) == slot_) return;
    for (int round = 0; seen != 0 && ownerOf(seen) != slot_ && !expired(seen); ++round) {
      if (round < 100)
        platform::relax();
      else if (round < 120)
        platform::yieldThread();
      else
        platform::sleepMicros(100);
      seen = word_.load(std::memory_order_relaxed);
    }
  }

  void lost() {
    if (++conflicts_ < kPatience) return;
    uint64_t seen = word_.load(std::memory_order_relaxed);
    if (seen != 0 && ownerOf(seen) != slot_ && !expired(seen)) return;
    claimed_ = claim();
    if (!word_.compare_exchange_strong(seen, claimed_, std::memory_order_relaxed)) claimed_ = 0;
  }

  void won() {
    conflicts_ = 0;
    if (claimed_ == 0) return;
    // Only the word that was written: the deadline may have passed, and another peer may have the turn by now.
    uint64_t mine = claimed_;
    word_.compare_exchange_strong(mine, 0, std::memory_order_relaxed);
    claimed_ = 0;
  }

 private:
  static constexpr int kPatience = 8;
  static constexpr uint64_t kDeadlineMillis = 20;
  static constexpr uint64_t kDeadlineMask = 0xffffffff;

  static uint64_t nowMillis() { return platform::monotonicMicros() / 1000; }

  uint64_t claim() const {
    return (uint64_t{slot_} + 1) << kOwnerShift | ((nowMillis() + kDeadlineMillis) & kDeadlineMask);
  }

  /// Also when the deadline lies further ahead than any honest one: scribbled, or another machine's clock.
  static bool expired(uint64_t seen) {
    const uint32_t left = static_cast<uint32_t>(seen & kDeadlineMask) - static_cast<uint32_t>(nowMillis());
    return left == 0 || left > kDeadlineMillis;
  }

  Word& word_;
  uint32_t slot_;
  int conflicts_ = 0;
  uint64_t claimed_ = 0;
};

}  // namespace lockstep
