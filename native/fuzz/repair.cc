// Making checksums true.
#include "forge.h"
#include "latch.h"
#include "places.h"

namespace lockstep::fuzz {

void repairHeader() {
  Checksum sum(kMagic);
  for (uint64_t at = 8; at < kHeaderEnd; at += 8) sum.add(get(at));
  put(kHeaderEnd, sum.value());
}

void repairControl() {
  Control control;
  std::memcpy(&control, world().bytes + currentCopy(), sizeof(control));
  put(currentCopy() + offsetof(Control, check), controlCheck(control));
}

void repairRoot(uint64_t page) {
  Checksum sum(fingerprint() ^ kMagic);
  for (size_t word = 0; word + 1 < kRootWords; ++word) sum.add(get(rootOffset(page) + word * 8));
  put(rootOffset(page) + offsetof(Root, check), sum.value());
}

void repairSnapshot() {
  const uint64_t from = slotOffset(inControl(offsetof(Control, snapshotSlot)));
  const uint64_t length = inControl(offsetof(Control, snapshotLength));
  if (from > kCapacity || length > kCapacity - from) return;
  Checksum sum(length);
  addBytes(sum, world().bytes + from, length);
  put(currentCopy() + offsetof(Control, snapshotCheck), sum.value());
  repairControl();
}

uint64_t recordCheck(uint64_t position, uint64_t chain) {
  Checksum sum(chain);
  for (const uint64_t field : {0, 8, 16, 24}) sum.add(get(inLog(position + field)));
  const uint64_t length = std::min<uint64_t>(get(inLog(position)) & 0xffffffff, logBytes());
  for (uint64_t at = 0; at < length; at += 8) {
    uint64_t word = get(inLog(position + kRecordHeaderBytes + at));
    if (length - at < 8) word &= (uint64_t{1} << (length - at) * 8) - 1;
    sum.add(word);
  }
  return sum.value();
}

void repairChain() {
  uint64_t position = inControl(offsetof(Control, snapshotPosition));
  const uint64_t end = inControl(offsetof(Control, headPosition));
  uint64_t chain = inControl(offsetof(Control, snapshotChain));
  for (int records = 0; position < end && records < 64; ++records) {
    chain = recordCheck(position, chain);
    put(inLog(position + 32), chain);
    position += recordBytes(get(inLog(position)) & 0xffffffff);
  }
  put(currentCopy() + offsetof(Control, headChain), chain);
  repairControl();
}

}  // namespace lockstep::fuzz
