// A view of shared memory that is safe to read and write: every range is checked before it is touched.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "../platform/parts.h"

namespace lockstep::parts {

class SharedMemory {
 public:
  struct View {
    uint64_t offset = 0;
    std::optional<uint64_t> length;  // to the end
  };

  /// Null when there is none and it is not to be created.
  /// @throws what platform::SharedBytes does; LOCKSTEP_OPTIONS for a view that does not lie in the memory,
  /// LOCKSTEP_EXISTS for one with the name that is smaller than what was to be created
  static std::unique_ptr<SharedMemory> open(const platform::MemoryOptions& options, const View& view);

  bool created() const { return memory_->created(); }
  /// Of the whole memory.
  uint64_t bytes() const { return memory_->size(); }
  uint64_t length() const { return length_; }

  /// @throws LOCKSTEP_OPTIONS where the range does not lie in the view, LOCKSTEP_DAMAGED
  void read(uint64_t offset, uint8_t* into, uint64_t count) const;
  /// @throws also LOCKSTEP_READONLY
  void write(uint64_t offset, const uint8_t* from, uint64_t count);
  /// @throws LOCKSTEP_READONLY where the view is copy-on-write, LOCKSTEP_DAMAGED, LOCKSTEP_NO_SPACE, LOCKSTEP_SYSTEM
  void flush();

 private:
  SharedMemory(std::unique_ptr<platform::SharedBytes> memory, platform::Access access)
      : memory_(std::move(memory)), access_(access) {}
  void checkRange(uint64_t offset, uint64_t count) const;

  std::unique_ptr<platform::SharedBytes> memory_;
  platform::Access access_;
  uint64_t length_ = 0;
  uint8_t* data_ = nullptr;
};

}  // namespace lockstep::parts
