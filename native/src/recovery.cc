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

/// Moves a control block's head behind the last record that is whole. Beyond its own head lies what the disk got
/// before it, or a commit whose writer died before publishing it: were that left out, a later recovery could find it
/// again, after a state without it has been seen.
void extend(Control& control, const File& file, const Geometry& geometry) {
  const Cursor end = file.walk(headOf(control), control.snapshotPosition + geometry.logBytes);
  control.headVersion = end.version;
  control.headPosition = end.position;
  control.headChain = end.chain;
  control.headPayload = end.payload;
  control.logExtent =
      grownExtent(control.logExtent, std::clamp(end.position, kMinExtent, geometry.logBytes), geometry.logBytes);
}

/// Whether snapshot and records are all there.
bool whole(const Control& control, const File& file) {
  if (!file.snapshotWhole(control.snapshotSlot, control.snapshotLength, control.snapshotCheck)) return false;
  const Cursor snapshot{control.snapshotVersion, control.snapshotPosition, control.snapshotChain,
                        control.snapshotPayload};
  const Cursor end = file.walk(snapshot, control.headPosition);
  return end.version == control.headVersion && end.chain == control.headChain;
}

std::optional<Control> readControl(const File& file, const Geometry& geometry) {
  uint64_t sequence[1];
  file.words(offsetof(Meta, latch) + offsetof(Latch, sequence), sequence);
  uint64_t words[kControlWords];
  file.words(offsetof(Meta, latch) + (sequence[0] & 1 ? offsetof(Latch, copy1) : offsetof(Latch, copy0)), words);
  Control control;
  std::memcpy(&control, words, sizeof(control));
  if (control.check != controlCheck(control) || !plausible(control, geometry) || !whole(control, file))
    return std::nullopt;
  extend(control, file, geometry);
  return control;
}

/// What Control said when the root was written, and all that came to the disk since.
std::optional<Control> readRoot(const File& file, const Geometry& geometry, uint64_t page) {
  uint64_t words[kRootWords];
  file.words(offsetof(Meta, roots) + page * sizeof(RootPage), words);
  const std::optional<Root> root = parseRoot(words, geometry);
  if (!root) return std::nullopt;
  Control control{};
  control.headVersion = root->headVersion;
  control.headPosition = root->headPosition;
  control.headChain = root->headChain;
  control.headPayload = root->headPayload;
  control.snapshotVersion = control.rootVersion = root->snapshotVersion;
  control.snapshotSlot = root->snapshotSlot;
  control.snapshotLength = root->snapshotLength;
  control.snapshotCheck = root->snapshotCheck;
  control.snapshotPosition = control.rootPosition = root->snapshotPosition;
  control.snapshotChain = root->snapshotChain;
  control.snapshotPayload = root->snapshotPayload;
  control.slotExtent[root->snapshotSlot] =
      grownExtent(0, std::max<uint64_t>(root->snapshotLength, 1), geometry.slotBytes);
  control.schema = root->schema;
  control.rootNumber = root->number;
  if (!whole(control, file)) return std::nullopt;
  extend(control, file, geometry);
  return control;
}

}  // namespace

Control recover(const platform::Backing& backing, const Geometry& geometry) {
  const File file(backing, geometry);
  std::optional<Control> root = readRoot(file, geometry, 0);
  const std::optional<Control> other = readRoot(file, geometry, 1);
  if (other && (!root || other->rootNumber > root->rootNumber)) root = other;
  std::optional<Control> newest = readControl(file, geometry);
  // The newer one, also when both are whole: what was left out now could come back later.
  if (!newest || (root && root->headVersion > newest->headVersion)) newest = root;
  if (!newest)
    damaged(backing, "holds no state that is whole: neither its control block nor a root matches its checksums.");
  if (root) {
    newest->rootNumber = root->rootNumber;
    newest->rootVersion = root->rootVersion;
    newest->rootPosition = root->rootPosition;
  }
  // Nobody reads what lies before the snapshot.
  newest->tailVersion = newest->snapshotVersion;
  newest->tailPosition = newest->snapshotPosition;
  return *newest;
}

}  // namespace lockstep
