#include "doorbell.h"

#include "latch.h"

namespace lockstep {

bool Doorbell::arm(uint64_t version) {
  HalfWord& own = meta_.armed[peers_.slot()];
  uint32_t count = own.load(std::memory_order_relaxed);
  // A new odd count, also when it is odd already: a writer that has rung for the old one may not have cleared it yet,
  // and must not clear this one, or we would sleep unarmed.
  while (!own.compare_exchange_weak(count, count + ((count & 1) == 0 ? 1 : 2), std::memory_order_relaxed)) {
  }
  std::atomic_thread_fence(std::memory_order_seq_cst);  // B1 pairs with B2
  return peekHead(meta_.latch) != version;
}

void Doorbell::ringSleepers() {
  std::atomic_thread_fence(std::memory_order_seq_cst);  // B2 pairs with B1
  faultPoint(Fault::RingBegin);
  const uint32_t limit = peers_.limit();
  for (uint32_t slot = 0; slot < limit; ++slot) {
    // With the count of a slot's new owner comes that the former id is gone. Else we would ring the former bell, which
    // wakes nobody, and clear the new owner's count: it would sleep through the next commit.
    uint32_t count = meta_.armed[slot].load(std::memory_order_acquire);  // B3 pairs with A2
    if ((count & 1) == 0 || slot == peers_.slot()) continue;
    const uint64_t id = meta_.peers[slot].id.load(std::memory_order_acquire);  // B4 pairs with A5: the bell hangs
    faultPoint(Fault::RingFound);
    // No id: its owner is leaving, or not there yet and will look at the head after it has armed.
    if (id == 0 || platform::ring(bells_, slot, id) == platform::Ring::Failed) continue;
    faultPoint(Fault::RingBetween);
    // Ring first, then clear: a writer that dies in between leaves the flag armed, and the next one rings again. The
    // other way round the peer would sleep through acknowledged commits. From the exact count: if it was rung, woke and
    // armed again meanwhile, it stays armed.
    meta_.armed[slot].compare_exchange_strong(count, count + 1, std::memory_order_acq_rel);  // B5
  }
  faultPoint(Fault::RingEnd);
}

void Doorbell::ringWaiters(uint64_t from, uint64_t to) {
  std::atomic_thread_fence(std::memory_order_seq_cst);  // B6 pairs with B8
  if (meta_.locks.wanted.load(std::memory_order_relaxed) <= from) return;
  const uint32_t limit = peers_.limit();
  for (uint32_t slot = 0; slot < limit; ++slot) {
    const uint64_t wanted = meta_.peers[slot].wanted.load(std::memory_order_relaxed);
    if (wanted > from && wanted <= to && slot != peers_.slot()) ringOne(slot);
  }
}

void Doorbell::ringOne(uint32_t slot) {
  const uint64_t id = meta_.peers[slot].id.load(std::memory_order_acquire);  // B7
  if (id != 0) platform::ring(bells_, slot, id);
}

}  // namespace lockstep
