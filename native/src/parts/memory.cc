#include "memory.h"

#include <atomic>
#include <cstring>
#include <string>

#include "../error.h"

namespace lockstep::parts {

using platform::Access;

std::unique_ptr<SharedMemory> SharedMemory::open(const platform::MemoryOptions& options, const View& view) {
  auto memory = platform::SharedBytes::open(options);
  if (!memory) return nullptr;
  const uint64_t size = memory->size();
  if (options.naming.create && size < options.bytes)
    throw Error("LOCKSTEP_EXISTS", "Somebody has it open already, with " + std::to_string(size) + " bytes instead of " +
                                       std::to_string(options.bytes) + ". Ask for the same number, or open it.");
  const uint64_t length = view.length.value_or(size > view.offset ? size - view.offset : 0);
  if (view.offset > size || length > size - view.offset || length == 0)
    throw Error("LOCKSTEP_OPTIONS", "The view of " + std::to_string(length) + " bytes at " +
                                        std::to_string(view.offset) + " does not lie in the memory, which has " +
                                        std::to_string(size) + " bytes.");
  std::unique_ptr<SharedMemory> shared(new SharedMemory(std::move(memory), options.access));
  shared->length_ = length;
  shared->data_ = shared->memory_->map(view.offset, length);
  return shared;
}

void SharedMemory::checkRange(uint64_t offset, uint64_t count) const {
  if (offset > length_ || count > length_ - offset)
    throw Error("LOCKSTEP_OPTIONS", std::to_string(count) + " bytes at " + std::to_string(offset) +
                                        " do not lie in the view, which has " + std::to_string(length_) + " bytes.");
  memory_->check();
}

// What orders a write before another process's read is the mutex or event between them; the fences make that hold
// whatever those are made of.

void SharedMemory::read(uint64_t offset, uint8_t* into, uint64_t count) const {
  checkRange(offset, count);
  std::atomic_thread_fence(std::memory_order_acquire);  // M1 pairs with M2
  if (count > 0) std::memcpy(into, data_ + offset, count);
}

void SharedMemory::write(uint64_t offset, const uint8_t* from, uint64_t count) {
  if (access_ == Access::ReadOnly)
    throw Error("LOCKSTEP_READONLY",
                "It is open `readonly`: open it `readwrite`, or `copy-on-write` to change a copy.");
  checkRange(offset, count);
  if (count > 0) std::memcpy(data_ + offset, from, count);
  std::atomic_thread_fence(std::memory_order_release);  // M2 pairs with M1
}

void SharedMemory::flush() {
  if (access_ == Access::CopyOnWrite)
    throw Error("LOCKSTEP_READONLY",
                "It is open `copy-on-write`: what was written to it is nobody else's. Open it "
                "`readwrite` to write to the file.");
  memory_->flush();
}

}  // namespace lockstep::parts
