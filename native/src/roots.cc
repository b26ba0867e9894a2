#include "roots.h"

#include <algorithm>

namespace lockstep {

namespace {

uint64_t rootCheck(const uint64_t (&words)[kRootWords]) {
  Checksum sum(fingerprint() ^ kMagic);
  for (size_t i = 0; i + 1 < kRootWords; ++i) sum.add(words[i]);
  return sum.value();
}

/// Writes to each page of a range what it holds. Not an `or` with nothing: compilers make a load of that.
void touch(Word* words, uint64_t offset, uint64_t bytes) {
  constexpr uint64_t kPage = 4096;
  for (uint64_t at = offset & ~(kPage - 1); at < offset + bytes; at += kPage) {
    Word& word = words[at / 8];
    uint64_t seen = word.load(std::memory_order_relaxed);
    while (!word.compare_exchange_weak(seen, seen, std::memory_order_relaxed)) {
    }
  }
}

/// Log and slots, writable for the moment also where they are mapped to be read.
class WritableData {
 public:
  explicit WritableData(Mapping& mapping) : mapping_(mapping), words_(mapping.log()) {
    if (!mapping.writable()) words_ = static_cast<Word*>(mapping.backing().map(kMetaBytes, bytes(), true));
  }
  ~WritableData() {
    if (!mapping_.writable()) mapping_.backing().unmap(words_, bytes());
  }
  WritableData(const WritableData&) = delete;
  WritableData& operator=(const WritableData&) = delete;

  Word* words() const { return words_; }
  uint64_t bytes() const { return mapping_.geometry().totalBytes() - kMetaBytes; }

 private:
  Mapping& mapping_;
  Word* words_;
};

/// Puts all that a root for `control` relies on on the disk, by whomever it was written.
void syncRooted(Mapping& mapping, const Control& control) {
  platform::Backing& backing = mapping.backing();
  const Geometry& geometry = mapping.geometry();
  if (!backing.syncPassesOver()) return backing.sync(mapping.log(), geometry.totalBytes() - geometry.logOffset());
  const WritableData data(mapping);
  const uint64_t begin = control.snapshotPosition & (geometry.logBytes - 1);
  const uint64_t bytes = control.headPosition - control.snapshotPosition;
  const uint64_t first = std::min(bytes, geometry.logBytes - begin);
  touch(data.words(), begin, first);
  touch(data.words(), 0, bytes - first);
  touch(data.words(), geometry.logBytes + control.snapshotSlot * geometry.slotBytes, control.snapshotLength);
  backing.sync(data.words(), data.bytes());
}

}  // namespace

Control writeRoot(Mapping& mapping, const Control& control) {
  // Before the root: what it names must be there whenever it is.
  syncRooted(mapping, control);
  faultPoint(Fault::RootSynced);
  const Root root{control.rootNumber + 1, control.snapshotVersion,
                  control.snapshotSlot,   control.snapshotLength,
                  control.snapshotCheck,  control.snapshotPosition,
                  control.snapshotChain,  control.snapshotPayload,
                  control.headVersion,    control.headPosition,
                  control.headChain,      control.headPayload,
                  control.schema,         0};
  uint64_t words[kRootWords];
  std::memcpy(words, &root, sizeof(words));
  words[kRootWords - 1] = rootCheck(words);
  // Never over the one that Control names: a number that was written but not published is written again.
  Word* page = mapping.meta().roots[root.number & 1].words;
  for (size_t i = 0; i < kRootWords; ++i) {
    if (i == kRootWords / 2) faultPoint(Fault::RootHalf);
    page[i].store(words[i], std::memory_order_relaxed);
  }
  faultPoint(Fault::RootWritten);
  mapping.backing().sync(&mapping.meta(), kMetaBytes);
  faultPoint(Fault::RootDurable);
  Control next = control;
  next.rootNumber = root.number;
  next.rootVersion = root.snapshotVersion;
  next.rootPosition = root.snapshotPosition;
  return next;
}

std::optional<Root> parseRoot(const uint64_t (&words)[kRootWords], const Geometry& geometry) {
  Root root;
  std::memcpy(&root, words, sizeof(root));
  const bool sane = root.number > 0 && root.snapshotSlot <= 1 && root.snapshotLength <= geometry.stateBytes &&
                    root.snapshotVersion <= root.headVersion && root.headVersion <= kMaxVersion &&
                    root.snapshotPosition <= root.headPosition && root.headPosition < (uint64_t{1} << 62) &&
                    root.headPosition - root.snapshotPosition <= geometry.logBytes &&
                    ((root.snapshotPosition | root.headPosition) & 7) == 0 && root.snapshotPayload <= root.headPayload;
  if (!sane || root.check != rootCheck(words)) return std::nullopt;
  return root;
}

}  // namespace lockstep
