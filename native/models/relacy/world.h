// What the product's sources ask of a system, as small as it can be: one mapping for all, kernel-held locks as words
// that synchronise, bells that keep their byte, threads whose end somebody marks.
//
// Assumed of a kernel, and shown by nothing here:
//   locks      who takes a lock on a slot, or is told that nobody holds it, sees all that its last holder stored,
//              whether that one let go or died;
//   deaths     who is told by `hasEnded` that a thread has ended sees all that the thread stored. It is told only when
//              the thread cannot store any more: on Linux the flag is set, and /proc reads it, in the kernel, which
//              the thread's own last stores precede on the way in; on Windows its handle is signalled.
// Nothing of the kind is assumed of bells: whether one hangs is read as late as the memory model lets it.
#pragma once

#include "run.h"

#define private public
#include "segment.h"
#undef private

#include "error.h"
#include "header.h"
#include "latch.h"

namespace lockstep {

constexpr uint64_t kRing = 64;  // of one record
constexpr uint64_t kSlot = 8;
constexpr uint32_t kThreads = 8;

struct World {
  Meta meta;
  Word data[(kRing + 2 * kSlot) / 8];
  Word held[kMaxPeers];  // the kernel's lock on a slot
  Word ended[kThreads];  // what the kernel says of a thread
  bool rung[kMaxPeers] = {};
  uint64_t hung[kMaxPeers] = {};  // whose bell really hangs
  Word bellOf[kMaxPeers];         // and what is seen of that
  uint64_t nextId = 100;
  uint64_t nextThread = 1;
  uint64_t micros = 0;

  World() {
    for (Word* words : {held, bellOf})
      for (Word* word = words; word < words + kMaxPeers; ++word) word->free();
    for (PeerSlot& peer : meta.peers) {
      for (Word* word : {&peer.applied, &peer.wanted}) word->free();
    }
    writeLatch(meta.latch, first());
    writeLatch(meta.latch, first());
  }
  static Control first() {
    Control control{};
    control.logExtent = kRing;
    control.slotExtent[0] = control.slotExtent[1] = kSlot;
    control.snapshotLength = kSlot;
    control.schema = 1;
    return control;
  }
  /// Lets everything be read stale by which a writer finds and rings the sleeper in a slot.
  void liveSleeper(uint32_t slot) {
    meta.armed[slot].live();
    meta.peers[slot].id.live();
    bellOf[slot].live();
  }
  /// As if this slot's peer, the last one to come, had never been there.
  void forget(Peers& peers) {
    const uint32_t slot = peers.slot();
    peers.detach();
    hung[slot] = 0;
    bellOf[slot].store(0, std::memory_order_relaxed);
    meta.locks.peerLimit.store(slot, std::memory_order_relaxed);
  }
  /// Lets a field of Control be scheduled and read stale, in both copies, and the sequence.
  void live(::std::initializer_list<size_t> fields) {
    writeLatch(meta.latch, readLatch(meta.latch));
    for (const size_t field : fields)
      for (Word* copy : {meta.latch.copy0, meta.latch.copy1}) copy[field / 8].live();
    meta.latch.sequence.live();
  }
};
inline World* world = nullptr;

namespace platform {

struct Backing::State {};
Backing::Backing(std::unique_ptr<State> state) : state_(std::move(state)) {}
Backing::~Backing() = default;
std::unique_ptr<Backing> Backing::open(const std::string&, const std::string&, bool, uint64_t) {
  return std::unique_ptr<Backing>(new Backing(std::make_unique<State>()));
}
const std::string& Backing::path() const { return bells(); }
const std::string& Backing::bells() const {
  static const std::string none;
  return none;
}
bool Backing::isFile() const { return false; }
bool Backing::stillNamed() const { return true; }
void Backing::commit(uint64_t, uint64_t) {}
void Backing::discard(uint64_t, uint64_t) noexcept {}
void Backing::sync(void*, uint64_t) {}
bool Backing::syncPassesOver() const { return false; }
void Backing::sweep(bool (*)(const Backing&)) {}
void Backing::leave() noexcept {}
void Backing::readAt(uint64_t offset, uint8_t* into, uint64_t bytes) const {
  loadWords(into, world->data + (offset - kMetaBytes) / 8, bytes / 8);
}
// The kernel's locks synchronise: who takes one sees what its last holder did.
bool Backing::claimSlot(uint32_t slot, const ThreadIdentity&) {
  uint64_t free = 0;
  return world->held[slot].compare_exchange_strong(free, 1, std::memory_order_acq_rel);
}
void Backing::releaseSlot(uint32_t slot) noexcept { world->held[slot].store(0, std::memory_order_release); }
bool Backing::slotHeld(uint32_t slot, const ThreadIdentity&) const {
  return world->held[slot].load(std::memory_order_acquire) != 0;
}
void Backing::hangDoorbell(uint32_t slot, uint64_t id) {
  world->hung[slot] = id;
  world->bellOf[slot].store(id, std::memory_order_relaxed);
}
void Backing::removeDoorbell(uint32_t slot, uint64_t) noexcept {
  world->hung[slot] = 0;
  world->bellOf[slot].store(0, std::memory_order_relaxed);
}

Ring ring(const std::string&, uint32_t slot, uint64_t id) {
  if (world->bellOf[slot].load(std::memory_order_relaxed) != id) return Ring::Gone;
  // One that was taken down meanwhile still rings, for nobody.
  if (world->hung[slot] == id) world->rung[slot] = true;
  return Ring::Rung;
}
// Long enough between two looks for everything that waits a while to be due.
uint64_t monotonicMicros() { return world->micros += 5000; }
double wallMillis() { return 0; }
void relax() { rl::yield(1, rl::debug_info()); }
void yieldThread() { relax(); }
void sleepMicros(uint64_t) { relax(); }
uint64_t randomWord() { return world->nextId++; }
ThreadIdentity currentThread() { return {0, world->nextThread++, 0, 0}; }
// Only the kernel tells who is dead, and who asks it sees what the dead did.
bool hasEnded(const ThreadIdentity& thread) {
  return world->ended[thread.thread].load(std::memory_order_acquire) != 0;
}

}  // namespace platform

bool isDisposable(const platform::Backing&) { return false; }

Mapping::Mapping(const OpenOptions&)
    : backing_(platform::Backing::open("", "", true, 0)),
      geometry_{kRing, kSlot, kSlot},
      meta_(&world->meta),
      data_(world->data),
      schema_(1) {}
void Mapping::leave() noexcept {}

inline ::std::unique_ptr<Segment> join() {
  OpenOptions options;
  options.lockTimeoutMillis = 1'000'000'000;
  return ::std::make_unique<Segment>(options);
}

}  // namespace lockstep
