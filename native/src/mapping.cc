#include "mapping.h"

#include <algorithm>
#include <bit>

#include "error.h"
#include "latch.h"
#include "segment.h"

namespace lockstep {

namespace {

uint64_t headerCheck(const uint64_t* words) {
  Checksum sum(kMagic);
  for (size_t i = 1; i + 1 < sizeof(Header) / 8; ++i) sum.add(words[i]);
  return sum.value();
}

Geometry geometryFor(const CreateOptions& create) {
  const uint64_t log = std::bit_ceil(std::max(create.logBytes, kMinLogBytes));
  if (log > kMaxLogBytes || create.stateBytes > kMaxSlotBytes || create.stateBytes == 0)
    throw Error("LOCKSTEP_OPTIONS", "The log may have at most 1 GiB and a state at most 4 GiB.");
  return {log, roundUp(create.stateBytes, kMinExtent), create.stateBytes};
}

[[noreturn]] void damaged(const std::string& path, const std::string& why) {
  throw Error("LOCKSTEP_DAMAGED",
              "The segment " + path + " " + why +
                  " Close the programs that hold it; when nobody does, the next one begins afresh.");
}

}  // namespace

Mapping::Mapping(const OpenOptions& options) {
  const std::string directory =
      options.directory.empty() ? platform::segmentDirectory() : platform::checkedDirectory(options.directory);
  backing_ = platform::Backing::open(directory, options.key, options.create.has_value(), options.lockTimeoutMillis);
  try {
    const bool fresh = backing_ && backing_->hold() == platform::Hold::Exclusive;
    if (!backing_ || (fresh && !options.create))
      throw Error(
          "LOCKSTEP_NOT_FOUND",
          "Nobody has the store open, and it is created only with an initialState and without `readonly`. Start "
          "the process that creates it first, or wait for it with openStore().");
    if (fresh) {
      initialise(options);
      return;
    }
    if (options.create && options.create->exclusive)
      throw Error("LOCKSTEP_EXISTS",
                  "Another process or thread has the store open already, and `exclusive` was asked for.");
    join(options);
  } catch (...) {
    leave();  // a constructor that throws runs no destructor: the maps would outlive the lock
    throw;
  }
}

void Mapping::mapAll(bool writable) {
  meta_ = static_cast<Meta*>(backing_->map(0, kMetaBytes, true));
  data_ = static_cast<Word*>(backing_->map(kMetaBytes, geometry_.totalBytes() - kMetaBytes, writable));
}

void Mapping::initialise(const OpenOptions& options) {
  const CreateOptions& create = *options.create;
  geometry_ = geometryFor(create);
  if (create.initialLength > geometry_.stateBytes)
    throw Error("LOCKSTEP_FULL", "The initialState takes " + std::to_string(create.initialLength) +
                                     " bytes, more than maxStateBytes (" + std::to_string(geometry_.stateBytes) +
                                     "). Raise maxStateBytes.");
  backing_->reset(geometry_.totalBytes());
  backing_->commit(0, kMetaBytes);
  Control control{};
  control.schema = options.schema;
  control.filePosition = kMaxVersion;
  control.logExtent = grownExtent(0, kMinExtent, geometry_.logBytes);
  commitExtent(*backing_, geometry_.logOffset(), 0, control.logExtent);
  mapAll(true);
  const Slots slots(this->slots(), *backing_, geometry_);
  writeLatch(meta_->latch, slots.write(control, create.initial, create.initialLength));

  Header& header = meta_->header;
  header.fingerprint.store(fingerprint(), std::memory_order_relaxed);
  header.segmentId.store(platform::randomWord(), std::memory_order_relaxed);
  header.logBytes.store(geometry_.logBytes, std::memory_order_relaxed);
  header.slotBytes.store(geometry_.slotBytes, std::memory_order_relaxed);
  header.totalBytes.store(geometry_.totalBytes(), std::memory_order_relaxed);
  header.stateBytes.store(geometry_.stateBytes, std::memory_order_relaxed);
  uint64_t words[sizeof(Header) / 8];
  loadWords(reinterpret_cast<uint8_t*>(words), &header.magic, sizeof(Header) / 8);
  header.check.store(headerCheck(words), std::memory_order_relaxed);
  header.magic.store(kMagic, std::memory_order_release);
  backing_->share();
  if (options.readOnly) {
    backing_->unmap(data_, geometry_.totalBytes() - kMetaBytes);
    data_ = static_cast<Word*>(backing_->map(kMetaBytes, geometry_.totalBytes() - kMetaBytes, false));
  }
  created_ = true;
}

void Mapping::join(const OpenOptions& options) {
  // Read before mapping: a file that is too short faults in a map, here it reads as zeros.
  uint64_t words[sizeof(Header) / 8];
  backing_->readAt(0, reinterpret_cast<uint8_t*>(words), sizeof(words));
  const auto& [magic, print, id, logBytes, slotBytes, totalBytes, stateBytes, check] = words;
  const std::string& path = backing_->path();
  if (magic != kMagic) damaged(path, "does not begin as a segment does.");
  if (print != fingerprint())
    throw Error("LOCKSTEP_LAYOUT", "The segment " + path + " was made by another version of Lockstep (layout " +
                                       std::to_string(static_cast<uint32_t>(print)) + ", this one has " +
                                       std::to_string(kLayoutVersion) +
                                       "). Use the same version of @lockstep/native in all programs that share it.");
  if (check != headerCheck(words)) damaged(path, "has a header that does not match its checksum.");
  geometry_ = {logBytes, slotBytes, stateBytes};
  const bool sane = std::has_single_bit(logBytes) && logBytes >= kMinLogBytes && logBytes <= kMaxLogBytes &&
                    stateBytes > 0 && stateBytes <= kMaxSlotBytes && slotBytes == roundUp(stateBytes, kMinExtent) &&
                    totalBytes == geometry_.totalBytes();
  if (!sane) damaged(path, "has a header with impossible sizes.");
  if (backing_->size() < totalBytes)
    damaged(path,
            "was cut short: " + std::to_string(backing_->size()) + " bytes of " + std::to_string(totalBytes) + ".");
  mapAll(!options.readOnly);
  const Control control = readLatch(meta_->latch);
  if (!plausible(control, geometry_)) damaged(path, "has a control block with impossible numbers.");
  if (control.schema != options.schema)
    throw Error("LOCKSTEP_SCHEMA", "The live store has schema version " + std::to_string(control.schema) +
                                       ", this program " + std::to_string(options.schema) +
                                       ". Update the older program.");
}

void Mapping::leave() noexcept {
  if (!backing_) return;
  if (meta_ != nullptr) backing_->unmap(meta_, kMetaBytes);
  if (data_ != nullptr) backing_->unmap(data_, geometry_.totalBytes() - kMetaBytes);
  meta_ = nullptr;
  data_ = nullptr;
  backing_->leave();
}

}  // namespace lockstep
