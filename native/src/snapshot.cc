#include "snapshot.h"

#include <algorithm>

namespace lockstep {

uint64_t grownExtent(uint64_t extent, uint64_t needed, uint64_t limit) {
  if (needed <= extent) return extent;
  uint64_t target = std::max(extent, kMinExtent);
  while (target < needed) target += std::min(target, kGrowthStep);
  return std::min(target, limit);
}

void commitExtent(platform::Backing& backing, uint64_t offset, uint64_t extent, uint64_t target) {
  while (extent < target) {
    const uint64_t piece = std::min(target - extent, kGrowthStep);
    backing.commit(offset + extent, piece);
    extent += piece;
  }
}

void placeSnapshot(Control& next, const Control& written, const Cursor& at) {
  next.slotExtent[0] = written.slotExtent[0];
  next.slotExtent[1] = written.slotExtent[1];
  next.snapshotSlot = written.snapshotSlot;
  next.snapshotLength = written.snapshotLength;
  next.snapshotCheck = written.snapshotCheck;
  next.snapshotVersion = at.version;
  next.snapshotPosition = at.position;
  next.snapshotChain = at.chain;
  next.snapshotPayload = at.payload;
}

Control Slots::write(const Control& control, const uint8_t* state, uint64_t length) const {
  const uint64_t slot = 1 - control.snapshotSlot;
  Control next = control;
  const uint64_t extent = control.slotExtent[slot];
  const uint64_t target = grownExtent(extent, std::max<uint64_t>(length, 1), geometry_.slotBytes);
  try {
    commitExtent(backing_, geometry_.slotOffset(slot), extent, target);
  } catch (...) {
    // What was got on the way is nobody's yet.
    backing_.discard(geometry_.slotOffset(slot) + extent, target - extent);
    throw;
  }
  next.slotExtent[slot] = target;
  if (target != extent) faultPoint(Fault::SlotAllocated);
  // A reader that loads one of these words and then looks at the latch finds the publication that made this slot the
  // unused one.
  std::atomic_thread_fence(std::memory_order_release);  // S1 pairs with S2 in Segment::snapshot
  Checksum sum(length);
  storeWords<Fault::SlotHalf>(slots_ + slot * (geometry_.slotBytes / 8), state, length, sum);
  next.snapshotSlot = slot;
  next.snapshotLength = length;
  next.snapshotCheck = sum.value();
  faultPoint(Fault::SlotWritten);
  return next;
}

bool Slots::shrink(Control& control) const {
  // What a state of this size would have grown to; kept twice over, so that a state that breathes does not make the
  // memory come and go at every checkpoint.
  const uint64_t enough = grownExtent(0, std::max<uint64_t>(control.snapshotLength, 1), geometry_.slotBytes);
  bool changed = false;
  for (uint64_t& extent : control.slotExtent) {
    if (extent <= 2 * enough + kGrowthStep) continue;
    extent = enough;
    changed = true;
  }
  return changed;
}

void Slots::discard(const Control& before, const Control& after) const noexcept {
  for (uint64_t slot = 0; slot < 2; ++slot)
    if (after.slotExtent[slot] < before.slotExtent[slot])
      backing_.discard(geometry_.slotOffset(slot) + after.slotExtent[slot],
                       before.slotExtent[slot] - after.slotExtent[slot]);
}

void Slots::read(const Control& control, uint8_t* into) const {
  // Not through the map: the memory may be given back while we read, and on a full file system that is SIGBUS.
  backing_.readAt(geometry_.slotOffset(control.snapshotSlot), into, control.snapshotLength);
}

}  // namespace lockstep
