// The ring of records: written under the writer lock, read by anybody at any time.
#pragma once

#include <functional>

#include "layout.h"

namespace lockstep {

/// Where one peer stands in the log: everything up to `version` is read.
struct Cursor {
  uint64_t version = 0;
  uint64_t position = 0;
  uint64_t chain = 0;    // checksum of the last record read
  uint64_t payload = 0;  // payload bytes of all commits up to here
};

inline Cursor headOf(const Control& c) { return {c.headVersion, c.headPosition, c.headChain, c.headPayload}; }

/// Raw access to the ring. Positions, never indices, go in and out.
class Log {
 public:
  Log(Word* ring, const Geometry& geometry) : ring_(ring), geometry_(geometry) {}

  /// Writes a record at `at.position`; returns the cursor behind it. The caller has made room and issued the fence
  /// that keeps these stores behind its last publication.
  Cursor write(const Cursor& at, uint64_t peer, double time, const uint8_t* payload, uint32_t length) const;

  /// Copies [position, position + bytes) out. May be torn: the caller looks at the tail afterwards.
  void copy(uint64_t position, uint64_t bytes, uint8_t* into) const;

  /// Moves the tail past whole records until `needed` bytes are free, never past the snapshot, nor past what a file's
  /// root needs. False: a checkpoint must come first. Writer lock held.
  /// @throws LOCKSTEP_DAMAGED
  bool reclaim(Control& control, uint64_t needed) const;

 private:
  template <typename Part>
  void split(uint64_t position, uint64_t bytes, Part part) const;

  Word* ring_;
  Geometry geometry_;
};

/// What a walk over copied records found.
struct Walk {
  uint64_t bytes = 0;    // of whole, valid records
  uint64_t needed = 0;   // of the first record, when not even that one was whole
  bool damaged = false;  // the next bytes are no record that belongs here
};

/// Validates records in a private copy of what follows `cursor`, and moves it behind the last whole one.
/// @param available bytes between the cursor and the head; `copied` of them are at `bytes`
Walk walkRecords(Cursor& cursor, const uint8_t* bytes, uint64_t copied, uint64_t available, const Geometry& geometry);

}  // namespace lockstep
