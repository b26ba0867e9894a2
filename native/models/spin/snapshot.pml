// Snapshots. Two peers replace the snapshot, one by a checkpoint of what is there, one by committing whole states, each
// may die anywhere; a reader loads it. What it accepts is whole and is what the latch said; nobody waits for ever.
//   a == was && b == was
//     COMPARE_SLOT        the reader compares the slot, not the version (A -> B -> A)
//     SLOT_IN_USE         the new state is written over the published one
//   version < state
//     NO_CHECKPOINT_LOCK  two write the same free slot
//   invalid end state
//     LOCK_ORDER          whole states take the writer lock first, then the checkpoint lock
#define MAYDIE if :: deaths < 1 -> deaths++; goto dead :: true fi

byte head = 1, version = 1, slot, deaths;  // of the latch: published in one step (log.pml)
byte first[2] = 1, second[2] = 1;          // the slots: two words each
bool checkpointing, writing;

inline lockCheckpoint() {
#ifdef NO_CHECKPOINT_LOCK
  skip
#else
  atomic { !checkpointing -> checkpointing = true; ours = true }
#endif
}
inline lockWriter() { atomic { !writing -> writing = true; oursToo = true } }

inline write(state) {
#ifdef SLOT_IN_USE
  to = slot;
#else
  // snapshot.cc write: const uint64_t slot = 1 - control.snapshotSlot;
  to = 1 - slot;
#endif
  MAYDIE;
  // snapshot.cc write: storeWords<Fault::SlotHalf>(
  first[to] = state; MAYDIE;
  second[to] = state; MAYDIE
}

inline leave() {
  atomic {
    writing = writing && !oursToo; oursToo = false;
    checkpointing = checkpointing && !ours; ours = false
  }
}

proctype Checkpointer() {
  byte to, state; bool ours, oursToo;
  state = head;
  lockCheckpoint();                         // segment_checkpoint.cc checkpointLocked: const Lock checkpointLock(
  MAYDIE;
  // segment_checkpoint.cc checkpointLocked: if (!useful(before)) {
  if :: version >= state -> goto dead :: else fi;
  write(state);                             // segment_checkpoint.cc checkpointLocked: const Control written = slots_->write(
  lockWriter();                             // segment_checkpoint.cc checkpointLocked: const Lock lock(
  MAYDIE;
  // segment_checkpoint.cc checkpointLocked: if (!useful(next)) return false;
  // It always is: nobody else publishes while the checkpoint lock is held.
  // segment_checkpoint.cc checkpointLocked: writeLatch(meta().latch, next);
  atomic { assert(version < state); version = state; slot = to };
dead:
  leave()
}

proctype WholeStates() {
  byte to, state, round; bool ours, oursToo;
  do
  :: round < 3 ->
    round++;
#ifdef LOCK_ORDER
    lockWriter();
    lockCheckpoint();
#else
    lockCheckpoint();                       // segment_commit.cc appendState: const Lock checkpointLock(
#endif
    state = head + 1;
    write(state);                           // segment_commit.cc appendState: : appendStateLocked(expected, slots_->write(
#ifndef LOCK_ORDER
    lockWriter();                           // segment_commit.cc appendStateLocked: const Lock lock(
#endif
    MAYDIE;
    // segment_commit.cc appendStateLocked: if (next.headVersion != expected) return lost();
    // segment_commit.cc appendStateLocked: const Append result = publishCommit(next, head);
    atomic { if :: head + 1 == state -> head = state; version = state; slot = to :: else fi };
    leave()
  :: else -> break
  od;
dead:
  leave()
}

/* A commit of a patch: what makes a checkpoint worth while. */
proctype Committer() {
  bool ours, oursToo;
  lockWriter();
  head++;
  leave()
}

proctype Reader() {
  byte was, from, a, b;
  atomic { was = version; from = slot }     // segment_read.cc snapshot: const Control before = control();
  a = first[from];                          // segment_read.cc snapshot: slots_->read(before, into);
  b = second[from];
  // segment_read.cc snapshot: if (control().snapshotVersion == before.snapshotVersion) {
  if
#ifdef COMPARE_SLOT
  :: slot == from -> assert(a == was && b == was)
  :: slot != from
#else
  :: version == was -> assert(a == was && b == was)
  :: version != was
#endif
  fi
}

init { atomic { run Reader(); run Checkpointer(); run WholeStates(); run Committer() } }
