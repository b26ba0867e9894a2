#include "lock.h"

#include <algorithm>

#include "error.h"

namespace lockstep {

namespace {

// Holding a lock takes about a microsecond (a commit) or milliseconds (a large checkpoint).
constexpr int kSpins = 200;
constexpr int kYields = 10;
constexpr uint64_t kFirstSleepMicros = 50;
constexpr uint64_t kLongestSleepMicros = 1000;
// Asking whether an owner lives costs some 10 µs of system calls.
constexpr uint64_t kAskEveryMicros = 3000;
constexpr uint64_t kLastTryMicros = 100'000;

}  // namespace

Lock::Lock(Word& word, const Peers& peers, uint64_t timeoutMillis) : word_(word) {
  uint64_t seen = word_.load(std::memory_order_relaxed);
  const uint64_t wanted = lockedBy(seen, peers.slot());
  // Acquire: pairs with L4 of the former owner, whose writes are continued.
  if (ownerOf(seen) == kNobody && word_.compare_exchange_strong(seen, wanted, std::memory_order_acquire)) {  // L1
    held_ = wanted;
    return;
  }
  wait(peers, timeoutMillis);
}

void Lock::wait(const Peers& peers, uint64_t timeoutMillis) {
  const uint64_t begin = platform::monotonicMicros();
  uint64_t asked = begin;
  uint64_t deadline = begin + timeoutMillis * 1000;
  bool lastTry = false;
  uint64_t sleep = kFirstSleepMicros;
  for (int round = 0;; ++round) {
    uint64_t seen = word_.load(std::memory_order_relaxed);
    const uint32_t owner = ownerOf(seen);
    if (owner == kNobody) {
      const uint64_t wanted = lockedBy(seen, peers.slot());
      if (word_.compare_exchange_strong(seen, wanted, std::memory_order_acquire)) {  // L2, as L1
        held_ = wanted;
        return;
      }
      continue;
    }
    if (owner >= kMaxPeers)
      throw Error("LOCKSTEP_DAMAGED", "A lock names an owner that cannot be (" + std::to_string(owner) + ").");
    if (round < kSpins) {
      platform::relax();
      continue;
    }
    const uint64_t now = platform::monotonicMicros();
    if (now - asked >= kAskEveryMicros) {
      asked = now;
      // Our own slot: a thread does not wait for itself, so the word is not ours but scribbled or left behind.
      if (owner == peers.slot() || !peers.alive(owner)) {
        const uint64_t wanted = lockedBy(seen, peers.slot());
        // The exact word that was examined, see lock_word.h.
        if (word_.compare_exchange_strong(seen, wanted, std::memory_order_acq_rel)) {  // L3
          held_ = wanted;
          stolen_ = true;
          return;
        }
        continue;
      }
    }
    if (now > deadline) {
      if (lastTry)
        throw Error("LOCKSTEP_BUSY", "A lock of the store has been held for " + std::to_string((now - begin) / 1000) +
                                         " ms by " + peers.describe(owner) +
                                         ", which lives. See whether it is stopped or being debugged.");
      // A machine that was suspended finds the deadline passed without anybody having had the time to let go.
      lastTry = true;
      deadline = now + std::min(timeoutMillis * 1000, kLastTryMicros);
    }
    // Asked for above between any two of these: on a busy machine a single yield can take as long as a time slice.
    if (round < kSpins + kYields) {
      platform::yieldThread();
      continue;
    }
    platform::sleepMicros(sleep);
    if (sleep < kLongestSleepMicros) sleep *= 2;
  }
}

void Lock::release() noexcept {
  if (held_ == 0) return;
  word_.store(unlocked(held_), std::memory_order_release);  // L4 pairs with L1 and L2
  held_ = 0;
}

}  // namespace lockstep
