#include "seeds.h"

#include "forge.h"
#include "play.h"
#include "templates.h"
#include "world.h"

namespace lockstep::fuzz {

namespace {

using Bytes = std::vector<uint8_t>;

constexpr uint8_t by(uint8_t peer, Step step) { return static_cast<uint8_t>(peer << 5 | step); }
constexpr uint8_t kPlain = 1;      // opens with schema 1, and creates what is not there
constexpr uint8_t kMigrating = 6;  // schema 2, takes older ones
constexpr uint8_t kReadOnly = 9;

// The numbers behind a step are what it takes from the input: see play.cc.
const Bytes kOpen = {by(0, Open), kPlain, by(0, Snapshot), by(0, Read), 200};
const Bytes kUse = {
    by(0, Commit), 40,           1, by(0, Commit),   200, 4, by(0, Checkpoint), 2, by(0, CommitState), 9, by(0, Flush),
    by(0, Arm),    by(0, Await), 1, by(0, ListPeers)};
const Bytes kSecond = {by(1, Open), kPlain, by(1, Snapshot), by(1, Read), 9, by(1, Commit), 80, 1, by(0, Read), 200};
const Bytes kMigrate = {by(2, Open), kMigrating, by(2, Snapshot), by(2, Read), 200, by(2, Migrate), 7, by(0, Read), 1};
const Bytes kReader = {by(1, Open), kReadOnly, by(1, Snapshot), by(1, Read), 200, by(1, Commit), 1, 1, by(1, Arm)};
const Bytes kDeath = {by(0, Kill), by(2, Open), kPlain, by(2, Snapshot), by(2, Commit), 30, 1, by(2, Close)};
const Bytes kEnd = {by(0, Look), by(0, Close), by(1, Close), by(2, Close), by(0, Open), kPlain, by(0, Snapshot)};

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes fullRing() {
  Bytes steps;
  for (int round = 0; round < 12; ++round) steps.insert(steps.end(), {by(0, Commit), 180, 4});
  return joined({steps, {by(0, Checkpoint), 3}, Bytes(steps.begin(), steps.begin() + 9)});
}

/// A real segment, byte by byte.
Bytes extracted(uint8_t kind, const Bytes& steps) {
  const Template& from = templates()[kind];
  load(from.bytes.data(), from.bytes.size());
  uint8_t parts[kFillBytes] = {};
  extract(parts);
  return joined({{static_cast<uint8_t>(kind | kArbitrary), 0x3f}, Bytes(parts, parts + kFillBytes), steps});
}

}  // namespace

std::vector<std::vector<uint8_t>> seeds() {
  std::vector<Bytes> all;
  for (uint8_t kind = 0; kind < 8; ++kind) {
    const Bytes first = {kind};
    const Bytes fresh = {static_cast<uint8_t>(kind | kAbsent)};
    const Bytes cut = {by(0, Cut), static_cast<uint8_t>(kind * 20), 0};
    for (const Bytes& begin : {first, fresh}) {
      all.push_back(joined({begin, kOpen, kUse, kSecond, kEnd}));
      all.push_back(joined({begin, kOpen, kUse, kMigrate, kEnd}));
      all.push_back(joined({begin, kOpen, kReader, kUse, kDeath, kEnd}));
      all.push_back(joined({begin, kOpen, fullRing(), kEnd}));
    }
    all.push_back(joined({first, cut, kOpen, kUse}));
    all.push_back(extracted(kind, joined({kOpen, kUse, kSecond, kDeath})));
    // Each part overwritten, with its checksum left false and made true, before and while it is used.
    for (const uint8_t part : {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0x80, 0x88, 0x8a, 0x8c, 0x8e}) {
      const Bytes poked = {by(0, Poke), part, static_cast<uint8_t>(kind * 5), 0, part};
      const Bytes within = {by(0, PokeWithin), 2, part, kind, 4, part, 0, 0, 0, 0, 0, 0, 0};
      all.push_back(joined({first, poked, kOpen, kUse}));
      all.push_back(joined({first, kOpen, poked, kUse, kSecond, within, kUse}));
    }
    all.push_back(joined({first, kOpen, {by(0, Forge), 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0}, kSecond, kUse}));
    for (const uint8_t log : {0, 1, 3, 6, 7})
      all.push_back(joined({first, {by(0, Resize), log, 0x58, 0x1b, log, 0, 0, 0, 0, 0}, kOpen, kUse}));
    all.push_back(joined({first, kOpen, {by(0, PassTime), 0}, kUse, {by(0, Repair), 0x3f}, kSecond}));
  }
  // Each number of the control block, of a root and of the header, with a true checksum.
  for (const uint8_t value : {1, 4, 11, 16, 21})
    for (uint8_t word = 0; word < kControlWords; ++word) {
      const auto lie = [&](uint8_t part, uint8_t at) { return Bytes{by(0, Poke), part, at, 0, value}; };
      all.push_back(joined({{1}, kOpen, lie(0x8e, word), kUse, kSecond}));
      all.push_back(joined({{5}, lie(0x8e, word), kOpen, kUse}));
      const uint8_t inRoot = static_cast<uint8_t>(2 * word);
      const Bytes useless = {by(0, Poke), 0x0e, kControlWords - 1, 0, 0};  // so that a root is what is left
      all.push_back(joined({{6}, useless, lie(0x88, inRoot), lie(0x88, inRoot + 1), kOpen, kUse}));
      if (word < sizeof(Header) / 8) all.push_back(joined({{word}, lie(0x80, word), kOpen, kUse}));
    }
  return all;
}

}  // namespace lockstep::fuzz
