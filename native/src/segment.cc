#include "segment.h"

#include <algorithm>

#include "error.h"
#include "header.h"
#include "latch.h"

namespace lockstep {

Segment::Segment(const OpenOptions& options)
    : mapping_(std::make_unique<Mapping>(options)),
      schema_(mapping_->schema()),
      targetSchema_(options.schema),
      migrates_(options.migrates),
      lockTimeoutMillis_(options.lockTimeoutMillis),
      readOnly_(options.readOnly) {
  platform::Backing& backing = mapping_->backing();
  backing.sweep(isDisposable);
  peers_ = std::make_unique<Peers>(meta(), backing);
  peers_->attach(options.title, 0);
  doorbell_ = std::make_unique<Doorbell>(meta(), *peers_, backing.bells());
  log_.emplace(mapping_->log(), geometry());
  slots_.emplace(mapping_->slots(), backing, geometry());
  turn_.emplace(meta().locks.turn, peers_->slot());
  namedCheckedMicros_ = platform::monotonicMicros();
  // A writer that died between publishing and ringing left sleepers behind: whoever comes by wakes them.
  doorbell_->ringSleepers();
}

void Segment::close() noexcept {
  if (!mapping_) return;
  if (peers_ && peers_->slot() != kMaxPeers) {
    try {
      doorbell_->ringSleepers();
      // Those who wait for everybody to apply something must not wait for us.
      for (uint32_t slot = 0; slot < peers_->limit(); ++slot)
        if (slot != peers_->slot() && meta().peers[slot].wanted.load(std::memory_order_relaxed) != 0)
          doorbell_->ringOne(slot);
    } catch (...) {  // out of memory for a path: they ask again by themselves
    }
    peers_->detach();
  }
  mapping_->leave();
  mapping_.reset();
}

Control Segment::control() {
  const Control control = readLatch(meta().latch);
  if (!plausible(control, geometry())) throw Error("LOCKSTEP_DAMAGED", "The control block holds impossible numbers.");
  if (control.schema == targetSchema_ || (migrates_ && control.schema < targetSchema_)) schema_ = control.schema;
  if (control.schema != schema_)
    throw Error("LOCKSTEP_SCHEMA", "The store was migrated to schema version " + std::to_string(control.schema) +
                                       "; this program knows " + std::to_string(targetSchema_) +
                                       ". Update this program.");
  return control;
}

void Segment::applied(uint64_t version) {
  Word& own = meta().peers[peers_->slot()].applied;
  const uint64_t before = own.load(std::memory_order_relaxed);
  if (before == version) return;
  own.store(version, std::memory_order_relaxed);
  doorbell_->ringWaiters(before, version);
}

bool Segment::arm() {
  applied(cursor_.version);
  return doorbell_->arm(cursor_.version);
}

std::vector<PeerView> Segment::awaitApplied(uint64_t version) {
  Word& own = meta().peers[peers_->slot()].wanted;
  own.store(version, std::memory_order_relaxed);
  Word& wanted = meta().locks.wanted;
  uint64_t highest = wanted.load(std::memory_order_relaxed);
  while (highest < version && !wanted.compare_exchange_weak(highest, version, std::memory_order_relaxed)) {
  }
  std::atomic_thread_fence(std::memory_order_seq_cst);  // B8 pairs with B6 in Doorbell::ringWaiters
  std::vector<PeerView> behind = peers_->list();
  std::erase_if(behind, [&](const PeerView& peer) { return peer.applied >= version; });
  if (behind.empty()) own.store(0, std::memory_order_relaxed);
  for (const PeerView& peer : behind)
    if (peer.slot != peers_->slot()) doorbell_->ringOne(peer.slot);
  return behind;
}

}  // namespace lockstep
