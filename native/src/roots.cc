#include "roots.h"

namespace lockstep {

namespace {

uint64_t rootCheck(const uint64_t (&words)[kRootWords]) {
  Checksum sum(fingerprint() ^ kMagic);
  for (size_t i = 0; i + 1 < kRootWords; ++i) sum.add(words[i]);
  return sum.value();
}

}  // namespace

Control writeRoot(Mapping& mapping, const Control& control) {
  const Geometry& geometry = mapping.geometry();
  // Before the root: what it names must be there whenever it is.
  mapping.backing().sync(mapping.log(), geometry.totalBytes() - geometry.logOffset());
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
