// Snapshots. Two peers replace the snapshot, one by a checkpoint of what is there, one by committing whole states, each
// may die anywhere; a reader loads it. What it accepts is whole and is what the latch said; nobody waits for ever.
//   COMPARE_SLOT        the reader compares the slot, not the version (A -> B -> A)
//   SLOT_IN_USE         the new state is written over the published one
//   NO_CHECKPOINT_LOCK  two write the same free slot
//   LOCK_ORDER          whole states take the writer lock first, then the checkpoint lock
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

// snapshot.cc: const uint64_t slot = 1 - control.snapshotSlot;
inline write(state) {
#ifdef SLOT_IN_USE
  to = slot;
#else
  to = 1 - slot;
#endif
  MAYDIE;
  first[to] = state; MAYDIE;
  second[to] = state; MAYDIE
}

inline leave() {
  atomic {
    writing = writing && !oursToo; oursToo = false;
    checkpointing = checkpointing && !ours; ours = false
  }
}

/* segment_checkpoint.cc: const Control written = slots_->write(before, state, length); */
proctype Checkpointer() {
  byte to, state; bool ours, oursToo;
  state = head;
  lockCheckpoint();
  MAYDIE;
  // segment_checkpoint.cc: if (!useful(before)) {
  if :: version >= state -> goto dead :: else fi;
  write(state);
  lockWriter();
  MAYDIE;
  // segment_checkpoint.cc: if (!useful(next)) return false;
  // It always is: nobody else publishes while the checkpoint lock is held.
  atomic { assert(version < state); version = state; slot = to };
dead:
  leave()
}

/* segment_commit.cc: : appendStateLocked(expected, slots_->write(before, state, length), schema); */
proctype WholeStates() {
  byte to, state, round; bool ours, oursToo;
  do
  :: round < 3 ->
    round++;
#ifdef LOCK_ORDER
    lockWriter();
    lockCheckpoint();
#else
    lockCheckpoint();
#endif
    state = head + 1;
    write(state);
#ifndef LOCK_ORDER
    lockWriter();
#endif
    MAYDIE;
    // segment_commit.cc: if (next.headVersion != expected) return lost();
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
  atomic { was = version; from = slot }
  a = first[from];                          // segment_read.cc: slots_->read(before, into);
  b = second[from];
  // segment_read.cc: if (control().snapshotVersion == before.snapshotVersion) {
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
