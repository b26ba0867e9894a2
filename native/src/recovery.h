// Finding the newest state that a file holds whole, when everybody who had it open is gone.
#pragma once

#include "layout.h"
#include "platform/platform.h"

namespace lockstep {

/// Reads a file that nobody has open: Control if everything it names is whole (always, unless the machine stopped),
/// else the newest root and the log as far as its chain of checksums holds. Changes nothing.
///
/// Records of a former life are never taken for new ones: a record's checksum covers the one before it and the random
/// id of the peer that wrote it.
/// @returns what to go on from. Its root is the newest whole one in the file
/// @throws LOCKSTEP_DAMAGED when neither Control nor a root is whole
Control recover(const platform::Backing& backing, const Geometry& geometry);

}  // namespace lockstep
