// Real segments, made by the real code: what the fuzzer damages.
#pragma once

#include <cstdint>
#include <vector>

namespace lockstep::fuzz {

struct Template {
  std::vector<uint8_t> bytes;
  bool file;
};

/// Made at the first call.
const std::vector<Template>& templates();

}  // namespace lockstep::fuzz
