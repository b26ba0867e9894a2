#include "neighbours.h"

#include "error.h"
#include "layout.h"
#include "platform/platform.h"

namespace lockstep {

namespace {

uint64_t readWord(const platform::Backing& backing, uint64_t offset) {
  uint64_t word = 0;
  backing.readAt(offset, reinterpret_cast<uint8_t*>(&word), sizeof(word));
  return word;
}

uint64_t someProcess(const platform::Backing& backing) {
  if (readWord(backing, offsetof(Header, magic)) != kMagic ||
      readWord(backing, offsetof(Header, fingerprint)) != fingerprint())
    return 0;
  for (uint32_t slot = 0; slot < kMaxPeers; ++slot) {
    const uint64_t at = offsetof(Meta, peers) + slot * sizeof(PeerSlot);
    if (readWord(backing, at + offsetof(PeerSlot, id)) != 0 && backing.slotHeld(slot, {}))
      return readWord(backing, at + offsetof(PeerSlot, process));
  }
  return 0;
}

}  // namespace

std::vector<Neighbour> neighbours(const std::string& directory, const std::string& prefix, const std::string& own) {
  std::vector<Neighbour> found;
  for (const std::string& key : platform::segmentKeys(directory)) {
    if (key == own || key.compare(0, prefix.size(), prefix) != 0) continue;
    try {
      const auto backing = platform::Backing::open(directory, key, false, 0);
      if (backing && backing->hold() == platform::Hold::Shared) found.push_back({key, someProcess(*backing)});
    } catch (const Error&) {  // not ours to open, or just being made: no neighbour to warn of
    }
  }
  return found;
}

}  // namespace lockstep
