#include "recovery.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "header.h"
#include "latch.h"
#include "log.h"
#include "roots.h"
#include "snapshot.h"

namespace lockstep {

namespace {

constexpr uint64_t kPieceBytes = 1024 * 1024;

/// The bytes of a file, read without a map.
class File {
 public:
  File(const platform::Backing& backing, const Geometry& geometry) : backing_(backing), geometry_(geometry) {}

  template <size_t count>
  void words(uint64_t offset, uint64_t (&into)[count]) const {
    backing_.readAt(offset, reinterpret_cast<uint8_t*>(into), sizeof(into));
  }

  bool snapshotWhole(uint64_t slot, uint64_t length, uint64_t check) const {
    Checksum sum(length);
    std::vector<uint8_t> piece(std::min(length, kPieceBytes));
    for (uint64_t at = 0; at < length; at += piece.size()) {
      const uint64_t bytes = std::min<uint64_t>(length - at, piece.size());
      backing_.readAt(geometry_.slotOffset(slot) + at, piece.data(), bytes);
      addBytes(sum, piece.data(), bytes);
    }
    return sum.value() == check;
  }

  /// Walks the records after `from` as far as they are whole, at most to `end`.
  Cursor walk(const Cursor& from, uint64_t end) const {
    Cursor cursor = from;
    std::vector<uint8_t> piece(std::min(kPieceBytes, geometry_.logBytes));
    while (cursor.position < end) {
      const uint64_t available = end - cursor.position;
      const uint64_t copied = std::min<uint64_t>(available, piece.size());
      copy(cursor.position, piece.data(), copied);
      Cursor next = cursor;
      const Walk walk = walkRecords(next, piece.data(), copied, available, geometry_);
      if (walk.bytes > 0)
        cursor = next;
      else if (!walk.damaged && copied < available)
        piece.resize(walk.needed);
      else
        break;
    }
    return cursor;
  }

 private:
  void copy(uint64_t position, uint8_t* into, uint64_t bytes) const {
    const uint64_t index = position & (geometry_.logBytes - 1);
    const uint64_t first = std::min(bytes, geometry_.logBytes - index);
    backing_.readAt(geometry_.logOffset() + index, into, first);
    if (first < bytes) backing_.readAt(geometry_.logOffset(), into + first, bytes - first);
  }

  const platform::Backing& backing_;
  const Geometry& geometry_;
};

/// Control, if it and all that it names are whole.
std::optional<Control> readControl(const File& file, const Geometry& geometry) {
  uint64_t sequence[1];
  file.words(offsetof(Meta, latch) + offsetof(Latch, sequence), sequence);
  uint64_t words[kControlWords];
  file.words(offsetof(Meta, latch) + (sequence[0] & 1 ? offsetof(Latch, copy1) : offsetof(Latch, copy0)), words);
  Control control;
  std::memcpy(&control, words, sizeof(control));
  if (control.check != controlCheck(control) || !plausible(control, geometry)) return std::nullopt;
  if (!file.snapshotWhole(control.snapshotSlot, control.snapshotLength, control.snapshotCheck)) return std::nullopt;
  const Cursor snapshot{control.snapshotVersion, control.snapshotPosition, control.snapshotChain,
                        control.snapshotPayload};
  const Cursor end = file.walk(snapshot, control.headPosition);
  if (end.version != control.headVersion || end.chain != control.headChain) return std::nullopt;
  return control;
}

struct WholeRoot {
  Root root;
  Cursor end;
};

/// A root, if everything that was on the disk when it was written still is.
std::optional<WholeRoot> readRoot(const File& file, const Geometry& geometry, int page) {
  uint64_t words[kRootWords];
  file.words(offsetof(Meta, roots) + static_cast<uint64_t>(page) * sizeof(RootPage), words);
  const std::optional<Root> root = parseRoot(words, geometry);
  if (!root || !file.snapshotWhole(root->snapshotSlot, root->snapshotLength, root->snapshotCheck)) return std::nullopt;
  const Cursor snapshot{root->snapshotVersion, root->snapshotPosition, root->snapshotChain, root->snapshotPayload};
  const Cursor flushed = file.walk(snapshot, root->headPosition);
  if (flushed.version != root->headVersion || flushed.chain != root->headChain) return std::nullopt;
  // What came to the disk by itself since then.
  return WholeRoot{*root, file.walk(flushed, root->snapshotPosition + geometry.logBytes)};
}

/// What Control would have said, had it been written with the last whole record.
Control controlFrom(const WholeRoot& whole, const Geometry& geometry) {
  const auto& [root, end] = whole;
  Control control{};
  control.headVersion = end.version;
  control.headPosition = end.position;
  control.headChain = end.chain;
  control.headPayload = end.payload;
  control.snapshotVersion = root.snapshotVersion;
  control.snapshotSlot = root.snapshotSlot;
  control.snapshotLength = root.snapshotLength;
  control.snapshotCheck = root.snapshotCheck;
  control.snapshotPosition = root.snapshotPosition;
  control.snapshotChain = root.snapshotChain;
  control.snapshotPayload = root.snapshotPayload;
  control.logExtent = grownExtent(0, std::clamp(end.position, kMinExtent, geometry.logBytes), geometry.logBytes);
  control.slotExtent[root.snapshotSlot] =
      grownExtent(0, std::max<uint64_t>(root.snapshotLength, 1), geometry.slotBytes);
  control.schema = root.schema;
  return control;
}

}  // namespace

Control recover(const platform::Backing& backing, const Geometry& geometry) {
  const File file(backing, geometry);
  std::optional<WholeRoot> newest = readRoot(file, geometry, 0);
  const std::optional<WholeRoot> other = readRoot(file, geometry, 1);
  if (other && (!newest || other->root.number > newest->root.number)) newest = other;
  std::optional<Control> control = readControl(file, geometry);
  if (!control && newest) control = controlFrom(*newest, geometry);
  if (!control)
    damaged(backing, "holds no state that is whole: neither its control block nor a root matches its checksums.");
  if (newest) {
    control->rootNumber = newest->root.number;
    control->rootVersion = newest->root.snapshotVersion;
    control->rootPosition = newest->root.snapshotPosition;
  }
  // Nobody reads what lies before the snapshot.
  control->tailVersion = control->snapshotVersion;
  control->tailPosition = control->snapshotPosition;
  return *control;
}

}  // namespace lockstep
