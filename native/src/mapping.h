// A segment's memory in this process: made or joined, checked, mapped.
#pragma once

#include <memory>
#include <string>

#include "layout.h"
#include "platform/platform.h"
#include "words.h"

namespace lockstep {

struct OpenOptions;

/// Holds the two maps of a segment: its first bytes, always writable (who only reads must still hold a slot and arm its
/// doorbell), and log and snapshots, writable only for writers.
class Mapping {
 public:
  /// @throws LOCKSTEP_NOT_FOUND, LOCKSTEP_EXISTS, LOCKSTEP_LAYOUT, LOCKSTEP_DAMAGED, LOCKSTEP_SCHEMA,
  /// LOCKSTEP_NO_SPACE, LOCKSTEP_PERMISSION, LOCKSTEP_BUSY, LOCKSTEP_SYSTEM. Then nothing was changed.
  explicit Mapping(const OpenOptions& options);
  ~Mapping() { leave(); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  platform::Backing& backing() { return *backing_; }
  Meta& meta() { return *meta_; }
  Word* log() { return data_; }
  Word* slots() { return data_ + geometry_.logBytes / 8; }
  const Geometry& geometry() const { return geometry_; }
  /// Log and snapshots, too.
  bool writable() const { return writable_; }
  bool created() const { return created_; }
  /// Of the state, when it was opened.
  uint64_t schema() const { return schema_; }

  /// Unmaps, then leaves: who finds the segment unheld may rely on nobody having it mapped.
  void leave() noexcept;

 private:
  void settle(const OpenOptions& options);
  void initialise(const OpenOptions& options);
  void continueFile(const OpenOptions& options);
  void letIn(const OpenOptions& options);
  void join(const OpenOptions& options);
  void mapAll(bool writable);
  void unmap() noexcept;

  std::unique_ptr<platform::Backing> backing_;
  Geometry geometry_{};
  Meta* meta_ = nullptr;
  Word* data_ = nullptr;
  uint64_t schema_ = 0;
  bool writable_ = false;
  bool created_ = false;
};

}  // namespace lockstep
