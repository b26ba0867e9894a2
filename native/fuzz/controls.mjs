// What shows that the fuzzer would find something: a build of the protocol in which single checks can be taken out, one
// at a time, by LOCKSTEP_FUZZ_CONTROL. Each must be found.

/** The number that takes a check out, and what is wrong then. */
export const controls = {
  1: 'a snapshot slot other than the two',
  2: 'more peers than slots',
  3: 'a lock whose owner cannot be',
  4: 'a record longer than what was copied',
  5: 'a turn that never ends',
  6: 'a segment shorter than its header says',
  7: 'a root that names another slot than the two',
}

export const controlEdits = [
  [
    'layout.h',
    'namespace lockstep {\n\nconstexpr uint64_t kMagic',
    `#include <cstdlib>
namespace lockstep {
inline const int without = [] {
  const char* number = std::getenv("LOCKSTEP_FUZZ_CONTROL");
  return number == nullptr ? 0 : std::atoi(number);
}();
constexpr uint64_t kMagic`,
  ],
  ['latch.h', 'c.snapshotSlot <= 1 &&', '(without == 1 || c.snapshotSlot <= 1) &&'],
  [
    'peers.cc',
    'return static_cast<uint32_t>(std::min<uint64_t>(',
    'if (without == 2) return static_cast<uint32_t>(meta_.locks.peerLimit.load());\n  return static_cast<uint32_t>(std::min<uint64_t>(',
  ],
  ['lock.cc', 'if (owner >= kMaxPeers)', 'if (without != 3 && owner >= kMaxPeers)'],
  ['log.cc', 'if (size > copied - walk.bytes) {', 'if (without != 4 && size > copied - walk.bytes) {'],
  ['turn.h', 'left == 0 || left > kDeadlineMillis', 'left == 0 || (without != 5 && left > kDeadlineMillis)'],
  [
    'mapping.cc',
    'if (backing_->size() < geometry_.totalBytes())',
    'if (without != 6 && backing_->size() < geometry_.totalBytes())',
  ],
  ['roots.cc', 'root.snapshotSlot <= 1 &&', '(without == 7 || root.snapshotSlot <= 1) &&'],
]
