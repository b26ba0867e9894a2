// Doorbells. Two writers, one after another under the lock, publish and ring, one of them may die anywhere, and one ring may
// fail; one peer sleeps and wakes. When all is still, the peer has seen every acknowledged commit, but for the one whose
// ring failed: that one it sees with the next.
//   seen >= acknowledged
//     CLEAR_FIRST    the count is cleared before the bell is rung
//     SAME_COUNT     arming leaves a count that is odd already as it is
//     BLIND_CLEAR    clearing does not compare with the count that was rung for
//     CLEAR_FAILED   the count is cleared although the ring failed
//     NO_LOOK        the head is not looked at after arming
//     RING_UNLOCKED  acknowledged before the bells are rung
#define MAYDIE if :: deaths < 1 -> deaths++; goto dead :: true fi

byte head, acknowledged, seen, armed, deaths, failures;
bool bell;

#ifdef CLEAR_FAILED
#define UNCLEARED false
#else
#define UNCLEARED failed
#endif

proctype Writer() {
  byte mine, count; bool failed;
  // Under the writer lock, which the dead leave to the next one (lock.pml); the latch has one step (log.pml).
  // segment_commit.cc append: const Append result = appendLocked(expected, payload, length);
  // segment_commit.cc publishCommit: writeLatch(meta().latch, next);
  atomic { head++; mine = head }
#ifdef RING_UNLOCKED
  acknowledged = mine;
#endif
  MAYDIE;
  // segment_commit.cc append: ringAfter(result);
  count = armed;                        // doorbell.cc ringSleepers: uint32_t count = meta_.armed[slot].load
  if
  :: (count & 1) == 0                   // doorbell.cc ringSleepers: if ((count & 1) == 0 || slot == peers_.slot()) continue;
  :: else ->
#ifdef CLEAR_FIRST
    atomic { if :: armed == count -> armed = count + 1 :: else fi }
    MAYDIE;
    bell = true
#else
    // doorbell.cc ringSleepers: platform::ring(bells_, slot, id) == platform::Ring::Failed) continue;
    if :: failures < 1 -> failures++; failed = true :: bell = true fi;
    MAYDIE;
#ifdef BLIND_CLEAR
    armed = (armed + 1) & 254
#else
    // doorbell.cc ringSleepers: meta_.armed[slot].compare_exchange_strong(count, count + 1
    atomic {
      if
      :: armed == count && !UNCLEARED -> armed = count + 1
      :: else
      fi
    }
#endif
#endif
  fi;
  // segment_commit.cc append: return result;
  atomic { if :: mine > acknowledged && !failed -> acknowledged = mine :: else fi };
dead:
  skip
}

proctype Sleeper() {
again:
  // doorbell.cc arm: count + ((count & 1) == 0 ? 1 : 2)
#ifdef SAME_COUNT
  atomic { armed = armed | 1 }
#else
  atomic { if :: (armed & 1) == 0 -> armed++ :: else -> armed = armed + 2 fi }
#endif
#ifndef NO_LOOK
  // doorbell.cc arm: return peekHead(meta_.latch) != version;
  if :: head != seen -> seen = head; goto again :: else fi;
#endif
endAsleep:
  bell;
  bell = false;
  seen = head;
  goto again
}

active proctype Referee() { timeout -> assert(seen >= acknowledged) }

init { atomic { run Sleeper(); run Writer(); run Writer() } }
