// Latch and log. Two writers in a row commit into a full ring of two records, one may die between any two stores;
// a reader follows. What it accepts is one whole record, the next one; the latch always shows one whole publication, so
// who joins finds every record after the snapshot.
//   t <= s && s <= h
//     ONE_COPY       the latch is filled in place
//     PAST_SNAPSHOT  the tail moves past the snapshot
//   a == cursor + 1 && b == cursor + 1
//     TAIL_LATE      the record is written before the tail that gives its place up is published
//     NO_TAIL_CHECK  the reader does not look at the tail after copying
#define MAYDIE if :: deaths < 1 -> deaths++; goto dead :: true fi

byte sequence, deaths;
byte head[2] = 2, tail[2], snap[2] = 1; // the two copies
byte first[2], second[2];               // the ring: two words for each record
bool locked;

#ifdef NO_TAIL_CHECK
#define NO_CHECK 1
#else
#define NO_CHECK 0
#endif
#ifdef ONE_COPY
#define COPY(s) 0
#else
#define COPY(s) ((s) & 1)
#endif

inline publish(h, t, s) {
  // latch.h writeLatch: Word* copy = (sequence + 1) & 1 ? latch.copy1 : latch.copy0;
  // latch.h writeLatch: copy[i].store(words[i], std::memory_order_relaxed);
  head[COPY(sequence + 1)] = h; MAYDIE;
  tail[COPY(sequence + 1)] = t; MAYDIE;
  snap[COPY(sequence + 1)] = s; MAYDIE;
  // latch.h writeLatch: latch.sequence.store(sequence + 1, std::memory_order_release);
  sequence++
}

inline record(v) {
  first[v & 1] = v; MAYDIE;
  second[v & 1] = v; MAYDIE
}

proctype Writer() {
  byte h, t, s;
  atomic { !locked -> locked = true; h = head[COPY(sequence)]; t = tail[COPY(sequence)]; s = snap[COPY(sequence)] }
  MAYDIE;
  if
  :: h - t < 2 -> skip
  :: else ->
#ifndef PAST_SNAPSHOT
    // segment_commit.cc appendLocked: if (!log_->reclaim(next, size)) return Append::Full;
    // log.cc reclaim: while (!isFree(goal) && control.tailPosition < keep) {
    if :: t == s -> s = h; publish(h, t, s); MAYDIE :: else fi;
#endif
    t++
  fi;
#ifdef TAIL_LATE
  record(h + 1);
  if :: t != tail[COPY(sequence)] -> publish(h, t, s); MAYDIE :: else fi;
#else
  // segment_commit.cc appendLocked: if (next.tailVersion != tail) {
  if :: t != tail[COPY(sequence)] -> publish(h, t, s); MAYDIE :: else fi;
  // segment_commit.cc appendLocked: const Cursor head = log_->write(headOf(next), peers_->id(), platform::wallMillis(), payload, length);
  record(h + 1);
#endif
  h++;
  // segment_commit.cc appendLocked: const Append result = publishCommit(next, head);
  publish(h, t, s);
dead:
  // Whoever comes next takes the lock over.
  locked = false
}

inline look() {
  do
  :: was = sequence;                      // latch.h readLatch: const uint64_t sequence = latch.sequence.load
    // latch.h readLatch: words[i] = copy[i].load(std::memory_order_relaxed);
    h = head[COPY(was)]; t = tail[COPY(was)]; s = snap[COPY(was)];
    // latch.h readLatch: if (latch.sequence.load(std::memory_order_relaxed) != sequence) continue;
    if :: sequence == was -> break :: else fi
  od;
  assert(t <= s && s <= h);
  assert(h - t <= 2)
}

proctype Reader() {
  byte was, h, t, s, cursor, a, b, rounds;
  do
  :: rounds < 2 ->
    rounds++;
    look();
    if
    :: cursor == h
    :: cursor < t -> cursor = s
    :: else ->
      // segment_read.cc read: log_->copy(cursor_.position, copied, into);
      a = first[(cursor + 1) & 1];
      b = second[(cursor + 1) & 1];
      look();
      // segment_read.cc read: if (cursor_.version < control().tailVersion) return {ReadOutcome::Lapped};
      if
      :: cursor < t && !NO_CHECK
      :: cursor >= t || NO_CHECK -> assert(a == cursor + 1 && b == cursor + 1); cursor++
      fi
    fi
  :: else -> break
  od
}

init {
  atomic {
    first[1] = 1; second[1] = 1; first[0] = 2; second[0] = 2;
    run Reader(); run Writer(); run Writer()
  }
}
