// Checkpoints: a new snapshot, and for a file the root that follows it.
#include "error.h"
#include "latch.h"
#include "roots.h"
#include "segment.h"

namespace lockstep {

bool Segment::checkpoint(uint64_t version, const uint8_t* state, uint64_t length) {
  writable();
  if (cursor_.version != version || length > geometry().stateBytes) return false;
  const bool published = checkpointLocked(version, state, length);
  ringAfter(Append::Conflict);
  return published;
}

void Segment::flush() {
  if (!mapping_->backing().isFile()) return;
  checkNamed();
  {
    const Lock checkpointLock(meta().locks.checkpoint, *peers_, lockTimeoutMillis_);
    stole_ |= checkpointLock.stolen();
    secure();
  }
  ringAfter(Append::Conflict);
}

bool Segment::checkpointLocked(uint64_t version, const uint8_t* state, uint64_t length) {
  const Lock checkpointLock(meta().locks.checkpoint, *peers_, lockTimeoutMillis_);
  stole_ |= checkpointLock.stolen();
  faultPoint(Fault::CheckpointLocked);
  const Control before = freeSlot();
  const auto useful = [&](const Control& c) {
    return c.snapshotVersion < version && version <= c.headVersion && cursor_.version >= c.tailVersion;
  };
  if (!useful(before)) {
    logUsed_ = before.headPosition - before.snapshotPosition;
    return false;
  }
  const Control written = slots_->write(before, state, length);
  {
    const Lock lock(meta().locks.writer, *peers_, lockTimeoutMillis_);
    stole_ |= lock.stolen();
    faultPoint(Fault::CheckpointWriter);
    Control next = control();
    if (!useful(next)) return false;
    placeSnapshot(next, written, cursor_);
    writeLatch(meta().latch, next);
    faultPoint(Fault::CheckpointPublished);
    logUsed_ = next.headPosition - next.snapshotPosition;
  }
  secure();
  shrink();
  faultPoint(Fault::CheckpointEnd);
  return true;
}

/// Control, once the slot that it does not name may be written. Checkpoint lock held.
Control Segment::freeSlot() {
  // Whoever published the snapshot died before its root: the other slot is still what a power cut would leave.
  if (!rootFollows(control())) secure();
  return control();
}

/// Files: writes a root for what Control names now, and lets the log forget what the former root needed. Checkpoint
/// lock held: nobody else writes slots or roots, while commits go on.
void Segment::secure() {
  if (!mapping_->backing().isFile()) return;
  const Control rooted = writeRoot(*mapping_, control());
  const Lock lock(meta().locks.writer, *peers_, lockTimeoutMillis_);
  stole_ |= lock.stolen();
  faultPoint(Fault::RootWriter);
  Control next = control();
  next.rootNumber = rooted.rootNumber;
  next.rootVersion = rooted.rootVersion;
  next.rootPosition = rooted.rootPosition;
  writeLatch(meta().latch, next);
  faultPoint(Fault::RootPublished);
}

/// Gives back the memory that neither slot needs any more. Checkpoint lock held.
void Segment::shrink() {
  Control before;
  Control after;
  {
    const Lock lock(meta().locks.writer, *peers_, lockTimeoutMillis_);
    stole_ |= lock.stolen();
    before = after = control();
    if (!slots_->shrink(after)) return;
    // Unpublished first: nobody may rely on memory that goes away.
    writeLatch(meta().latch, after);
    faultPoint(Fault::ShrinkPublished);
  }
  slots_->discard(before, after);
  faultPoint(Fault::ShrinkDiscarded);
}

}  // namespace lockstep
