// The memory of a named section: reserved as a whole, committed as it is needed. What one process commits, all have.
#include <algorithm>
#include <cstring>

#include "../error.h"
#include "../words.h"
#include "platform.h"
#include "windows_memory.h"
#include "windows_security.h"

namespace lockstep::platform {

namespace {

/// How long to wait for a section of another size to go with the process that was making it.
constexpr uint64_t kVanishMicros = 2'000'000;

/// Memory is committed in multiples of this.
constexpr uint64_t kUnitBytes = 64 * 1024;

/// Calls `each(offset, bytes, committed)` for the regions of a view.
template <typename Each>
void eachRegion(const uint8_t* view, const Each& each) {
  MEMORY_BASIC_INFORMATION info;
  for (uint64_t offset = 0; ::VirtualQuery(view + offset, &info, sizeof(info)) != 0; offset += info.RegionSize) {
    if (info.AllocationBase != view || info.State == MEM_FREE) return;
    each(offset, static_cast<uint64_t>(info.RegionSize), info.State == MEM_COMMIT);
  }
}

void copyOut(uint8_t* into, const uint8_t* from, uint64_t bytes) {
  const Word* const words = reinterpret_cast<const Word*>(from);
  loadWords(into, words, bytes / 8);
  if (bytes % 8 == 0) return;
  const uint64_t last = words[bytes / 8].load(std::memory_order_relaxed);
  std::memcpy(into + bytes / 8 * 8, &last, bytes % 8);
}

/// For what is said to have no memory: Wine says so of what other views have committed. Reading like this cannot fault.
void copyUncertain(uint8_t* into, const uint8_t* from, uint64_t bytes) {
  for (uint64_t at = 0; at < bytes; at += kUnitBytes) {
    const uint64_t length = std::min(bytes - at, kUnitBytes);
    SIZE_T copied = 0;
    if (!::ReadProcessMemory(::GetCurrentProcess(), from + at, into + at, length, &copied))
      std::memset(into + at, 0, length);
  }
}

class SectionMemory final : public Memory {
 public:
  SectionMemory(const std::wstring& name, const std::string& path, Handle section)
      : name_(name), path_(path), section_(std::move(section)) {
    if (section_) view();
  }
  ~SectionMemory() override { unview(); }

  void reset(uint64_t bytes) override {
    if (size() >= bytes) {
      // A dead creator's, which is still being taken down: as good as new when it is empty.
      eachRegion(view_, [&](uint64_t offset, uint64_t length, bool committed) {
        if (committed) std::memset(view_ + offset, 0, length);
      });
      return;
    }
    unview();
    const uint64_t deadline = monotonicMicros() + kVanishMicros;
    for (;;) {
      section_.close();
      section_ = Handle(::CreateFileMappingW(INVALID_HANDLE_VALUE, ownerOnly(), PAGE_READWRITE | SEC_RESERVE,
                                             high(bytes), low(bytes), name_.c_str()));
      if (!section_) throwLast("make the segment " + path_, bytes);
      if (::GetLastError() != ERROR_ALREADY_EXISTS) break;
      if (monotonicMicros() > deadline)
        throw Error("LOCKSTEP_BUSY", "A process that had the segment " + path_ +
                                         " ended, and the system has not taken its memory away yet. Try again.");
      section_.close();
      sleepMicros(1000);
    }
    view();
  }

  void lengthen(uint64_t) override {}

  uint64_t size() const override {
    uint64_t sum = 0;
    if (view_ != nullptr) eachRegion(view_, [&](uint64_t, uint64_t bytes, bool) { sum += bytes; });
    return sum;
  }

  void commit(uint64_t offset, uint64_t bytes) override {
    if (bytes > 0 && ::VirtualAlloc(view_ + offset, bytes, MEM_COMMIT, PAGE_READWRITE) == nullptr)
      throwLast("get memory for the segment " + path_, bytes);
  }

  void discard(uint64_t offset, uint64_t bytes) noexcept override {
    // A section's pages are never taken back before its end. This gives up what they hold, and with it the memory; only
    // the claim on the page file remains.
    ::VirtualAlloc(view_ + offset, bytes, MEM_RESET, PAGE_READWRITE);
  }

  void readAt(uint64_t offset, uint8_t* into, uint64_t bytes) const override {
    while (bytes > 0) {
      MEMORY_BASIC_INFORMATION info;
      // Beyond the view there is something else, or nothing.
      if (view_ == nullptr || ::VirtualQuery(view_ + offset, &info, sizeof(info)) == 0 ||
          info.AllocationBase != view_) {
        std::memset(into, 0, bytes);
        return;
      }
      const uint8_t* const end = static_cast<const uint8_t*>(info.BaseAddress) + info.RegionSize;
      const uint64_t length = std::min<uint64_t>(bytes, static_cast<uint64_t>(end - (view_ + offset)));
      if (info.State == MEM_COMMIT)
        copyOut(into, view_ + offset, length);
      else
        copyUncertain(into, view_ + offset, length);
      offset += length;
      into += length;
      bytes -= length;
    }
  }

  HANDLE section() override { return section_.get(); }
  void claim() override {}
  void syncFile() override {}
  bool stillNamed() const override { return true; }  // as long as it is open

 private:
  /// All of it, to commit through and to look at.
  void view() {
    view_ = static_cast<uint8_t*>(::MapViewOfFile(section_.get(), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, 0));
    if (view_ == nullptr) throwLast("map the segment " + path_, 0);
  }
  void unview() {
    if (view_ != nullptr) ::UnmapViewOfFile(std::exchange(view_, nullptr));
  }

  std::wstring name_;
  std::string path_;
  Handle section_;
  uint8_t* view_ = nullptr;
};

}  // namespace

std::unique_ptr<Memory> openSection(const std::wstring& name, const std::string& path, bool create) {
  Handle section(::OpenFileMappingW(FILE_MAP_READ | FILE_MAP_WRITE | READ_CONTROL, FALSE, name.c_str()));
  if (section)
    checkOwner(section.get(), "The segment " + path);
  else if (::GetLastError() != ERROR_FILE_NOT_FOUND)
    throwLast("open the segment " + path, 0);
  else if (!create)
    return nullptr;
  return std::make_unique<SectionMemory>(name, path, std::move(section));
}

}  // namespace lockstep::platform
