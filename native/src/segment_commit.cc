// Commits: records into the log, and whole states.
#include <algorithm>

#include "error.h"
#include "latch.h"
#include "segment.h"

namespace lockstep {

namespace {

constexpr uint64_t kCheckNameEveryMicros = 1'000'000;

}  // namespace

void Segment::checkNamed() {
  const uint64_t now = platform::monotonicMicros();
  if (now - namedCheckedMicros_ < kCheckNameEveryMicros) return;
  namedCheckedMicros_ = now;
  if (mapping_->backing().stillNamed()) return;
  if (mapping_->backing().isFile())
    throw Error("LOCKSTEP_DETACHED", "The file " + path() +
                                         " was removed, renamed or replaced while it was open: who opens the store now "
                                         "gets another one. Put the file back in its place where nobody has it open, "
                                         "and restart the processes that share it.");
  throw Error("LOCKSTEP_DETACHED", "The segment " + path() +
                                       " was removed while it was open (by a cleaner of temporary files?): who opens "
                                       "the store now gets another one. Restart the processes that share it.");
}

void Segment::writable() const {
  if (readOnly_) throw Error("LOCKSTEP_READONLY", "The store was opened with `readonly`.");
}

Append Segment::publishCommit(Control& next, const Cursor& head) {
  next.headVersion = head.version;
  next.headPosition = head.position;
  next.headChain = head.chain;
  next.headPayload = head.payload;
  writeLatch(meta().latch, next);
  cursor_ = head;
  logUsed_ = next.headPosition - next.snapshotPosition;
  turn_->won();
  return Append::Committed;
}

/// Wakes whom this call's commit concerns, and whom a dead writer, whose lock was taken over, left asleep.
void Segment::ringAfter(Append result) {
  if (result == Append::Committed || stole_) doorbell_->ringSleepers();
  stole_ = false;
  if (result == Append::Committed) applied(cursor_.version);
}

Append Segment::lost() {
  turn_->lost();
  return Append::Conflict;
}

Append Segment::append(uint64_t expected, const uint8_t* payload, uint32_t length) {
  writable();
  if (length > geometry().maxRecordBytes())
    throw Error("LOCKSTEP_OPTIONS", "A record of " + std::to_string(length) + " bytes does not fit into the log.");
  checkNamed();
  turn_->respect();
  const Append result = appendLocked(expected, payload, length);
  ringAfter(result);
  return result;
}

Append Segment::appendLocked(uint64_t expected, const uint8_t* payload, uint32_t length) {
  const Lock lock(meta().locks.writer, *peers_, lockTimeoutMillis_);
  stole_ |= lock.stolen();
  faultPoint(Fault::CommitLocked);
  Control next = control();
  if (next.headVersion != expected || cursor_.version != expected) return lost();
  if (expected == kMaxVersion) throw Error("LOCKSTEP_FULL", "The store has no versions left.");
  // The state is at most as large as the snapshot and the payloads since. Were it let grow past a slot, no checkpoint
  // could ever be written again.
  const uint64_t bound = next.snapshotLength + (next.headPayload - next.snapshotPayload) + length;
  if (bound > geometry().stateBytes) return Append::Full;
  const uint64_t size = recordBytes(length);
  const uint64_t tail = next.tailVersion;
  if (!log_->reclaim(next, size)) return Append::Full;
  const uint64_t end = std::min(next.headPosition + size, geometry().logBytes);
  if (end > next.logExtent) {
    const uint64_t extent = grownExtent(next.logExtent, end, geometry().logBytes);
    commitExtent(mapping_->backing(), geometry().logOffset(), next.logExtent, extent);
    next.logExtent = extent;
    faultPoint(Fault::CommitAllocated);
  }
  // The new tail first: a reader that copies a word of this record must find its cursor lapped.
  if (next.tailVersion != tail) {
    writeLatch(meta().latch, next);
    faultPoint(Fault::CommitTail);
  }
  // Keeps the record behind that publication, and behind every earlier one.
  std::atomic_thread_fence(std::memory_order_release);  // C1 pairs with C2
  const Cursor head = log_->write(headOf(next), peers_->id(), platform::wallMillis(), payload, length);
  faultPoint(Fault::CommitRecord);
  const Append result = publishCommit(next, head);
  faultPoint(Fault::CommitPublished);
  return result;
}

Append Segment::appendSnapshot(uint64_t expected, const uint8_t* state, uint64_t length) {
  return appendState(expected, state, length, schema_);
}

Append Segment::migrate(uint64_t expected, const uint8_t* state, uint64_t length) {
  return appendState(expected, state, length, targetSchema_);
}

Append Segment::appendState(uint64_t expected, const uint8_t* state, uint64_t length, uint64_t schema) {
  writable();
  if (length > geometry().stateBytes) return Append::Full;
  checkNamed();
  turn_->respect();
  const uint64_t before = schema_;
  Append result;
  std::exception_ptr unsecured;
  {
    const Lock checkpointLock(meta().locks.checkpoint, *peers_, lockTimeoutMillis_);
    stole_ |= checkpointLock.stolen();
    faultPoint(Fault::StateLocked);
    const Control free = freeSlot();
    // Before the writer lock, so that others go on meanwhile; if one of them commits, this slot is not published.
    result = free.headVersion != expected || cursor_.version != expected
                 ? lost()
                 : appendStateLocked(expected, slots_->write(free, state, length), schema);
    if (result == Append::Committed) unsecured = trySecure();
    faultPoint(Fault::StateEnd);
  }
  ringAfter(result);
  // Everybody sees the commit: it must not be reported as one that failed. Its root follows with the next whole state,
  // checkpoint or flush, which needs it and says what is wrong. A migration is promised to be on the disk.
  if (unsecured && schema != before) std::rethrow_exception(unsecured);
  return result;
}

/// What kept `secure` from it.
std::exception_ptr Segment::trySecure() {
  try {
    secure();
    return nullptr;
  } catch (const Error&) {
    return std::current_exception();
  }
}

Append Segment::appendStateLocked(uint64_t expected, const Control& written, uint64_t schema) {
  const Lock lock(meta().locks.writer, *peers_, lockTimeoutMillis_);
  stole_ |= lock.stolen();
  faultPoint(Fault::StateWriter);
  Control next = control();
  if (next.headVersion != expected) return lost();
  Checksum chain(next.headChain);
  chain.add(written.snapshotCheck);
  const Cursor head{expected + 1, next.headPosition, chain.value(), next.headPayload};
  next.tailVersion = head.version;
  next.tailPosition = head.position;
  next.schema = schema_ = schema;
  placeSnapshot(next, written, head);
  const Append result = publishCommit(next, head);
  faultPoint(Fault::StatePublished);
  return result;
}

}  // namespace lockstep
