#include "header.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "error.h"

namespace lockstep {

namespace {

constexpr size_t kHeaderWords = sizeof(Header) / 8;

struct HeaderWords {
  uint64_t magic, fingerprint, id, logBytes, slotBytes, totalBytes, stateBytes, check;
};
static_assert(sizeof(HeaderWords) == sizeof(Header));

uint64_t checkOf(const HeaderWords& header) {
  uint64_t words[kHeaderWords];
  std::memcpy(words, &header, sizeof(words));
  Checksum sum(kMagic);
  for (size_t i = 1; i + 1 < kHeaderWords; ++i) sum.add(words[i]);
  return sum.value();
}

HeaderWords read(const platform::Backing& backing) {
  HeaderWords header;
  backing.readAt(0, reinterpret_cast<uint8_t*>(&header), sizeof(header));
  return header;
}

/// To the very end: other files begin with zeros, too.
bool emptyAfterHeader(const platform::Backing& backing) {
  std::vector<uint8_t> piece(1 << 20);
  const uint64_t size = backing.size();
  for (uint64_t at = sizeof(Header); at < size; at += piece.size()) {
    const uint64_t bytes = std::min<uint64_t>(piece.size(), size - at);
    backing.readAt(at, piece.data(), bytes);
    if (std::any_of(piece.begin(), piece.begin() + static_cast<ptrdiff_t>(bytes), [](uint8_t b) { return b != 0; }))
      return false;
  }
  return true;
}

}  // namespace

Found look(const platform::Backing& backing) {
  if (backing.size() == 0) return Found::Unfinished;
  const HeaderWords header = read(backing);
  if (header.magic == kMagic) return Found::Segment;
  // The header's other words are written first, into a file of zeros.
  if (header.magic == 0 && (header.check == checkOf(header) || emptyAfterHeader(backing))) return Found::Unfinished;
  return Found::Foreign;
}

bool isDisposable(const platform::Backing& backing) {
  const Found found = look(backing);
  if (found != Found::Segment) return found == Found::Unfinished;
  uint64_t numbers[2];
  for (const size_t root : {0, 1})
    backing.readAt(offsetof(Meta, roots) + root * sizeof(RootPage), reinterpret_cast<uint8_t*>(&numbers[root]), 8);
  return numbers[0] == 0 && numbers[1] == 0;
}

void writeHeader(Header& header, const Geometry& geometry) {
  const HeaderWords words{0,
                          fingerprint(),
                          platform::randomWord(),
                          geometry.logBytes,
                          geometry.slotBytes,
                          geometry.totalBytes(),
                          geometry.stateBytes,
                          0};
  header.fingerprint.store(words.fingerprint, std::memory_order_relaxed);
  header.segmentId.store(words.id, std::memory_order_relaxed);
  faultPoint(Fault::CreateHeaderHalf);
  header.logBytes.store(words.logBytes, std::memory_order_relaxed);
  header.slotBytes.store(words.slotBytes, std::memory_order_relaxed);
  header.totalBytes.store(words.totalBytes, std::memory_order_relaxed);
  header.stateBytes.store(words.stateBytes, std::memory_order_relaxed);
  header.check.store(checkOf(words), std::memory_order_release);  // D1
}

void finishHeader(Header& header) { header.magic.store(kMagic, std::memory_order_release); }  // D2

Geometry readHeader(const platform::Backing& backing) {
  const HeaderWords header = read(backing);
  if (header.magic != kMagic) damaged(backing, "does not begin as a segment does.");
  if (header.fingerprint == 0) damaged(backing, "was cut short: its header is not whole.");
  if (header.fingerprint != fingerprint())
    throw Error("LOCKSTEP_LAYOUT", (backing.isFile() ? "The file " : "The segment ") + backing.path() +
                                       " was made by another version of Lockstep (layout " +
                                       std::to_string(static_cast<uint32_t>(header.fingerprint)) + ", this one has " +
                                       std::to_string(kLayoutVersion) +
                                       "). Use the same version of @lockstep/native in all programs that share it.");
  if (header.check != checkOf(header)) damaged(backing, "has a header that does not match its checksum.");
  const Geometry geometry{header.logBytes, header.slotBytes, header.stateBytes};
  const bool sane = std::has_single_bit(header.logBytes) && header.logBytes >= kMinLogBytes &&
                    header.logBytes <= kMaxLogBytes && header.stateBytes > 0 && header.stateBytes <= kMaxSlotBytes &&
                    header.slotBytes == roundUp(header.stateBytes, kMinExtent) &&
                    header.totalBytes == geometry.totalBytes();
  if (!sane) damaged(backing, "has a header with impossible sizes.");
  return geometry;
}

void damaged(const platform::Backing& backing, const std::string& why) {
  const std::string remedy =
      backing.isFile() ? " Nothing was changed. Check the path, put back a copy of the file, or move it away to begin "
                         "with a new one."
                       : " Close the programs that hold it; when nobody does, the next one begins afresh.";
  const std::string what = backing.isFile() ? "The file " : "The segment ";
  throw Error("LOCKSTEP_DAMAGED", what + backing.path() + " " + why + remedy);
}

}  // namespace lockstep
