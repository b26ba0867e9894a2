// Opening a file to map: any of the user's choice, with whatever rights it has.
#include "../error.h"
#include "parts_windows.h"

namespace lockstep::platform {

namespace {

Handle openAt(const MemoryOptions& options, DWORD how) {
  const bool writes = options.access == Access::ReadWrite || options.naming.create;
  return Handle(::CreateFileW(wide(options.file).c_str(), GENERIC_READ | (writes ? GENERIC_WRITE : 0),
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, how,
                              FILE_ATTRIBUTE_NORMAL, nullptr));
}

[[noreturn]] void refuse(const std::string& path, bool create, DWORD error) {
  const DWORD attributes = ::GetFileAttributesW(wide(path).c_str());
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
    throw Error("LOCKSTEP_OPTIONS", path + " is not a regular file. Name one that is, or one that is not there.");
  if (create && (error == ERROR_PATH_NOT_FOUND || error == ERROR_FILE_NOT_FOUND))
    throw Error("LOCKSTEP_NOT_FOUND", "There is no directory for the file " + path + ". Make it first.");
  if (error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION || error == ERROR_WRITE_PROTECT)
    throw Error("LOCKSTEP_PERMISSION", "The file " + path + " cannot be opened: " + reasonOf(error) +
                                           ". Take a file of this user's, or open it `readonly`.");
  throwLast("open the file " + path, 0, error);
}

}  // namespace

uint64_t sizeOfFile(HANDLE file) {
  LARGE_INTEGER bytes;
  return ::GetFileSizeEx(file, &bytes) ? static_cast<uint64_t>(bytes.QuadPart) : 0;
}

PartFile openPartFile(const MemoryOptions& options) {
  PartFile result;
  if (options.naming.create) {
    result.file = openAt(options, CREATE_NEW);
    result.created = static_cast<bool>(result.file);
    if (!result.file && ::GetLastError() == ERROR_FILE_EXISTS && options.naming.exclusive)
      throw Error("LOCKSTEP_EXISTS", "There is such a file already, and `exclusive` was asked for.");
  }
  if (!result.file) result.file = openAt(options, OPEN_EXISTING);
  if (!result.file) {
    const DWORD error = ::GetLastError();
    if (!options.naming.create && (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND)) return {};
    refuse(options.file, options.naming.create, error);
  }
  if (::GetFileType(result.file.get()) != FILE_TYPE_DISK)
    throw Error("LOCKSTEP_OPTIONS", options.file + " is not a regular file. Name one that is.");
  if (options.naming.create && sizeOfFile(result.file.get()) < options.bytes) {
    FILE_END_OF_FILE_INFO end;
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(options.bytes);
    // Not sparse: the disk has room for all of it now, or this fails.
    if (!::SetFileInformationByHandle(result.file.get(), FileEndOfFileInfo, &end, sizeof(end))) {
      const DWORD error = ::GetLastError();
      result.file.close();
      if (result.created) ::DeleteFileW(wide(options.file).c_str());
      throwLast("size the file " + options.file, options.bytes, error);
    }
  }
  // Made by somebody who is about to size it.
  if (sizeOfFile(result.file.get()) == 0) return {};
  return result;
}

}  // namespace lockstep::platform
