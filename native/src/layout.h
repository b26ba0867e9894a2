// Every byte of the segment. Nothing else in the project knows an offset.
//
//        0  header   immutable once the magic is there
//     4096  latch    sequence and two copies of Control
//     8192  locks    writer, checkpoint, turn, and other single words, each on lines of its own
//    12288  armed    one count per peer slot, dense: a writer scans them after each commit
//    16384  peers    256 slots of 128 bytes
//    49152  roots    a file's two root pages
//    65536  log      ring, a power of two
//      ...  slots    two snapshots
#pragma once

#include <cstddef>
#include <cstdint>

#include "words.h"

namespace lockstep {

constexpr uint64_t kMagic = 0x504554534b434f4c;  // "LOCKSTEP", little-endian
constexpr uint32_t kLayoutVersion = 1;
constexpr uint32_t kMaxPeers = 256;
constexpr uint64_t kMaxVersion = (uint64_t{1} << 53) - 1;  // JavaScript's safe integers
constexpr uint64_t kMinLogBytes = 64 * 1024;
constexpr uint64_t kMaxLogBytes = uint64_t{1} << 30;
constexpr uint64_t kMaxSlotBytes = uint64_t{1} << 32;
/// Extents grow by doubling up to this many bytes, then by this many: a small store stays small, a large one
/// allocates seldom, and no single allocation holds a lock for long.
constexpr uint64_t kGrowthStep = 4 * 1024 * 1024;
constexpr uint64_t kMinExtent = 64 * 1024;

struct Header {
  Word magic;        // written last: a segment without it was never finished
  Word fingerprint;  // layout version (low half), hash of sizes, offsets, endianness, pointer width (high half)
  Word segmentId;    // random; a path that is made again is another segment
  Word logBytes;
  Word slotBytes;   // of one snapshot slot: the largest encoded state, rounded up
  Word totalBytes;  // of the whole file
  Word stateBytes;  // the largest encoded state, exactly
  Word check;       // over all of the above but the magic
};

/// What the latch protects: one consistent view of the store. Positions count bytes since the segment's creation and
/// never wrap. The log holds the records of versions (tailVersion, headVersion].
struct Control {
  uint64_t headVersion;
  uint64_t headPosition;
  uint64_t headChain;    // checksum of the newest record: the next one's is seeded with it
  uint64_t headPayload;  // payload bytes of all commits so far
  uint64_t tailVersion;
  uint64_t tailPosition;
  uint64_t snapshotVersion;
  uint64_t snapshotSlot;
  uint64_t snapshotLength;
  uint64_t snapshotCheck;
  uint64_t snapshotPosition;
  uint64_t snapshotChain;
  uint64_t snapshotPayload;
  uint64_t logExtent;      // bytes of the ring that have memory behind them
  uint64_t slotExtent[2];  // the same for the slots
  uint64_t schema;
  uint64_t rootNumber;    // of a file's newest root; 0 where there is no file
  uint64_t rootVersion;   // of the snapshot it names: that slot must not be written
  uint64_t rootPosition;  // of that snapshot: records from here on must not be overwritten
  uint64_t check;
};
constexpr size_t kControlWords = sizeof(Control) / sizeof(uint64_t);
static_assert(sizeof(Control) == 21 * 8);

struct Latch {
  alignas(128) Word sequence;
  alignas(128) Word copy0[kControlWords];
  alignas(128) Word copy1[kControlWords];
};

struct Locks {
  alignas(128) Word writer;
  alignas(128) Word checkpoint;
  alignas(128) Word turn;       // who is let through first after losing too often (turn.h)
  alignas(128) Word peerLimit;  // no slot at or above this index was ever used
  alignas(128) Word wanted;     // the highest version that anybody ever waited for (settled)
};

constexpr size_t kTitleBytes = 64;

struct PeerSlot {
  Word id;  // 0: free. Published last, cleared first
  Word process;
  Word thread;
  Word startTime;  // of the thread, in the operating system's own unit: tells a reused thread id
  Word pidSpace;   // which process ids are meant; 0 when the system cannot be asked about threads
  Word applied;    // the version the peer's replica has reached
  Word wanted;     // the version it waits for everybody to reach; 0: none
  Word reserved;
  Word title[kTitleBytes / 8];
};
static_assert(sizeof(PeerSlot) == 128);

/// What a file is recovered from after a power cut: one snapshot and where the log goes on from it. Control is for
/// running processes and may be on the disk in any age; the two roots are written in turn, each when all that it names
/// is on the disk already.
struct Root {
  uint64_t number;  // from 1; the page is number & 1
  uint64_t snapshotVersion;
  uint64_t snapshotSlot;
  uint64_t snapshotLength;
  uint64_t snapshotCheck;
  uint64_t snapshotPosition;
  uint64_t snapshotChain;
  uint64_t snapshotPayload;
  uint64_t headVersion;  // what was flushed: the log holds at least the records up to it
  uint64_t headPosition;
  uint64_t headChain;
  uint64_t headPayload;
  uint64_t schema;
  uint64_t check;
};
constexpr size_t kRootWords = sizeof(Root) / sizeof(uint64_t);
static_assert(sizeof(Root) == 14 * 8);

struct RootPage {
  alignas(4096) Word words[kRootWords];
};

struct Meta {
  alignas(4096) Header header;
  alignas(4096) Latch latch;
  alignas(4096) Locks locks;
  alignas(4096) HalfWord armed[kMaxPeers];
  alignas(4096) PeerSlot peers[kMaxPeers];
  // Pages of their own: a torn write of one leaves the other whole.
  RootPage roots[2];
};
constexpr uint64_t kMetaBytes = 65536;  // also the largest page of the systems we run on: maps start there
static_assert(offsetof(Meta, latch) == 4096);
static_assert(offsetof(Meta, locks) == 8192);
static_assert(offsetof(Meta, armed) == 12288);
static_assert(offsetof(Meta, peers) == 16384);
static_assert(offsetof(Meta, roots) == 49152);
static_assert(sizeof(Meta) <= kMetaBytes);

/// Where the parts lie for given sizes.
struct Geometry {
  uint64_t logBytes;
  uint64_t slotBytes;
  uint64_t stateBytes;

