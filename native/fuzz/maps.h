#pragma once

#include <cstdint>

namespace lockstep::fuzz {

/// Where a part of the segment is mapped, with guards around it; null when it is too large for this world.
uint8_t* mapOf(uint64_t offset, uint64_t bytes, bool writable);

}  // namespace lockstep::fuzz
