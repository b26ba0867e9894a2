// Inputs to begin with: orderly lives of real segments, and each kind of damage once.
#pragma once

#include <cstdint>
#include <vector>

namespace lockstep::fuzz {

std::vector<std::vector<uint8_t>> seeds();

}  // namespace lockstep::fuzz
