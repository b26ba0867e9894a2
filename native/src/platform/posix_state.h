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
  std::string bells;  // path of a doorbell, but for what `bellName` adds
  bool file = false;
  bool unmade = false;      // `unmake` was called
  bool syncFailed = false;  // the last one
  int fd = -1;
  Hold hold = Hold::Shared;
  std::string bellPath;
  std::unique_ptr<Bell> bell;
};

/// Whether there is certainly nothing under the name.
bool isMissing(const std::string& path);
/// Whether the name still leads to the file that is held.
bool sameFile(int fd, const std::string& path);
/// Exclusive holders only: removes a segment's doorbells.
void removeBells(const std::string& directory, const std::string& key);
/// Exclusive holders only: removes a segment's doorbells, then the segment, so that none is left without it.
void removeSegment(const std::string& directory, const std::string& path);
/// Opens and checks what lies at `state.path`, and holds its dead man's lock. False when there is nothing and `create`
/// is off.
bool joinFile(Backing::State& state, bool create, uint64_t timeoutMillis);
/// The directory of a store's file, if it can be trusted with one.
std::string directoryOfFile(const std::string& path);

}  // namespace lockstep::platform
