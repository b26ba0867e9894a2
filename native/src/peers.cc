#include "peers.h"

#include <algorithm>
#include <cstring>

#include "error.h"
#include "lock_word.h"

namespace lockstep {

void Peers::attach(const std::string& title, uint64_t version) {
  uint32_t slot = 0;
  while (slot < kMaxPeers && !backing_.claimSlot(slot, identity(slot))) ++slot;
  if (slot == kMaxPeers)
    throw Error("LOCKSTEP_PEERS", "All " + std::to_string(kMaxPeers) +
                                      " places of the store are taken. Close it in some threads or processes first.");
  slot_ = slot;
  faultPoint(Fault::AttachClaimed);
  PeerSlot& own = meta_.peers[slot];
  recoverLocks();
  const uint64_t last = own.id.exchange(0, std::memory_order_acq_rel);  // A1
  if (last != 0) backing_.removeDoorbell(slot, last);
  // Keeps the fields, and the count when we arm, behind that: whoever loads one of them finds the former id gone, and
  // takes them for nobody's.
  std::atomic_thread_fence(std::memory_order_release);  // A2 pairs with A9, A11 and B3
  // An odd count of the former owner must not be taken for ours; it only grows, so no writer that still holds its old
  // value can clear a later one.
  HalfWord& armed = meta_.armed[slot];
  const uint32_t count = armed.load(std::memory_order_acquire);      // A3
  if (count & 1) armed.store(count + 1, std::memory_order_seq_cst);  // A4
  do {
    id_ = platform::randomWord();
  } while (id_ == 0);
  backing_.hangDoorbell(slot, id_);
  faultPoint(Fault::AttachBell);

  const platform::ThreadIdentity self = platform::currentThread();
  own.process.store(self.process, std::memory_order_relaxed);
  own.thread.store(self.thread, std::memory_order_relaxed);
  own.startTime.store(self.startTime, std::memory_order_relaxed);
  own.pidSpace.store(self.pidSpace, std::memory_order_relaxed);
  own.applied.store(version, std::memory_order_relaxed);
  own.wanted.store(0, std::memory_order_relaxed);
  uint8_t text[kTitleBytes] = {};
  std::memcpy(text, title.data(), std::min(title.size(), kTitleBytes - 1));
  Checksum unused(0);
  storeWords(own.title, text, kTitleBytes, unused);

  uint64_t limit = meta_.locks.peerLimit.load(std::memory_order_relaxed);
  while (limit <= slot &&
         !meta_.locks.peerLimit.compare_exchange_weak(limit, slot + 1, std::memory_order_seq_cst)) {  // A14
  }
  faultPoint(Fault::AttachFields);
  own.id.store(id_, std::memory_order_release);  // A5 pairs with A10 and B4: who sees the id sees the rest
  faultPoint(Fault::AttachPublished);
}

void Peers::detach() noexcept {
  if (slot_ == kMaxPeers) return;
  meta_.peers[slot_].id.store(0, std::memory_order_release);  // A6
  faultPoint(Fault::DetachCleared);
  backing_.releaseSlot(slot_);
  faultPoint(Fault::DetachReleased);
  slot_ = kMaxPeers;
}

void Peers::recoverLocks() {
  for (Word* lock : {&meta_.locks.writer, &meta_.locks.checkpoint}) {
    uint64_t seen = lock->load(std::memory_order_acquire);  // A7
    // Holding the slot's kernel lock proves that the owner whom the word names is dead.
    while (ownerOf(seen) == slot_) {
      if (lock->compare_exchange_weak(seen, unlocked(seen), std::memory_order_acq_rel)) break;  // A8 pairs with L1
    }
  }
  uint64_t turn = meta_.locks.turn.load(std::memory_order_relaxed);
  while (ownerOf(turn) == slot_ && !meta_.locks.turn.compare_exchange_weak(turn, 0, std::memory_order_relaxed)) {
  }
}

uint32_t Peers::limit() const {
  const uint64_t limit = meta_.locks.peerLimit.load(std::memory_order_acquire);  // A12
  return static_cast<uint32_t>(std::min<uint64_t>(limit, kMaxPeers));
}

platform::ThreadIdentity Peers::identity(uint32_t slot) const {
  const PeerSlot& peer = meta_.peers[slot];
  return {peer.process.load(std::memory_order_relaxed), peer.thread.load(std::memory_order_relaxed),
          peer.startTime.load(std::memory_order_relaxed), peer.pidSpace.load(std::memory_order_relaxed)};
}

bool Peers::alive(uint32_t slot) const {
  if (slot == slot_) return true;
  const uint64_t before = meta_.peers[slot].id.load(std::memory_order_acquire);  // A13
  const platform::ThreadIdentity owner = identity(slot);
  std::atomic_thread_fence(std::memory_order_acquire);  // A9 pairs with A2
  const bool whole = before != 0 && meta_.peers[slot].id.load(std::memory_order_relaxed) == before;
  if (whole && platform::hasEnded(owner)) return false;
  return backing_.slotHeld(slot, owner);
}

bool Peers::view(uint32_t slot, PeerView& out) const {
  const PeerSlot& peer = meta_.peers[slot];
  const uint64_t id = peer.id.load(std::memory_order_acquire);  // A10 pairs with A5
  if (id == 0) return false;
  char text[kTitleBytes];
  loadWords(reinterpret_cast<uint8_t*>(text), peer.title, kTitleBytes / 8);
  const char* end = std::find(text, text + kTitleBytes, '\0');
  out = {slot, id, peer.process.load(std::memory_order_relaxed), peer.applied.load(std::memory_order_relaxed),
         std::string(text, static_cast<size_t>(end - text))};
  std::atomic_thread_fence(std::memory_order_acquire);  // A11 pairs with A2
  return peer.id.load(std::memory_order_relaxed) == id;
}

std::vector<PeerView> Peers::list() const {
  std::vector<PeerView> peers;
  const uint32_t limit = this->limit();
  for (uint32_t slot = 0; slot < limit; ++slot) {
    PeerView peer;
    if (view(slot, peer) && alive(slot)) peers.push_back(std::move(peer));
  }
  return peers;
}

std::string Peers::describe(uint32_t slot) const {
  PeerView peer;
  if (!view(slot, peer)) return "a process that is just leaving";
  return "process " + std::to_string(peer.process) + (peer.title.empty() ? "" : " (\"" + peer.title + "\")");
}

}  // namespace lockstep
