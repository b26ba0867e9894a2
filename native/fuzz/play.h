// What the fuzzer's bytes do: a real segment or an arbitrary one, and up to three peers that use it while others write
// over it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lockstep::fuzz {

/// Ends the process when anything but an `Error` comes of it.
void play(const uint8_t* bytes, size_t size);

/// The first byte of an input: which segment it begins with.
constexpr uint8_t kArbitrary = 0x10;  // the parts that mean something come from the input, after the steps
constexpr uint8_t kForeign = 0x20;    // somebody else holds it too, so that it is joined, not begun afresh
constexpr uint8_t kAbsent = 0x40;     // nothing is there

enum Step : uint8_t {
  Open,
  Read,
  Snapshot,
  Commit,
  CommitState,
  Migrate,
  Checkpoint,
  Flush,
  Arm,
  Await,
  ListPeers,
  Close,
  Kill,
  PassTime,
  Look,
  Poke,
  PokeWithin,
  Forge,
  Repair,
  Cut,
  Resize,
  Steps,
};

}  // namespace lockstep::fuzz
