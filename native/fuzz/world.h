// The one segment of the fuzzer's world: plain memory instead of a file, so that thousands of executions a second touch
// no system at all. platform_memory.cc makes what platform.h asks for out of it.
#pragma once

#include <cstdint>
#include <functional>

#include "layout.h"

namespace lockstep::fuzz {

/// The most a segment can take here; more is LOCKSTEP_NO_SPACE, as on a full disk.
constexpr uint64_t kCapacity = 128 * 1024;

struct World {
  /// All bytes, for the fuzzer and for `Backing::readAt`: a map of its own that is never poisoned.
  uint8_t* bytes = nullptr;
  uint64_t size = 0;      // of the "file"
  uint64_t used = 0;      // no byte from here on was ever written since `load`
  uint64_t mapped = 0;    // bytes of log and slots that some peer has mapped
  bool exists = false;    // its name
  bool foreign = false;   // a process that is no peer of ours holds it too
  uint32_t holders = 0;   // our own backings
  bool named = true;      // false: removed under us
  uint64_t clock = 0;     // microseconds; moves by being looked at
  uint64_t deadline = 0;  // when whatever goes on now must be over
  uint64_t random = 0;    // deterministic: the same input, the same run
  const void* slots[kMaxPeers] = {};

  /// Called whenever the protocol asks the system for anything: another process writes just then.
  std::function<void()> interrupt;
};

World& world();

/// Makes the segment hold these bytes.
void load(const uint8_t* bytes, uint64_t size);

/// While it lives, touching that range of the log and the slots, relative to the log's beginning, is a fault.
class Forbidden {
 public:
  Forbidden(uint64_t from, uint64_t bytes);
  ~Forbidden();
  Forbidden(const Forbidden&) = delete;
  Forbidden& operator=(const Forbidden&) = delete;

 private:
  uint64_t from_;
  uint64_t bytes_;
};

/// Something happened that must never happen: ends the process as a crash that libFuzzer reports.
[[noreturn]] void violated(const char* what);

}  // namespace lockstep::fuzz
