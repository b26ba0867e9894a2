// Locks and slots. Four peers come into two slots, lock once, and die anywhere (two of them); a slot is used again,
// and who waits may be slow between examining the word and swapping it. At most one living peer is inside, and nobody
// takes a dead owner for the living one that has its slot now.
//   inside == 1
//     STEAL_ANY    the thief swaps what the word holds now, not the exact word it examined
//     NO_TICKET    a word without a ticket: the same word comes again
//   !mistaken
//     NO_RECOVERY  who takes a slot does not look whether its former owner died with a lock
#define OWNER(w) ((w) & 3)
// lock_word.h lockedBy: return (uint64_t{slot} + 1) << kOwnerShift | ((word + 1) & kTicketMask);
#ifdef NO_TICKET
#define LOCKED(w, slot) ((slot) + 1)
#else
#define LOCKED(w, slot) (((((w) >> 2) + 1) << 2) | ((slot) + 1))
#endif
#define UNLOCKED(w) ((w) - OWNER(w))
#define MAYDIE if :: deaths < 2 -> deaths++; goto dead :: true fi

byte word, deaths, inside;
byte locker;                            // who really locked last
bool held[2], ready[2]; byte life[2];   // of a slot: the kernel's lock; its owner is attached; who that is

proctype Peer(byte me) {
  byte slot, seen; bool in = false, mistaken = false;
  // peers.cc attach: while (slot < kMaxPeers && !backing_.claimSlot(slot, identity(slot))) ++slot;
  atomic {
    if :: !held[0] -> slot = 0 :: !held[1] -> slot = 1 fi;
    held[slot] = true; ready[slot] = false; life[slot] = me
  }
  MAYDIE;
#ifndef NO_RECOVERY
  // peers.cc attach: recoverLocks();
  // peers.cc recoverLocks: while (ownerOf(seen) == slot_)
  // peers.cc recoverLocks: if (lock->compare_exchange_weak(seen, unlocked(seen), std::memory_order_acq_rel)) break;
  atomic { if :: OWNER(word) == slot + 1 -> word = UNLOCKED(word) :: else fi }
#endif
  ready[slot] = true;                   // peers.cc attach: own.id.store(id_, std::memory_order_release);
again:
  MAYDIE;
  seen = word;                          // lock.cc wait: uint64_t seen = word_.load(std::memory_order_relaxed);
  if
  :: OWNER(seen) == 0 || OWNER(seen) == slot + 1
  :: else ->
    // lock.cc wait: if (owner == peers.slot() || !peers.alive(owner)) {
    atomic {
      if
      :: held[OWNER(seen) - 1] ->
        // Waiting for it is right if it is the one that locked.
        mistaken = word == seen && ready[OWNER(seen) - 1] && life[OWNER(seen) - 1] != locker;
        assert(!mistaken);
        seen != word || !held[OWNER(seen) - 1]; // until something changes
        goto again
      :: !held[OWNER(seen) - 1]
      fi
    }
  fi;
  MAYDIE;
  // lock.cc wait: if (word_.compare_exchange_strong(seen, wanted, std::memory_order_acq_rel)) {
  atomic {
    if
#ifdef STEAL_ANY
    :: OWNER(seen) != 0 -> word = LOCKED(word, slot)
#endif
    :: word == seen -> word = LOCKED(seen, slot)
    :: word != seen -> goto again
    fi;
    locker = me; in = true; inside++;
    assert(inside == 1)
  }
  MAYDIE;
  // lock.cc release: word_.store(unlocked(held_), std::memory_order_release);
  atomic { in = false; inside--; word = UNLOCKED(word) }
  MAYDIE;
dead:
  // The kernel lets go of what a thread held.
  atomic { inside = inside - in; in = false; held[slot] = false; ready[slot] = false }
}

init { atomic { run Peer(1); run Peer(2); run Peer(3); run Peer(4) } }
