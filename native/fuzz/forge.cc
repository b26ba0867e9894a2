#include "forge.h"

#include "places.h"

namespace lockstep::fuzz {

namespace {

constexpr uint64_t kExtremes[] = {0,
                                  1,
                                  7,
                                  8,
                                  40,
                                  0x7f,
                                  0x80,
                                  0xff,
                                  256,
                                  257,
                                  0x7fffffff,
                                  0x80000000,
                                  0xffffffff,
                                  kMinExtent,
                                  2 * kMinExtent,
                                  kMaxVersion,
                                  kMaxVersion + 1,
                                  uint64_t{1} << 48,
                                  uint64_t{1} << 62,
                                  (uint64_t{1} << 62) - 8,
                                  uint64_t{1} << 63,
                                  ~uint64_t{0},
                                  ~uint64_t{7},
                                  ~uint64_t{0} - 39};

uint64_t chosenValue(Input& input, uint64_t before) {
  const uint8_t kind = input.byte();
  switch (kind & 7) {
    case 0:
      return kExtremes[input.byte() % std::size(kExtremes)];
    case 1:
      return input.word();
    case 2:
      return before + static_cast<uint64_t>(static_cast<int8_t>(input.byte()));
    case 3:
      return before + 8 * static_cast<uint64_t>(static_cast<int8_t>(input.byte()));
    case 4:
      return before ^ uint64_t { 1 } << (input.byte() & 63);
    case 5:
      return inControl((input.byte() % kControlWords) * 8);
    case 6:
      return uint64_t{input.byte()} << 48 | (before & 0xffffffffffff);  // another owner of a lock
    default: {
      const unsigned at = (input.byte() & 7) * 8;  // one byte of it
      return (before & ~(uint64_t{0xff} << at)) | uint64_t{input.byte()} << at;
    }
  }
}

uint64_t lockOffset(uint8_t which) {
  constexpr uint64_t fields[] = {offsetof(Locks, writer), offsetof(Locks, checkpoint), offsetof(Locks, turn),
                                 offsetof(Locks, peerLimit), offsetof(Locks, wanted)};
  return offsetof(Meta, locks) + fields[which % std::size(fields)];
}

/// Each part: where its first word is, and how many words.
struct Part {
  uint64_t offset;
  uint64_t bytes;
};
constexpr Part kParts[] = {{0, sizeof(Header)},
                           {offsetof(Meta, latch), 8},
                           {kCopies[0], sizeof(Control)},
                           {kCopies[1], sizeof(Control)},
                           {offsetof(Meta, locks) + offsetof(Locks, writer), 8},
                           {offsetof(Meta, locks) + offsetof(Locks, checkpoint), 8},
                           {offsetof(Meta, locks) + offsetof(Locks, turn), 8},
                           {offsetof(Meta, locks) + offsetof(Locks, peerLimit), 8},
                           {offsetof(Meta, locks) + offsetof(Locks, wanted), 8},
                           {offsetof(Meta, armed), 16},
                           {offsetof(Meta, peers), 2 * sizeof(PeerSlot)},
                           {offsetof(Meta, roots), sizeof(Root)},
                           {offsetof(Meta, roots) + sizeof(RootPage), sizeof(Root)}};
constexpr uint64_t kLogPart = 768;
constexpr uint64_t kSlotPart = 256;

template <typename Each>
void eachPart(Each each) {
  for (const Part& part : kParts) each(part.offset, part.bytes);
  each(kMetaBytes, kLogPart);
  each(slotOffset(0), kSlotPart);
  each(slotOffset(1), kSlotPart);
}

}  // namespace

void forgeRecord(Input& input) {
  const uint64_t position = inControl(offsetof(Control, headPosition));
  const uint64_t version = inControl(offsetof(Control, headVersion)) + 1;
  const uint64_t length = chosenValue(input, input.byte());
  put(inLog(position), length);
  put(inLog(position + 8), version);
  put(inLog(position + 16), input.byte());
  put(inLog(position + 32), recordCheck(position, inControl(offsetof(Control, headChain))));
  put(currentCopy() + offsetof(Control, headVersion), version);
  put(currentCopy() + offsetof(Control, headPosition), chosenValue(input, position + recordBytes(length & 0xffff)));
  put(currentCopy() + offsetof(Control, headChain), get(inLog(position + 32)));
  repairControl();
}

void resize(Input& input) {
  const uint64_t log = uint64_t{1} << (10 + input.byte() % 8);
  const uint64_t state = 1 + (input.word() & 0x1ffff);
  put(offsetof(Header, logBytes), log);
  put(offsetof(Header, slotBytes), roundUp(state, kMinExtent));
  put(offsetof(Header, totalBytes), Geometry{log, roundUp(state, kMinExtent), state}.totalBytes());
  put(offsetof(Header, stateBytes), state);
  repairHeader();
}

void poke(Input& input) {
  const uint8_t what = input.byte();
  const bool honest = (what & 0x80) != 0;
  const uint8_t word = input.byte();
  uint64_t at;
  switch (what & 15) {
    case 0:
      at = word % 8 * 8;
      break;
    case 1:
      at = offsetof(Meta, latch);
      break;
    case 2:
      at = kCopies[word & 1] + (word >> 1) % kControlWords * 8;
      break;
    case 3:
    case 4:
      at = lockOffset(word);
      break;
    case 5:
      at = offsetof(Meta, armed) + word * 8;
      break;
    case 6:
      at = offsetof(Meta, peers) + word % 64 * 8;
      break;
    case 7:
      at = offsetof(Meta, peers) + word * sizeof(PeerSlot) % sizeof(PeerSlot[kMaxPeers]);
      break;
    case 8:
      at = rootOffset(word) + (word >> 1) % kRootWords * 8;
      break;
    case 9:
      at = inLog(inControl(offsetof(Control, tailPosition)) + word * 8);
      break;
    case 10:
      at = inLog(inControl(offsetof(Control, snapshotPosition)) + word * 8);
      break;
    case 11:
      at = inLog(inControl(offsetof(Control, headPosition)) - word * 8);
      break;
    case 12:
      at = slotOffset(word) + (word >> 1) * 8;
      break;
    case 13:
      at = (input.word() % kCapacity) & ~uint64_t{7};
      break;
    default:
      at = currentCopy() + word % kControlWords * 8;
  }
  put(at, chosenValue(input, get(at)));
  if (!honest) return;
  if (at < sizeof(Header)) return repairHeader();
  if ((what & 15) == 8) return repairRoot(word);
  if (at >= kMetaBytes && (what & 15) <= 11) return repairChain();
  if ((what & 15) == 12) return repairSnapshot();
  repairControl();
}

void fill(Input& input) {
  eachPart([&](uint64_t offset, uint64_t bytes) {
    for (uint64_t at = 0; at < bytes; at += 8) put(offset + at, input.word());
  });
}

void extract(uint8_t (&into)[kFillBytes]) {
  uint64_t to = 0;
  eachPart([&](uint64_t offset, uint64_t bytes) {
    for (uint64_t at = 0; at < bytes && to + 8 <= kFillBytes; at += 8, to += 8) {
      const uint64_t value = get(offset + at);
      std::memcpy(into + to, &value, 8);
    }
  });
}

}  // namespace lockstep::fuzz
