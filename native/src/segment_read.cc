// Reading what others wrote, without ever making them wait.
#include <algorithm>

#include "error.h"
#include "latch.h"
#include "segment.h"

namespace lockstep {

ReadResult Segment::read(uint8_t* into, uint64_t capacity) {
  applied(cursor_.version);
  for (int attempt = 0;; ++attempt) {
    const Control before = control();
    logUsed_ = before.headPosition - before.snapshotPosition;
    if (cursor_.version == before.headVersion) return {ReadOutcome::Records};
    if (cursor_.version < before.tailVersion) return {ReadOutcome::Lapped};
    const uint64_t available = before.headPosition - cursor_.position;
    if (cursor_.version > before.headVersion || cursor_.position > before.headPosition ||
        available > geometry().logBytes)
      throw Error("LOCKSTEP_DAMAGED", "The head went back.");
    const uint64_t copied = std::min(available, capacity & ~uint64_t{7});
    log_->copy(cursor_.position, copied, into);
    // Had any word come from a later lap, the tail that was published before that lap shows now.
    std::atomic_thread_fence(std::memory_order_acquire);  // C2 pairs with C1
    if (cursor_.version < control().tailVersion) return {ReadOutcome::Lapped};
    Cursor next = cursor_;
    const Walk walk = walkRecords(next, into, copied, available, geometry());
    if (walk.bytes > 0) {
      cursor_ = next;
      return {ReadOutcome::Records, walk.bytes};
    }
    if (!walk.damaged && copied < available) return {ReadOutcome::TooSmall, 0, walk.needed};
    if (attempt == 3) throw Error("LOCKSTEP_DAMAGED", "A record of the log does not match its checksum.");
  }
}

void Segment::snapshot(const std::function<uint8_t*(uint64_t length)>& allocate) {
  const uint64_t deadline = platform::monotonicMicros() + lockTimeoutMillis_ * 1000;
  for (int mismatches = 0;;) {
    const Control before = control();
    uint8_t* into = allocate(before.snapshotLength);
    slots_->read(before, into);
    std::atomic_thread_fence(std::memory_order_acquire);  // S2 pairs with S1 in Slots::write
    // The version, not the slot: two checkpoints later the same slot holds another state.
    if (control().snapshotVersion == before.snapshotVersion) {
      Checksum sum(before.snapshotLength);
      addBytes(sum, into, before.snapshotLength);
      if (sum.value() == before.snapshotCheck) {
        cursor_ = {before.snapshotVersion, before.snapshotPosition, before.snapshotChain, before.snapshotPayload};
        logUsed_ = before.headPosition - before.snapshotPosition;
        return;
      }
      if (++mismatches == 3) throw Error("LOCKSTEP_DAMAGED", "The snapshot does not match its checksum.");
    }
    if (platform::monotonicMicros() > deadline)
      throw Error("LOCKSTEP_BUSY", "The snapshot was replaced faster than it could be read. Raise logBytes.");
  }
}

}  // namespace lockstep
