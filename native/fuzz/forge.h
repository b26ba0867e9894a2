// Writing over a segment as whoever shares it can, checksums included: damage behind the checks is what they cannot
// find.
#pragma once

#include "input.h"
#include "layout.h"

namespace lockstep::fuzz {

/// Overwrites a word that the input chooses: which part, which word, what value, whether its checksum is made true.
void poke(Input& input);

/// The parts of a segment that mean something, taken from the input byte by byte.
void fill(Input& input);
/// How many bytes `fill` takes, and what it would take to get the segment as it is now.
constexpr size_t kFillBytes = 2304;
void extract(uint8_t (&into)[kFillBytes]);

// Making checksums true. Nothing when what they would cover is not there.
void repairHeader();
void repairControl();
void repairRoot(uint64_t page);
void repairSnapshot();
/// What a record's checksum must be.
uint64_t recordCheck(uint64_t position, uint64_t chain);
/// All records from the snapshot to the head, and the head's checksum.
void repairChain();

/// Other sizes in the header, which fit together and are covered by its checksum.
void resize(Input& input);

/// A record behind the head that its checksum covers, with lengths that need not be true.
void forgeRecord(Input& input);

}  // namespace lockstep::fuzz
