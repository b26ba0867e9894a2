// A segment's first words: which kind it is, and its sizes. Never changed once the magic is there.
#pragma once

#include <string>

#include "layout.h"
#include "platform/platform.h"

namespace lockstep {

enum class Found {
  Segment,
  Unfinished,  // whoever began to make it died: nothing in it was ever a state
  Foreign,
};

/// What the segment's first page says it is.
Found look(const platform::Backing& backing);

/// Whether nothing is lost with what nobody holds: a segment in memory, or one that was never finished. Not a store's
/// file, whatever it is called; that has a root.
bool isDisposable(const platform::Backing& backing);

/// Everything but the magic.
void writeHeader(Header& header, const Geometry& geometry);
/// The last word: from now on it is a segment.
void finishHeader(Header& header);

/// The sizes of a finished segment. Reads through no map: what is missing of a short file is found here.
/// @throws LOCKSTEP_DAMAGED, LOCKSTEP_LAYOUT
Geometry readHeader(const platform::Backing& backing);

/// @throws LOCKSTEP_DAMAGED: the segment `why`, and what to do about it
[[noreturn]] void damaged(const platform::Backing& backing, const std::string& why);

}  // namespace lockstep
