// Memory to share: a section over the page file that stands for a name, or over a file.
#include <algorithm>
#include <atomic>

#include "../error.h"
#include "parts_windows.h"
#include "platform.h"
#include "windows_memory.h"
#include "windows_security.h"

namespace lockstep::platform {

namespace {

/// In front of named memory: a section knows its size only in whole pages.
struct NamedHeader {
  std::atomic<uint64_t> magic;  // written last
  uint64_t bytes;
};
constexpr uint64_t kMagic = 0x4d4d5045545353ull;
constexpr uint64_t kHeaderBytes = 4096;

// A creator takes moments from making a section to writing its header: who takes longer is stopped.
constexpr uint64_t kPatienceMicros = 5'000'000;

/// A mapped part of a section.
class View {
 public:
  View() = default;
  View(HANDLE section, DWORD access, uint64_t offset, uint64_t bytes)
      : address_(::MapViewOfFile(section, access, high(offset), low(offset), bytes)) {}
  View(View&& other) noexcept : address_(std::exchange(other.address_, nullptr)) {}
  View& operator=(View&& other) noexcept {
    std::swap(address_, other.address_);
    return *this;
  }
  ~View() {
    if (address_ != nullptr) ::UnmapViewOfFile(address_);
  }
  void* get() const { return address_; }

 private:
  void* address_ = nullptr;
};

DWORD accessOf(Access access) {
  switch (access) {
    case Access::ReadOnly:
      return FILE_MAP_READ;
    case Access::CopyOnWrite:
      return FILE_MAP_COPY;
    case Access::ReadWrite:
      break;
  }
  return FILE_MAP_READ | FILE_MAP_WRITE;
}

DWORD protectionOf(Access access) {
  switch (access) {
    case Access::ReadOnly:
      return PAGE_READONLY;
    case Access::CopyOnWrite:
      return PAGE_WRITECOPY;
    case Access::ReadWrite:
      break;
  }
  return PAGE_READWRITE;
}

}  // namespace

struct SharedBytes::State {
  Handle file;  // none where there is a name
  Handle section;
  bool created = false;
  Access access = Access::ReadWrite;
  uint64_t size = 0;
  uint64_t before = 0;  // bytes of the section in front of the memory
  View view;
  uint64_t viewBytes = 0;

  /// False when there is none, or none yet.
  bool openNamed(const MemoryOptions& options);
  bool openFile(const MemoryOptions& options);
};

bool SharedBytes::State::openNamed(const MemoryOptions& options) {
  const std::wstring name = nameOfPart(options.naming.key, L".memory");
  before = kHeaderBytes;
  for (const uint64_t deadline = monotonicMicros() + kPatienceMicros;;) {
    const uint64_t whole = kHeaderBytes + options.bytes;
    section = Handle(options.naming.create
                         ? ::CreateFileMappingW(INVALID_HANDLE_VALUE, ownerOnly(), PAGE_READWRITE, high(whole),
                                                low(whole), name.c_str())
                         : ::OpenFileMappingW(FILE_MAP_READ | FILE_MAP_WRITE | READ_CONTROL, FALSE, name.c_str()));
    const DWORD error = ::GetLastError();
    if (!section && !options.naming.create && error == ERROR_FILE_NOT_FOUND) return false;
    if (!section && options.naming.create) throwLast("get the memory", options.bytes, error);
    created = checkPart(section, error, options.naming, "memory");
    const View first(section.get(), FILE_MAP_READ | FILE_MAP_WRITE, 0, kHeaderBytes);
    if (first.get() == nullptr) throwLast("map the memory", kHeaderBytes);
    NamedHeader& header = *static_cast<NamedHeader*>(first.get());
    if (created) {
      header.bytes = size = options.bytes;
      header.magic.store(kMagic, std::memory_order_release);  // N1 pairs with N2
      return true;
    }
    if (header.magic.load(std::memory_order_acquire) == kMagic) {  // N2 pairs with N1: the size is there
      size = header.bytes;
      return true;
    }
    // Let go meanwhile: if its creator has died, that is the end of it.
    section.close();
    if (monotonicMicros() > deadline)
      throw Error("LOCKSTEP_BUSY",
                  "Another process has been creating it for 5000 ms. See whether that one is stopped.");
    sleepMicros(1000);
  }
}

bool SharedBytes::State::openFile(const MemoryOptions& options) {
  PartFile opened = openPartFile(options);
  if (!opened.file) return false;
  file = std::move(opened.file);
  created = opened.created;
  size = sizeOfFile(file.get());
  section = Handle(::CreateFileMappingW(file.get(), nullptr, protectionOf(options.access), 0, 0, nullptr));
  if (!section) throwLast("map the file " + options.file, size);
  return true;
}

SharedBytes::SharedBytes(std::unique_ptr<State> state) : state_(std::move(state)) {}
SharedBytes::~SharedBytes() = default;

std::unique_ptr<SharedBytes> SharedBytes::open(const MemoryOptions& options) {
  auto state = std::make_unique<State>();
  state->access = options.access;
  if (!(options.file.empty() ? state->openNamed(options) : state->openFile(options))) return nullptr;
  return std::unique_ptr<SharedBytes>(new SharedBytes(std::move(state)));
}

bool SharedBytes::created() const { return state_->created; }
uint64_t SharedBytes::size() const { return state_->size; }

uint8_t* SharedBytes::map(uint64_t offset, uint64_t length) {
  SYSTEM_INFO system;
  ::GetSystemInfo(&system);
  // Views begin at multiples of 64 KiB; the caller need not know.
  const uint64_t at = state_->before + offset;
  const uint64_t within = at % system.dwAllocationGranularity;
  state_->viewBytes = within + length;
  state_->view = View(state_->section.get(), accessOf(state_->access), at - within, state_->viewBytes);
  if (state_->view.get() == nullptr) throwLast("map the memory", length);
  return static_cast<uint8_t*>(state_->view.get()) + within;
}

void SharedBytes::check() const {}  // Windows cuts no file short that is mapped

void SharedBytes::flush() {
  if (!state_->file || state_->access != Access::ReadWrite) return;
  if (!::FlushViewOfFile(state_->view.get(), state_->viewBytes) || !::FlushFileBuffers(state_->file.get()))
    throwLast("flush the file", 0);
}

}  // namespace lockstep::platform
