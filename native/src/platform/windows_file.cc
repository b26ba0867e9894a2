// The memory of a file-backed store: its file, sparse, with disk behind every range that is in use. The maps of all
// processes and what is read from the file are one and the same; the section needs no name.
#include "windows_file.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "../error.h"
#include "platform.h"
#include "windows_memory.h"

namespace lockstep::platform {

namespace {

constexpr uint64_t kZeroedBytes = 1024 * 1024;
constexpr uint64_t kBlockBytes = 4096;

class FileMemory final : public Memory {
 public:
  FileMemory(Handle file, const std::string& path) : file_(std::move(file)), path_(path) {}

  void reset(uint64_t bytes) override {
    section_.close();
    resize(0);
    DWORD ignored = 0;
    // Where the file system knows no sparse files, the file takes its whole size.
    ::DeviceIoControl(file_.get(), FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &ignored, nullptr);
    resize(bytes);
  }

  void lengthen(uint64_t bytes) override {
    if (size() < bytes) resize(bytes);
  }

  uint64_t size() const override {
    LARGE_INTEGER bytes;
    return ::GetFileSizeEx(file_.get(), &bytes) ? static_cast<uint64_t>(bytes.QuadPart) : 0;
  }

  void commit(uint64_t offset, uint64_t bytes) override {
    // Zeros into what reads as zeros: the disk must have room for it now. Writing through a map into a hole of a full
    // disk would lose the data, or end the process. Whatever else is there stays as it is.
    std::vector<uint8_t> piece(kZeroedBytes);
    const std::vector<uint8_t> zeros(kZeroedBytes);
    while (bytes > 0) {
      const uint64_t length = std::min(bytes, kZeroedBytes);
      readAt(offset, piece.data(), length);
      for (uint64_t from = 0; from < length;) {
        const uint64_t to = emptyUntil(piece.data(), from, length);
        if (to > from) write(offset + from, zeros.data(), to - from);
        from = to > from ? to : std::min(from + kBlockBytes, length);
      }
      offset += length;
      bytes -= length;
    }
  }

  void discard(uint64_t offset, uint64_t bytes) noexcept override {
    FILE_ZERO_DATA_INFORMATION range;
    range.FileOffset.QuadPart = static_cast<LONGLONG>(offset);
    range.BeyondFinalZero.QuadPart = static_cast<LONGLONG>(offset + bytes);
    DWORD ignored = 0;
    ::DeviceIoControl(file_.get(), FSCTL_SET_ZERO_DATA, &range, sizeof(range), nullptr, 0, &ignored, nullptr);
  }

  void readAt(uint64_t offset, uint8_t* into, uint64_t bytes) const override {
    while (bytes > 0) {
      OVERLAPPED place = placeOf(offset);
      DWORD count = 0;
      const DWORD wanted = static_cast<DWORD>(std::min<uint64_t>(bytes, 1u << 30));
      if (!::ReadFile(file_.get(), into, wanted, &count, &place) && ::GetLastError() != ERROR_HANDLE_EOF)
        throwLast("read the file " + path_, 0);
      if (count == 0) {
        std::memset(into, 0, bytes);
        return;
      }
      offset += count;
      into += count;
      bytes -= count;
    }
  }

  HANDLE section() override {
    if (!section_) section_ = Handle(::CreateFileMappingW(file_.get(), nullptr, PAGE_READWRITE, 0, 0, nullptr));
    if (!section_) throwLast("map the file " + path_, 0);
    return section_.get();
  }

  void claim() override { claimForSession(file_.get(), path_); }

  void syncFile() override {
    if (!::FlushFileBuffers(file_.get())) throwLast("write the file " + path_ + " to the disk", 0);
  }

  bool stillNamed() const override {
    FILE_STANDARD_INFO info;
    return ::GetFileInformationByHandleEx(file_.get(), FileStandardInfo, &info, sizeof(info)) && !info.DeletePending &&
           info.NumberOfLinks > 0;
  }

 private:
  void resize(uint64_t bytes) {
    FILE_END_OF_FILE_INFO end;
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(bytes);
    if (!::SetFileInformationByHandle(file_.get(), FileEndOfFileInfo, &end, sizeof(end)))
      throwLast("size the file " + path_, bytes);
  }

  /// The end of the empty blocks from `from` on.
  static uint64_t emptyUntil(const uint8_t* piece, uint64_t from, uint64_t length) {
    while (from < length) {
      const uint64_t end = std::min(from + kBlockBytes, length);
      if (std::any_of(piece + from, piece + end, [](uint8_t byte) { return byte != 0; })) break;
      from = end;
    }
    return from;
  }

  void write(uint64_t offset, const uint8_t* from, uint64_t bytes) {
    OVERLAPPED place = placeOf(offset);
    DWORD count = 0;
    if (!::WriteFile(file_.get(), from, static_cast<DWORD>(bytes), &count, &place) || count != bytes)
      throwLast("get room for the file " + path_, bytes);
  }

  Handle file_;
  std::string path_;
  Handle section_;
};

}  // namespace

OpenedFile openFileMemory(const std::string& path, bool create) {
  Handle file = openStoreFile(path, create);
  if (!file) return {};
  std::wstring identity = identityOf(file.get(), path);
  return {std::make_unique<FileMemory>(std::move(file), path), std::move(identity)};
}

}  // namespace lockstep::platform
