// Taking and leaving a lock whose owner may die at any instruction.
#pragma once

#include "lock_word.h"
#include "peers.h"

namespace lockstep {

/// Held for the life of this object, within one native call: never across JavaScript.
class Lock {
 public:
  /// Waits `timeoutMillis` and a moment more (the clock may have jumped) for owners who live. A dead owner's lock
  /// is taken over: what it protects is whole at every instruction, so there is nothing to repair.
  /// @throws LOCKSTEP_BUSY naming the owner, LOCKSTEP_DAMAGED
  Lock(Word& word, const Peers& peers, uint64_t timeoutMillis);
  ~Lock() { release(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  void release() noexcept;
  /// Whether the lock was a dead peer's: what it committed but did not ring for must be rung for.
  bool stolen() const { return stolen_; }

 private:
  void wait(const Peers& peers, uint64_t timeoutMillis);

  Word& word_;
  uint64_t held_ = 0;
  bool stolen_ = false;
};

}  // namespace lockstep
