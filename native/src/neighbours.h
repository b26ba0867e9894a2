// Who else has a segment open under a similar name: another schema or layout of the same store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep {

struct Neighbour {
  std::string key;
  uint64_t process;  // one of those that hold it; 0 when its layout is not ours to read
};

/// Living segments of the directory whose key begins with `prefix`, but for `own`.
std::vector<Neighbour> neighbours(const std::string& directory, const std::string& prefix, const std::string& own);

}  // namespace lockstep
