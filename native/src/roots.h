// What a file is recovered from after a power cut: its root pages.
#pragma once

#include <optional>

#include "layout.h"
#include "mapping.h"

namespace lockstep {

/// Whether a file's newest root names the snapshot that Control does. Until it does, both slots are in use: none may be
/// written.
inline bool rootFollows(const Control& control) {
  return control.rootNumber == 0 || control.rootVersion == control.snapshotVersion;
}

/// Puts the snapshot and the log up to `control`'s head on the disk, then a root that names them over the older one,
/// and returns what to publish: `control` with the root's number and place. Checkpoint lock held, or nobody else there.
/// @throws LOCKSTEP_SYSTEM, LOCKSTEP_NO_SPACE; then the former root stands
Control writeRoot(Mapping& mapping, const Control& control);

/// A copy of a root page as a root, if it is whole and its numbers can be true.
std::optional<Root> parseRoot(const uint64_t (&words)[kRootWords], const Geometry& geometry);

}  // namespace lockstep
