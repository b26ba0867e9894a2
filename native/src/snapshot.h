// The two snapshot slots: the newest whole state, and the place where the next one is written.
#pragma once

#include <functional>

#include "layout.h"
#include "log.h"
#include "platform/platform.h"

namespace lockstep {

/// A snapshot slot's bytes and the memory behind them.
class Slots {
 public:
  Slots(Word* slots, platform::Backing& backing, const Geometry& geometry)
      : slots_(slots), backing_(backing), geometry_(geometry) {}

  /// Writes a state into the slot that is not in use and returns what to publish: `control` with the slot's new
  /// extent and contents, nothing of versions or positions. Checkpoint lock held, or nobody else there yet.
  /// @throws LOCKSTEP_NO_SPACE; then nothing has changed for anybody
  Control write(const Control& control, const uint8_t* state, uint64_t length) const;

  /// After the new snapshot is published: gives memory back that neither slot needs any more. Returns whether
  /// `control`'s extents changed; they must be published before `discard` is called.
  bool shrink(Control& control) const;
  /// Gives back what lies between two controls' extents.
  void discard(const Control& before, const Control& after) const noexcept;

  /// Copies the published snapshot out. May be torn: the caller compares the snapshot's version afterwards.
  void read(const Control& control, uint8_t* into) const;

 private:
  Word* slots_;
  platform::Backing& backing_;
  Geometry geometry_;
};

/// Makes what `Slots::write` wrote the snapshot of where `at` stands.
void placeSnapshot(Control& next, const Control& written, const Cursor& at);

/// How far an extent must grow to hold `needed` bytes: doubling first, then by steps.
uint64_t grownExtent(uint64_t extent, uint64_t needed, uint64_t limit);
/// Puts memory behind [extent, target) of the range at `offset`, piece by piece.
void commitExtent(platform::Backing& backing, uint64_t offset, uint64_t extent, uint64_t target);

}  // namespace lockstep
