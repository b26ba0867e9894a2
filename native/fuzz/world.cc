#include "world.h"

#include <sanitizer/asan_interface.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "maps.h"

namespace lockstep::fuzz {

namespace {

constexpr uint64_t kGuard = 16 * 1024 * 1024;

struct Maps {
  uint8_t* meta;
  uint8_t* data[2];  // read-only, writable
};

uint8_t* mapAt(uint8_t* address, int fd, uint64_t offset, uint64_t bytes, int protection) {
  void* mapped = ::mmap(address, bytes, protection, MAP_SHARED | (address != nullptr ? MAP_FIXED : 0), fd,
                        static_cast<off_t>(offset));
  if (mapped == MAP_FAILED) std::abort();
  return static_cast<uint8_t*>(mapped);
}

/// Each map between pages that nobody may touch, all of them over the same memory.
Maps makeMaps(int fd) {
  const uint64_t reserved = 3 * kCapacity + 4 * kGuard;
  void* space = ::mmap(nullptr, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (space == MAP_FAILED) std::abort();
  uint8_t* at = static_cast<uint8_t*>(space) + kGuard;
  Maps maps;
  maps.meta = mapAt(at, fd, 0, kMetaBytes, PROT_READ | PROT_WRITE);
  at += kCapacity + kGuard;
  for (const int writable : {0, 1}) {
    maps.data[writable] =
        mapAt(at, fd, kMetaBytes, kCapacity - kMetaBytes, PROT_READ | (writable != 0 ? PROT_WRITE : 0));
    at += kCapacity + kGuard;
  }
  return maps;
}

Maps maps;

}  // namespace

World& world() {
  static World* const only = [] {
    auto* made = new World();
    const int fd = ::memfd_create("segment", 0);
    if (fd < 0 || ::ftruncate(fd, kCapacity) != 0) std::abort();
    made->bytes = mapAt(nullptr, fd, 0, kCapacity, PROT_READ | PROT_WRITE);
    maps = makeMaps(fd);
    ::close(fd);
    return made;
  }();
  return *only;
}

uint8_t* mapOf(uint64_t offset, uint64_t bytes, bool writable) {
  world();
  if (offset == 0) return bytes <= kMetaBytes ? maps.meta : nullptr;
  if (offset != kMetaBytes || offset + bytes > kCapacity) return nullptr;
  // What lies behind the map, and behind the file, is not there. Another peer's map may reach further.
  uint64_t& there = world().mapped;
  there = std::max(there, std::min(bytes, world().size > offset ? world().size - offset : 0));
  for (uint8_t* map : maps.data) {
    ASAN_UNPOISON_MEMORY_REGION(map, there);
    ASAN_POISON_MEMORY_REGION(map + there, kCapacity - kMetaBytes - there);
  }
  return maps.data[writable ? 1 : 0];
}

void load(const uint8_t* bytes, uint64_t size) {
  World& all = world();
  if (size > 0) std::memcpy(all.bytes, bytes, size);
  if (all.used > size) std::memset(all.bytes + size, 0, all.used - size);
  all.size = all.used = size;
  all.exists = size > 0;
  all.mapped = 0;
  all.foreign = false;
  all.holders = 0;
  all.named = true;
  all.clock = 1'000'000;
  all.deadline = ~uint64_t{0};
  all.random = 1;
  std::fill(std::begin(all.slots), std::end(all.slots), nullptr);
  all.interrupt = nullptr;
}

Forbidden::Forbidden(uint64_t from, uint64_t bytes) : from_(from), bytes_(bytes) {
  for ([[maybe_unused]] uint8_t* map : maps.data) ASAN_POISON_MEMORY_REGION(map + from_, bytes_);
}
Forbidden::~Forbidden() {
  for ([[maybe_unused]] uint8_t* map : maps.data) ASAN_UNPOISON_MEMORY_REGION(map + from_, bytes_);
}

void violated(const char* what) {
  std::fprintf(stderr, "violated: %s\n", what);
  std::abort();
}

}  // namespace lockstep::fuzz
