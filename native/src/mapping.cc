#include "mapping.h"

#include <algorithm>
#include <bit>

#include "error.h"
#include "header.h"
#include "latch.h"
#include "recovery.h"
#include "roots.h"
#include "segment.h"

namespace lockstep {

namespace {

Geometry geometryFor(const CreateOptions& create) {
  const uint64_t log = std::bit_ceil(std::max(create.logBytes, kMinLogBytes));
  if (log > kMaxLogBytes || create.stateBytes > kMaxSlotBytes || create.stateBytes == 0)
    throw Error("LOCKSTEP_OPTIONS", "The log may have at most 1 GiB and a state at most 4 GiB.");
  return {log, roundUp(create.stateBytes, kMinExtent), create.stateBytes};
}

void checkSchema(const Control& control, const OpenOptions& options) {
  if (control.schema == options.schema || (control.schema < options.schema && options.migrates)) return;
  const std::string found = "The store has schema version " + std::to_string(control.schema) + ", this program " +
                            std::to_string(options.schema) + ". ";
  throw Error("LOCKSTEP_SCHEMA", found + (control.schema > options.schema
                                              ? "Update this program."
                                              : "Pass a `migrate` function that makes the new state of the old one."));
}

}  // namespace

Mapping::Mapping(const OpenOptions& options) {
  if (!options.file.empty()) {
    backing_ = platform::Backing::openFile(options.file, options.create.has_value(), options.lockTimeoutMillis);
  } else {
    const std::string directory =
        options.directory.empty() ? platform::segmentDirectory() : platform::checkedDirectory(options.directory);
    backing_ = platform::Backing::open(directory, options.key, options.create.has_value(), options.lockTimeoutMillis);
  }
  try {
    settle(options);
  } catch (...) {
    leave();  // a constructor that throws runs no destructor: the maps would outlive the lock
    throw;
  }
}

void Mapping::settle(const OpenOptions& options) {
  const bool alone = backing_ && backing_->hold() == platform::Hold::Exclusive;
  if (!alone && backing_ && options.create && options.create->exclusive)
    throw Error("LOCKSTEP_EXISTS",
                "Another process or thread has the store open already, and `exclusive` was asked for.");
  if (alone && backing_->isFile()) {
    const Found found = look(*backing_);
    if (found == Found::Foreign) damaged(*backing_, "is no store of Lockstep's, or its beginning was overwritten.");
    if (found == Found::Segment) return continueFile(options);
  }
  if (!backing_ || (alone && !options.create))
    throw Error("LOCKSTEP_NOT_FOUND",
                options.file.empty()
                    ? "Nobody has the store open, and it is created only with an initialState and without `readonly`. "
                      "Start the process that creates it first, or wait for it with openStore()."
                    : "There is no such file, and it is created only with an initialState and without `readonly`. "
                      "Check the path, start the process that creates it first, or wait for it with openStore().");
  if (!alone) return join(options);
  try {
    initialise(options);
  } catch (...) {
    unmap();
    backing_->unmake();
    throw;
  }
}

void Mapping::mapAll(bool writable) {
  writable_ = writable;
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
  faultPoint(Fault::CreateTruncated);
  backing_->commit(0, kMetaBytes);
  Control control{};
  control.schema = schema_ = options.schema;
  control.logExtent = grownExtent(0, kMinExtent, geometry_.logBytes);
  commitExtent(*backing_, geometry_.logOffset(), 0, control.logExtent);
  faultPoint(Fault::CreateAllocated);
  mapAll(true);
  // Before anything else: a file whose maker dies now is known by it as one that never held a state.
  writeHeader(meta_->header, geometry_);
  if (backing_->isFile()) backing_->sync(meta_, kMetaBytes);
  faultPoint(Fault::CreateHeader);
  const Slots slots(this->slots(), *backing_, geometry_);
  control = slots.write(control, create.initial, create.initialLength);
  faultPoint(Fault::CreateState);
  if (backing_->isFile()) control = writeRoot(*this, control);
  writeLatch(meta_->latch, control);
  faultPoint(Fault::CreateControl);
  finishHeader(meta_->header);
  if (backing_->isFile()) {
    backing_->sync(meta_, kMetaBytes);
    backing_->syncDirectory();
  }
  faultPoint(Fault::CreateMagic);
  letIn(options);
  faultPoint(Fault::CreateShared);
  created_ = true;
}

void Mapping::continueFile(const OpenOptions& options) {
  geometry_ = readHeader(*backing_);
  Control control = recover(*backing_, geometry_);
  checkSchema(control, options);
  schema_ = control.schema;
  faultPoint(Fault::RecoverFound);
  // Whatever a stopped machine lost of the file's length and blocks, before anything of it is touched through a map.
  backing_->lengthen(geometry_.totalBytes());
  backing_->commit(0, kMetaBytes);
  commitExtent(*backing_, geometry_.logOffset(), 0, control.logExtent);
  for (const uint64_t slot : {0u, 1u}) commitExtent(*backing_, geometry_.slotOffset(slot), 0, control.slotExtent[slot]);
  mapAll(true);
  // Who held these is gone.
  for (Word* word : {&meta_->locks.writer, &meta_->locks.checkpoint, &meta_->locks.turn, &meta_->locks.peerLimit,
                     &meta_->locks.wanted})
    word->store(0, std::memory_order_relaxed);
  for (HalfWord& count : meta_->armed) count.store(0, std::memory_order_relaxed);
  for (PeerSlot& peer : meta_->peers) peer.id.store(0, std::memory_order_relaxed);
  faultPoint(Fault::RecoverCleared);
  // First as it was found: until the root is written, a kill finds the same again. Then all of it on the disk, so that
  // no later power cut can bring back less.
  writeLatch(meta_->latch, control);
  faultPoint(Fault::RecoverControl);
  writeLatch(meta_->latch, writeRoot(*this, control));
  faultPoint(Fault::RecoverRooted);
  letIn(options);
  faultPoint(Fault::RecoverShared);
}

/// The end of an exclusive hold.
void Mapping::letIn(const OpenOptions& options) {
  backing_->share();
  if (!options.readOnly) return;
  backing_->unmap(data_, geometry_.totalBytes() - kMetaBytes);
  data_ = nullptr;  // if the next line throws
  writable_ = false;
  data_ = static_cast<Word*>(backing_->map(kMetaBytes, geometry_.totalBytes() - kMetaBytes, false));
}

void Mapping::join(const OpenOptions& options) {
  geometry_ = readHeader(*backing_);
  if (backing_->size() < geometry_.totalBytes())
    damaged(*backing_, "was cut short: " + std::to_string(backing_->size()) + " bytes of " +
                           std::to_string(geometry_.totalBytes()) + ".");
  mapAll(!options.readOnly);
  const Control control = readLatch(meta_->latch);
  if (!plausible(control, geometry_)) damaged(*backing_, "has a control block with impossible numbers.");
  checkSchema(control, options);
  schema_ = control.schema;
}

void Mapping::leave() noexcept {
  if (!backing_) return;
  unmap();
  backing_->leave();
}

void Mapping::unmap() noexcept {
  if (meta_ != nullptr) backing_->unmap(meta_, kMetaBytes);
  if (data_ != nullptr) backing_->unmap(data_, geometry_.totalBytes() - kMetaBytes);
  meta_ = nullptr;
  data_ = nullptr;
}

}  // namespace lockstep
