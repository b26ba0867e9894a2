// The two-copy seqlock (Linux's seqcount_latch): a writer fills the copy nobody reads, then moves the sequence on to
// it. Readers never wait, and a writer that dies at any instruction leaves the sequence on a whole copy.
//
// Orderings, each with what it pairs with:
//   W1 release fence before the fill    pairs with R2: without it the fill can pass the former publication, and a
//                                       reader of the former sequence would see bytes of this one unnoticed.
//   W2 release store of the sequence    pairs with R1: who sees the sequence sees the whole copy.
//   R1 acquire load of the sequence
//   R2 acquire fence after the copy     then the sequence again: had any word come from a later fill, the fence
//                                       makes the later sequence visible too.
#pragma once

#include <cstring>

#include "error.h"
#include "layout.h"

namespace lockstep {

inline uint64_t controlCheck(const Control& control) {
  uint64_t words[kControlWords];
  std::memcpy(words, &control, sizeof(control));
  Checksum sum(fingerprint());
  for (size_t i = 0; i + 1 < kControlWords; ++i) sum.add(words[i]);
  return sum.value();
}

/// Under the writer lock, or before anybody else can see the segment.
inline void writeLatch(Latch& latch, Control control) {
  control.check = controlCheck(control);
  uint64_t words[kControlWords];
  std::memcpy(words, &control, sizeof(control));
  // Acquire: a new lock owner continues from what the last one published.
  const uint64_t sequence = latch.sequence.load(std::memory_order_acquire);  // W0
  Word* copy = (sequence + 1) & 1 ? latch.copy1 : latch.copy0;
  std::atomic_thread_fence(std::memory_order_release);  // W1
  for (size_t i = 0; i < kControlWords; ++i) {
    if (i == kControlWords / 2) faultPoint(Fault::ControlHalf);
    copy[i].store(words[i], std::memory_order_relaxed);
  }
  faultPoint(Fault::ControlFilled);
  latch.sequence.store(sequence + 1, std::memory_order_release);  // W2
  faultPoint(Fault::ControlMoved);
}

/// One consistent Control. Throws LOCKSTEP_DAMAGED when a copy that nobody is writing does not match its checksum.
inline Control readLatch(const Latch& latch) {
  uint64_t suspect = 0;
  for (int mismatches = 0;;) {
    const uint64_t sequence = latch.sequence.load(std::memory_order_acquire);  // R1
    const Word* copy = sequence & 1 ? latch.copy1 : latch.copy0;
    uint64_t words[kControlWords];
    for (size_t i = 0; i < kControlWords; ++i) words[i] = copy[i].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);  // R2
    if (latch.sequence.load(std::memory_order_relaxed) != sequence) continue;
    Control control;
    std::memcpy(&control, words, sizeof(control));
    if (control.check == controlCheck(control)) return control;
    mismatches = sequence == suspect ? mismatches + 1 : 0;
    suspect = sequence;
    if (mismatches == 3) throw Error("LOCKSTEP_DAMAGED", "The control block does not match its checksum.");
  }
}

/// The head's version alone: what `getState` asks each time. Not validated; whoever acts on it reads the whole latch.
inline uint64_t peekHead(const Latch& latch) {
  for (;;) {
    const uint64_t sequence = latch.sequence.load(std::memory_order_acquire);  // H1, as R1
    const Word* copy = sequence & 1 ? latch.copy1 : latch.copy0;
    const uint64_t version = copy[offsetof(Control, headVersion) / 8].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);  // H2, as R2
    if (latch.sequence.load(std::memory_order_relaxed) == sequence) return version;
  }
}

/// Whether the numbers of a control block can be true of a segment of this geometry: all that later arithmetic and
/// every access rely on.
inline bool plausible(const Control& c, const Geometry& g) {
  const bool versions =
      c.tailVersion <= c.snapshotVersion && c.snapshotVersion <= c.headVersion && c.headVersion <= kMaxVersion;
  const bool positions = c.tailPosition <= c.snapshotPosition && c.snapshotPosition <= c.headPosition &&
                         c.headPosition - c.tailPosition <= g.logBytes && c.headPosition < (uint64_t{1} << 62) &&
                         ((c.headPosition | c.tailPosition | c.snapshotPosition) & 7) == 0;
  // Where a file's root has not followed yet, its snapshot lies in the other slot.
  const bool root = c.rootNumber == 0 || (c.rootVersion <= c.snapshotVersion && c.rootPosition <= c.snapshotPosition &&
                                          c.headPosition - c.rootPosition <= g.logBytes && (c.rootPosition & 7) == 0);
  const bool extents = c.logExtent <= g.logBytes && c.slotExtent[0] <= g.slotBytes && c.slotExtent[1] <= g.slotBytes &&
                       c.headPosition - c.tailPosition <= c.logExtent &&
                       (c.logExtent == g.logBytes || c.headPosition <= c.logExtent);
  const bool snapshot = c.snapshotSlot <= 1 && c.snapshotLength <= g.stateBytes &&
                        c.snapshotLength <= c.slotExtent[c.snapshotSlot & 1] && c.snapshotPayload <= c.headPayload;
  return versions && positions && root && extents && snapshot;
}

}  // namespace lockstep
