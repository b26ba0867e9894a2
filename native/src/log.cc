#include "log.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "error.h"

namespace lockstep {

namespace {

Checksum headerSum(const RecordHeader& header, uint64_t chain) {
  Checksum sum(chain);
  sum.add(header.lengthAndKind);
  sum.add(header.version);
  sum.add(header.peer);
  sum.add(header.time);
  return sum;
}

}  // namespace

/// Calls `part(index of the first word, offset in bytes, bytes)` for each contiguous piece of a range of the ring.
template <typename Part>
void Log::split(uint64_t position, uint64_t bytes, Part part) const {
  const uint64_t index = position & (geometry_.logBytes - 1);
  const uint64_t first = std::min(bytes, geometry_.logBytes - index);
  part(index / 8, uint64_t{0}, first);
  if (first < bytes) part(uint64_t{0}, first, bytes - first);
}

Cursor Log::write(const Cursor& at, uint64_t peer, double time, const uint8_t* payload, uint32_t length) const {
  RecordHeader header{length, at.version + 1, peer, std::bit_cast<uint64_t>(time), 0};
  Checksum sum = headerSum(header, at.chain);
  split(at.position + kRecordHeaderBytes, length, [&](uint64_t word, uint64_t offset, uint64_t bytes) {
    storeWords<Fault::RecordHalf>(ring_ + word, payload + offset, bytes, sum);
  });
  faultPoint(Fault::RecordPayload);
  header.check = sum.value();
  uint8_t raw[kRecordHeaderBytes];
  std::memcpy(raw, &header, sizeof(raw));
  Checksum unused(0);
  split(at.position, kRecordHeaderBytes, [&](uint64_t word, uint64_t offset, uint64_t bytes) {
    storeWords<Fault::RecordHeaderHalf>(ring_ + word, raw + offset, bytes, unused);
  });
  return {at.version + 1, at.position + recordBytes(length), header.check, at.payload + length};
}

void Log::copy(uint64_t position, uint64_t bytes, uint8_t* into) const {
  split(position, bytes,
        [&](uint64_t word, uint64_t offset, uint64_t count) { loadWords(into + offset, ring_ + word, count / 8); });
}

bool Log::reclaim(Control& control, uint64_t needed) const {
  // A file's root may need records that no running peer does.
  const uint64_t root = control.rootNumber == 0 ? kMaxVersion : control.rootPosition;
  const auto isFree = [&](uint64_t bytes) {
    return control.headPosition + bytes - std::min(control.tailPosition, root) <= geometry_.logBytes;
  };
  if (isFree(needed)) return true;
  // Some more than is needed: each publication of a new tail costs as much as that of a record.
  const uint64_t goal = std::min(needed + geometry_.logBytes / 32, geometry_.logBytes);
  const uint64_t keep = std::min(control.snapshotPosition, root);
  while (!isFree(goal) && control.tailPosition < keep) {
    RecordHeader header;
    uint8_t raw[kRecordHeaderBytes];
    copy(control.tailPosition, kRecordHeaderBytes, raw);
    std::memcpy(&header, raw, sizeof(header));
    const uint64_t size = recordBytes(header.length());
    if (header.length() > geometry_.maxRecordBytes() || size > control.headPosition - control.tailPosition ||
        header.version != control.tailVersion + 1)
      throw Error("LOCKSTEP_DAMAGED", "The log's oldest record is not what the control block says.");
    control.tailPosition += size;
    control.tailVersion += 1;
  }
  return isFree(needed);
}

Walk walkRecords(Cursor& cursor, const uint8_t* bytes, uint64_t copied, uint64_t available, const Geometry& geometry) {
  Walk walk;
  while (copied - walk.bytes >= kRecordHeaderBytes) {
    const uint8_t* at = bytes + walk.bytes;
    RecordHeader header;
    std::memcpy(&header, at, sizeof(header));
    const uint64_t size = recordBytes(header.length());
    if (header.length() > geometry.maxRecordBytes() || size > available - walk.bytes ||
        header.version != cursor.version + 1) {
      walk.damaged = true;
      break;
    }
    if (size > copied - walk.bytes) {
      if (walk.bytes == 0) walk.needed = size;
      break;
    }
    Checksum sum = headerSum(header, cursor.chain);
    addBytes(sum, at + kRecordHeaderBytes, header.length());
    if (sum.value() != header.check) {
      walk.damaged = true;
      break;
    }
    walk.bytes += size;
    cursor = {header.version, cursor.position + size, header.check, cursor.payload + header.length()};
  }
  if (walk.bytes == 0 && !walk.damaged && walk.needed == 0) walk.needed = recordBytes(0) + 64;
  return walk;
}

}  // namespace lockstep
