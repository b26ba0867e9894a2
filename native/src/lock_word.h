// A lock in one 64-bit word: the owner's slot + 1 in the top 16 bits, below it a ticket that grows at every
// acquisition and survives unlocking. The ticket is what makes stealing safe: a thief swaps the exact word it examined,
// so one who was slow cannot rob a later, living owner in a slot that was used again.
#pragma once

#include <cstdint>

#include "layout.h"

namespace lockstep {

constexpr int kOwnerShift = 48;
constexpr uint64_t kTicketMask = (uint64_t{1} << kOwnerShift) - 1;
constexpr uint32_t kNobody = ~uint32_t{0};

/// The owner's slot, `kNobody` when unlocked. At or above kMaxPeers: damage.
constexpr uint32_t ownerOf(uint64_t word) { return static_cast<uint32_t>(word >> kOwnerShift) - 1; }
constexpr uint64_t unlocked(uint64_t word) { return word & kTicketMask; }
constexpr uint64_t lockedBy(uint64_t word, uint32_t slot) {
  return (uint64_t{slot} + 1) << kOwnerShift | ((word + 1) & kTicketMask);
}

}  // namespace lockstep
