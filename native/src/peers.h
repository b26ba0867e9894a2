// The table of who has the store open: one slot per thread that opened it.
#pragma once

#include <string>
#include <vector>

#include "layout.h"
#include "platform/platform.h"

namespace lockstep {

/// A peer as others see it.
struct PeerView {
  uint32_t slot;
  uint64_t id;
  uint64_t process;
  uint64_t applied;
  std::string title;
};

/// The slots' words are hints, for messages and for asking the system; whether a peer lives, only the kernel's lock on
/// its slot and the system's word on its thread tell.
class Peers {
 public:
  Peers(Meta& meta, platform::Backing& backing) : meta_(meta), backing_(backing) {}

  /// Takes the lowest free slot: the kernel's lock first, the doorbell, the fields, the id last. A lock that a former
  /// owner of the slot died holding is recovered before the slot is used: it would look like the new owner's.
  /// @throws LOCKSTEP_PEERS when all 256 are held
  void attach(const std::string& title, uint64_t version);
  void detach() noexcept;

  uint32_t slot() const { return slot_; }
  uint64_t id() const { return id_; }

  /// Slots at or above this were never used.
  uint32_t limit() const;
  /// Whether the owner of a slot may still run. Errs on the side of life.
  bool alive(uint32_t slot) const;
  /// Everybody whose slot is held now.
  std::vector<PeerView> list() const;
  /// What to call a slot's owner in a message.
  std::string describe(uint32_t slot) const;

 private:
  platform::ThreadIdentity identity(uint32_t slot) const;
  bool view(uint32_t slot, PeerView& out) const;
  void recoverLocks();

  Meta& meta_;
  platform::Backing& backing_;
  uint32_t slot_ = kMaxPeers;
  uint64_t id_ = 0;
};

}  // namespace lockstep
