// What a Backing holds on POSIX systems, and what its files share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform.h"

namespace lockstep::platform {

struct Backing::State {
  std::string directory;
  std::string path;
  int fd = -1;
  Hold hold = Hold::Shared;
  std::string bellPath;
  std::unique_ptr<Bell> bell;
};

/// Whether the name still leads to the file that is held.
bool sameFile(int fd, const std::string& path);
/// Exclusive holders only: removes a segment's doorbells, then the segment, so that none is left without it.
void removeSegment(const std::string& directory, const std::string& path);

}  // namespace lockstep::platform