  uint64_t logOffset() const { return kMetaBytes; }
  uint64_t slotOffset(uint64_t slot) const { return kMetaBytes + logBytes + slot * slotBytes; }
  uint64_t totalBytes() const { return slotOffset(2); }
  /// Half the ring: a record that fits always finds room after at most one checkpoint.
  uint64_t maxRecordBytes() const { return logBytes / 2 - 64; }
};

/// A record in the log, in front of its payload. Records start at multiples of 8 and wrap by whole words.
struct RecordHeader {
  uint64_t lengthAndKind;  // payload bytes (low half), kind (high half)
  uint64_t version;
  uint64_t peer;
  uint64_t time;   // a double's bits: milliseconds since the epoch
  uint64_t check;  // over the above and the payload, seeded with the previous record's

  uint32_t length() const { return static_cast<uint32_t>(lengthAndKind); }
};
constexpr uint64_t kRecordHeaderBytes = sizeof(RecordHeader);
static_assert(kRecordHeaderBytes == 40);

constexpr uint64_t recordBytes(uint64_t payload) { return kRecordHeaderBytes + roundUp(payload, 8); }

/// Two builds may share a segment only if they agree on this.
constexpr uint64_t fingerprint() {
  uint64_t hash = 0xcbf29ce484222325;
  const uint64_t facts[] = {
    sizeof(Header),
    sizeof(Latch),
    sizeof(Locks),
    sizeof(PeerSlot),
    kControlWords,
    kMaxPeers,
    offsetof(Meta, latch),
    offsetof(Meta, locks),
    offsetof(Meta, armed),
    offsetof(Meta, peers),
    offsetof(Meta, roots),
    kRootWords,
    kMetaBytes,
    kRecordHeaderBytes,
    sizeof(void*),
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    2,
#else
    1,
#endif
  };
  for (const uint64_t fact : facts) hash = (hash ^ fact) * 0x100000001b3;
  return (hash << 32) | kLayoutVersion;
}

}  // namespace lockstep
